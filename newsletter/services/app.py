"""What every service is handed: settings, store, adapters, and who is asking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from newsletter.core.naming import Names
from newsletter.core.rules import Rules
from newsletter.errors import NotFound
from newsletter.model.deliveries import Parcel, Reply
from newsletter.model.editions import Content, Rendered, Rendering
from newsletter.model.entries import NoPage, ReadEntry, Revision
from newsletter.model.pictures import NoPicture, WantedPicture
from newsletter.model.settings import ChannelSettings, PublicationSettings, Settings, SourceSettings
from newsletter.ports import Channel, Pictures, Renderer, Source
from newsletter.store.engine import Store

PROGRAM = "newsletter"  #: who acts when the clock or a source does, and no person


class Shelf(Protocol):
    """A folder of edition folders: the outbox, or the drafts."""

    def send(self, parcel: Parcel) -> Reply:
        """Let exactly these files be the edition's folder."""
        ...

    def withdraw(self, publication: str, period_key: str, to: Path) -> bool:
        """Move an edition's folder away; False when there is none."""
        ...

    def discard(self, publication: str, period_key: str) -> bool:
        """Remove an edition's folder; False when there is none."""
        ...

    def folder(self, publication: str, period_key: str) -> Path:
        """Where an edition's folder stands."""
        ...


@dataclass(frozen=True, kw_only=True)
class App:
    """The program, wired. ``wiring.build`` makes it; tests hand in their own parts."""

    settings: Settings
    store: Store
    rules: Callable[[], Mapping[str, Rules]]  #: read when something is to be judged: compiling them takes a while
    rules_hash: str  #: of rules and judging code: the key of the verdict cache
    names: Names
    source: Callable[[SourceSettings], Source]
    readers: Callable[[], str]  #: hash of the code that reads sources: what another one read is read again
    full_page: Callable[[Revision], ReadEntry | NoPage]  #: the page of an entry that is cut off
    feeds_of: Callable[[str], tuple[str, ...]]  #: addresses of the feeds that a web page names, best first
    find_picture: Callable[[WantedPicture], bytes | NoPicture]
    pictures: Callable[[], Pictures]
    renderer: Callable[[], Renderer]  #: made when something is to be rendered
    webhook_body: Callable[[Content, Rendered, ChannelSettings], Rendering]
    channel: Callable[[ChannelSettings], Channel]
    outbox: Callable[[ChannelSettings], Shelf]
    drafts: Shelf
    owner: str  #: this process, as written on leased deliveries
    is_alive: Callable[[str], bool]  #: whether the process of an owner still runs
    chance: Callable[[], float]  #: 0–1, spreads retries
    stop: threading.Event = field(default_factory=threading.Event)

    def publication(self, name: str) -> PublicationSettings:
        """A configured publication by its name."""
        for publication in self.settings.publications:
            if publication.name == name:
                return publication
        known = ", ".join(publication.name for publication in self.settings.publications) or "none"
        raise NotFound(f"there is no newsletter named {name!r} in the settings; known: {known}")

    def channels_of(self, publication: PublicationSettings) -> tuple[ChannelSettings, ...]:
        """A publication's ways out, in its order."""
        by_name = {channel.name: channel for channel in self.settings.channels}
        return tuple(by_name[name] for name in publication.channels)
