"""What ``newsletter edit`` can do to a round-up beside what it does to every draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from newsletter.services.app import App
    from newsletter.services.edit import Change

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--title", metavar="TEXT", help="A round-up's title; empty takes it away."),
    click.option("--month", "months", nargs=2, multiple=True, metavar="STORY MONTH", help="Its month, like 2020-04."),
    click.option("--since", "sinces", nargs=2, multiple=True, metavar="STORY TEXT", help="What became of it since."),
    click.option("--nothing-new", "unchanged", multiple=True, metavar="STORY", help="Nothing new is known of it."),
    click.option("--ask-again", "reopened", multiple=True, metavar="STORY", help="Take such an answer back."),
    click.option("--our-year", "ours", multiple=True, metavar="STORY", help="Place it in a round-up's own part."),
    click.option("--pull", "pulls", multiple=True, metavar="STORY", help="Let its quotation stand large."),
    click.option("--no-pull", "unpulled", multiple=True, metavar="STORY", help="Do not."),
    click.option("--numbers/--no-numbers", default=None, help="Show the year's numbers, or not."),
)


def roundup_options(command: F) -> F:
    """The options of a round-up, in the order in which ``--help`` shows them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def roundup_changes(
    app: App, places: Mapping[str, str], now: datetime, by: str, values: Mapping[str, Any]
) -> Iterator[tuple[str, Change]]:
    """The options as changes; ``places`` are stories by the place they had before the first change."""
    from newsletter.services import edit_roundup as editing

    def story(named: str) -> str:
        return places.get(named, named)

    for named, text in values["sinces"]:
        yield "since then", editing.since_then(story(named), text, now, by)
    for named in values["unchanged"]:
        yield "nothing new is known", editing.since_then(story(named), "", now, by)
    for named in values["reopened"]:
        yield "asked again", editing.ask_again(story(named))
    for named in values["pulls"]:
        yield "pull quote", editing.pull(story(named), wanted=True)
    for named in values["unpulled"]:
        yield "pull quote", editing.pull(story(named), wanted=False)
    for named in values["ours"]:
        yield "our year", editing.place_ours(app, story(named), now)
    for named, month in values["months"]:
        yield "month", editing.in_month(story(named), month)
    if values["title"] is not None:
        yield "title", editing.entitle(values["title"], by)
    if values["numbers"] is not None:
        yield "numbers", editing.with_numbers(values["numbers"])
