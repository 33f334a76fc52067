"""Change a draft: ``edit``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.editions import say_edition
from newsletter.cli.options import Session, command_options
from newsletter.cli.roundup import roundup_changes, roundup_options

if TYPE_CHECKING:
    from newsletter.model.editions import Length
    from newsletter.services.app import App
    from newsletter.services.edit import Change
    from newsletter.services.record import Remarks


@click.command()
@click.argument("edition")
@click.option("--introduction", metavar="TEXT", help="The opening, in your own words; empty takes it away.")
@click.option("--signed", metavar="NAME", help="Who signs the opening; else who acts.")
@click.option("--closing", metavar="TEXT", help="Last words; empty takes them away.")
@click.option(
    "--block", "blocks", nargs=2, multiple=True, metavar="PLACE TEXT", help="Own words after that story; 0: first."
)
@click.option("--headline", "headlines", nargs=2, multiple=True, metavar="STORY TEXT", help="Another headline.")
@click.option("--teaser", "teasers", nargs=2, multiple=True, metavar="STORY TEXT", help="Another text for a story.")
@click.option(
    "--length", "lengths", nargs=2, multiple=True, metavar="STORY LENGTH", help="Tell it as line, story or long."
)
@click.option("--alt", "alts", nargs=2, multiple=True, metavar="STORY TEXT", help="What can be seen in its picture.")
@click.option("--no-picture", "unseen", multiple=True, metavar="STORY", help="Show a story without its picture.")
@click.option("--order", metavar="STORY,STORY,…", help="These first, in this order; the others follow.")
@click.option("--drop", "drops", multiple=True, metavar="STORY", help="Take a story out.")
@click.option("--not-good-news", "no_good_news", multiple=True, metavar="STORY", help="Take it out: it is none at all.")
@click.option("--why", default="", help="Why a story is taken out or moved, for the record.")
@click.option("--add", "adds", multiple=True, metavar="STORY", help="Place a story that was left out, at the end.")
@click.option("--subject", metavar="TEXT", help="Another subject line; empty: the usual one.")
@click.option("--preheader", metavar="TEXT", help="The line beside the subject; empty: the usual one.")
@roundup_options
@click.option("--again", is_flag=True, help="Render anew, after a template, setting, list or picture was changed.")
@command_options
def edit(session: Session, edition: str, **values: Any) -> None:
    """Change a draft. STORY is its place (1, 2, …) or the beginning of its id.

    Each change makes a new version and ends an approval of the earlier one. Sentences you leave
    as they are keep their source; those you change are marked as yours. Quotations stay as spoken.

    \b
    newsletter edit weekly/2020-W36 --introduction "Good morning." --order 3,1
    newsletter edit weekly/2020-W36 --headline 1 "Teodora is free" --drop 4 --add 9b1c
    """
    from newsletter.services import edit as editing
    from newsletter.services import publish, review

    with session.app() as app:
        now, by = session.clock(), session.who()
        before = review.find(app, edition)
        again = values.pop("again")
        changes, remarks = list(_changes(app, edition, now, by, values)), _remarks(app, edition, values)
        if not changes and not again:
            raise click.UsageError(
                "say what to change: --introduction, --headline, --order, … (newsletter edit --help)"
            )
        if again:
            editing.look_for_pictures(app, edition, now)
        ended = again and review.rerender(app, edition, now, by).approved_version != before.approved_version
        ended |= bool(changes) and editing.apply(app, edition, changes, now, by, remarks)[1]
        publish.settle_folders(app, now)
        one = review.find(app, edition)
        what = "stands as it was" if one.version == before.version else "is changed"
        after = (
            "Its approval has ended; it must be approved again." if ended else f"Look again: newsletter show {edition}"
        )
        say_edition(session, app, one, f"{edition} {what}. {after}")


def _changes(app: App, edition: str, now: datetime, by: str, values: dict[str, Any]) -> list[tuple[str, Change]]:
    """The options as changes: first who stands where, as named before the change, then the words."""
    from newsletter.services import edit as editing

    found: list[tuple[str, Change]] = []
    found += [("headline", editing.set_headline(story, text, by)) for story, text in values["headlines"]]
    found += [("text", editing.set_teaser(app, story, text, by)) for story, text in values["teasers"]]
    found += [("length", editing.set_length(story, _length(name))) for story, name in values["lengths"]]
    found += [("alt text", editing.set_alt(story, text)) for story, text in values["alts"]]
    found += [("picture left out", editing.without_picture(story)) for story in values["unseen"]]
    stories = editing.by_place(app, edition)
    found += [("added", editing.add(app, story, now)) for story in values["adds"]]
    gone = (*values["drops"], *values["no_good_news"])
    found += [("dropped", editing.drop(stories.get(story, story))) for story in gone]
    if values["order"] is not None:
        names = [name.strip() for name in values["order"].split(",") if name.strip()]
        found.append(("order", editing.order([stories.get(name, name) for name in names])))
    if values["introduction"] is not None:
        found.append(("introduction", editing.introduce(values["introduction"], by, values["signed"])))
    found += [("own words", editing.place_block(_place(place), text, by)) for place, text in values["blocks"]]
    if values["closing"] is not None:
        found.append(("closing", editing.close_with(values["closing"], by)))
    if values["subject"] is not None:
        found.append(("subject", editing.set_subject(values["subject"])))
    if values["preheader"] is not None:
        found.append(("preheader", editing.set_preheader(values["preheader"])))
    return [*found, *roundup_changes(app, stories, now, by, values)]


def _remarks(app: App, edition: str, values: dict[str, Any]) -> Remarks:
    """What is kept beside the change, with stories by their whole ids."""
    from newsletter.services import edit as editing
    from newsletter.services import review
    from newsletter.services.record import Remarks

    places = editing.by_place(app, edition)
    with app.store.reading() as connection:
        wrong = [review.find_story(connection, places.get(one, one)) for one in values["no_good_news"]]
    return Remarks(why=values["why"], no_good_news=wrong)


def _length(name: str) -> Length:
    from newsletter.model.editions import Length

    if name not in list(Length):
        raise click.UsageError(f'--length takes a story, then how long it is told: {", ".join(Length)}; not "{name}"')
    return Length(name)


def _place(text: str) -> int:
    if not text.isdigit():
        raise click.UsageError(f'--block takes a place, then words; "{text}" is no place (0 is before the first story)')
    return int(text)


COMMANDS = (edit,)
