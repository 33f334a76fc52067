"""Every failure we raise on purpose, as one tree.

::

    NewsletterError
    ├── ConfigError        the settings: file, table, key, found, allowed
    ├── SourceError        one source could not be read (travels as a value inside a reading)
    ├── TemplateError      a template: file, line, what is undefined, the nearest name
    ├── StoreError         the database: missing, newer than the program, damaged
    ├── ChannelError       our own mistake in a channel; a server's answer is a Reply, never this
    ├── NotFound           nothing by that name
    └── NotAllowed         the state of things, or a rule, forbids it

Each message says what happened, to what, and what the reader can do. Secrets and
addresses of people never enter a message.
"""

from __future__ import annotations


class NewsletterError(Exception):
    """The root; ``exit_code`` is what the command line returns for it."""

    exit_code = 1


class ConfigError(NewsletterError):
    """The settings cannot be used; ``complaints`` holds every one of them."""

    exit_code = 2

    def __init__(self, complaints: list[str] | tuple[str, ...] | str) -> None:
        self.complaints = (complaints,) if isinstance(complaints, str) else tuple(complaints)
        super().__init__("\n".join(self.complaints))


class SourceError(NewsletterError):
    """One source could not be read."""

    exit_code = 3


class TemplateError(NewsletterError):
    """A template cannot be rendered: where, what, and the nearest right name."""

    exit_code = 2


class StoreError(NewsletterError):
    """The database cannot be used."""

    exit_code = 2


class ChannelError(NewsletterError):
    """We misused a channel: a setting or parcel it cannot take."""

    exit_code = 2


class NotFound(NewsletterError):
    """Nothing by that name exists."""

    exit_code = 2


class NotAllowed(NewsletterError):
    """A life cycle or a rule forbids the step; nothing was changed."""

    exit_code = 1
