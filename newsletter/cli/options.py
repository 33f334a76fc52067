"""What every command shares: its options, how it opens the program, and how it prints."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsletter.model.settings import Settings
    from newsletter.services.app import App

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Session:
    """One command's surroundings."""

    config: str | None
    as_json: bool
    now: datetime | None  #: a rehearsal's clock; None for the real one
    by: str | None

    def settings(self) -> Settings:
        """The checked settings."""
        from newsletter import config, wiring

        path = config.find_config(self.config, config.environment(), Path.cwd())
        settings = config.load(path, config.environment())
        if self.now is not None:
            wiring.refuse_rehearsal(settings)
        return settings

    @contextmanager
    def app(self) -> Iterator[App]:
        """The program, wired and opened."""
        from newsletter import logs, wiring

        logs.set_up()
        app = wiring.build(self.settings())
        try:
            yield app
        finally:
            app.store.close()

    def clock(self) -> datetime:
        """Now, or the rehearsal's now; in UTC."""
        return self.now or datetime.now(UTC)

    def who(self) -> str:
        """Who acts: as given, else the login name."""
        return self.by or getpass.getuser()

    def lines(self, values: Iterable[dict[str, Any]], show: Callable[[dict[str, Any]], str], empty: str) -> None:
        """Print a list: JSON Lines, or a line for people each."""
        nothing = True
        for value in values:
            nothing = False
            if self.as_json:
                say_json(value)
            else:
                click.echo(show(value))
        if nothing and not self.as_json:
            click.echo(empty)

    def say(self, sentence: str, **facts: Any) -> None:
        """Answer with one sentence for people, or with its facts for programs."""
        if self.as_json:
            say_json(facts)
        else:
            click.echo(sentence)


def say_json(value: Any) -> None:
    """One object, one line, UTF-8, ended by a line feed only."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment; without a zone it is UTC."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is no moment; write it like 2020-09-07T08:00:00Z', param, ctx)
        if not 1900 <= moment.year < 2900:
            self.fail(f"{value} is too far away to rehearse", param, ctx)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def command_options(function: F) -> F:
    """Give a command ``--config --json --now --by`` and a ``session`` as its first argument."""

    @functools.wraps(function)
    def wrapped(config: str | None, as_json: bool, now: datetime | None, by: str | None, **values: Any) -> Any:
        return function(Session(config, as_json, now, by), **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # click replaces the signature by its options


_OPTIONS = (
    click.option("--config", metavar="PATH", help="Settings file or team folder. Else NEWSLETTER_CONFIG, else here."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON Lines for other programs."),
    click.option(
        "--now",
        type=Moment(),
        help="As if it were that moment, e.g. 2020-09-07T08:00:00Z. It counts: rehearse in a copy. Outbox only.",
    ),
    click.option("--by", metavar="NAME", help="Who acts. Else your login name."),
)
