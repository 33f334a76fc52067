"""What was read: ``ingest``, ``sources``, ``entries``."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from newsletter.cli.options import Session, command_options

if TYPE_CHECKING:
    from newsletter.services.app import App


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--report", is_flag=True, help="Read every file of a folder again, and say what its parts were taken as.")
@command_options
def ingest(session: Session, names: tuple[str, ...], report: bool) -> None:
    """Read sources now, due or not: those named, else all.

    A source that cannot be read takes nothing from the others; the exit code is then 3.
    """
    from newsletter.model import words
    from newsletter.services.ingest import ingest as read

    with session.app() as app:
        results = read(app, session.clock(), only=names, due_only=False, anew=report)

    def show(one: dict[str, Any]) -> str:
        if one["error"]:
            return f"{one['source']}: failed: {one['error']}"
        line = f"{one['source']}: {words.count(one['new'], 'new entry', 'new entries')}, {one['changed']} changed"
        problems = (f"{p['where']}: {p['what']}. {p['mend']}" for p in one["problems"])
        return "\n  ".join([line, *problems, *(one["notes"] if report else ())])

    session.lines((_result(one) for one in results), show, "There are no sources; add one to config/newsletter.toml.")
    if any(one.fetch.error for one in results):
        raise SystemExit(3)


def _result(one: Any) -> dict[str, Any]:
    from newsletter.store.codec import to_json

    fetch = one.fetch
    return {
        "source": one.source,
        "result": fetch.result,
        "http_status": fetch.http_status,
        "seen": fetch.seen,
        "new": one.new,
        "changed": one.changed,
        "error": fetch.error,
        "problems": to_json(fetch.problems),
        "notes": [f"{note.where}: {note.taken_as}: {note.why}" for note in fetch.notes],
    }


@click.group()
def sources() -> None:
    """The feeds and folders that are read, and how they are."""


@sources.command("list")
@command_options
def list_sources(session: Session) -> None:
    """Show each source: when it was last well, and what is wrong."""
    from newsletter.store import views

    with session.app() as app, app.store.reading() as connection:
        session.lines(
            views.sources(connection, app.settings.sources), _source_lines,
            "There are no sources; add one to config/newsletter.toml.",
        )  # fmt: skip


def _source_lines(one: dict[str, Any]) -> str:
    from newsletter.model import words
    from newsletter.model.entries import Trust

    what = f"{one['kind']}, {words.TRUST[Trust(one['trust'])]}, {words.count(one['entries'], 'entry', 'entries')}"
    head = f"{one['name']}  {what}: {_how_it_is(one)}"
    wrong = [one["last_error"]] if one["last_error"] else []
    moved = [f"it moved to {one['moved_to']}; write that as its url"] if one["moved_to"] else []
    parts = (f"{p['where']}: {p['what']}. {p['mend']}" for p in one["problems"])
    return "\n  ".join([head, *wrong, *moved, *parts])


def _how_it_is(one: dict[str, Any]) -> str:
    last = f"last well {_clock(one['last_ok'])}" if one["last_ok"] else "never well yet"
    match one["status"]:
        case "failing":
            again = f"; asked again {_clock(one['next_fetch'])}" if one["next_fetch"] else ""
            times = "once" if one["failures"] == 1 else f"{one['failures']} times in a row"
            return f"failing, {times}, {last}{again}"
        case "paused":
            return f"paused, {last}; newsletter sources pause --resume {one['name']}"
        case "refused":
            return f"closed for good, {last}"
        case _:
            return f"well, {last}" if one["last_ok"] else "not read yet; newsletter ingest reads it"


def _clock(moment: str) -> str:
    return moment[:16].replace("T", " ")


TRUSTS = click.Choice(["wins", "own", "partner", "general"])


@sources.command()
@click.argument("name")
@click.argument("address")
@click.option("--trust", type=TRUSTS, default="general", show_default=True, help="How far its word is taken.")
@click.option("--language", default="en", show_default=True, help="Of entries that do not say theirs.")
@click.option("--title", default="", help="How letters name it; else its name.")
@command_options
def add(session: Session, name: str, address: str, trust: str, language: str, title: str) -> None:
    """Add a feed: its own address, or that of a site which names it. It is tried first.

    \b
    wins     publishes only good news      own      our own site
    partner  a partner's site              general  ordinary news: a person always checks
    """
    from newsletter.config import desk
    from newsletter.services.sources import find_feed

    with session.app() as app:
        _refuse_taken(app, name)
        found = find_feed(app, address, session.clock())
        values = {"name": name, "url": found.url, "trust": trust, "language": language}
        values |= {"title": title} if title else {}
        desk.add_source(app.settings.folder, values, session.who(), session.clock())
        letters = _letters_without(app, name)
    session.say(
        f"{name} is added: {found.url}, {found.entries} entries.{letters}", name=name, url=found.url,
        entries=found.entries,
    )  # fmt: skip


def _refuse_taken(app: App, name: str) -> None:
    from newsletter.config.checks import NAME
    from newsletter.errors import NotAllowed

    if not NAME.fullmatch(name):
        raise NotAllowed(f'"{name}": a name is lower-case letters, digits and hyphens')
    if any(source.name == name for source in app.settings.sources):
        raise NotAllowed(f"there is a source named {name} already")


def _letters_without(app: App, name: str) -> str:
    """Which newsletters name their sources one by one, and so will not choose from a new one."""
    from newsletter.config import desk

    written = desk.by_hand(app.settings.file).get("publications", [])
    chosen = [str(one["name"]) for one in written if one.get("sources")]
    if not chosen:
        return " Its stories may enter the next letter."
    return f" To let its stories in, add {name} to sources of {', '.join(chosen)} in config/newsletter.toml."


@sources.command()
@click.argument("name")
@click.option("--resume", is_flag=True, help="Read it again.")
@command_options
def pause(session: Session, name: str, resume: bool) -> None:
    """Do not read a source for a while; what it brought stays."""
    from newsletter.config import desk
    from newsletter.errors import NotFound

    settings = session.settings()
    if all(source.name != name for source in settings.sources):
        raise NotFound(f"there is no source named {name}; newsletter sources list shows them")
    hand = desk.by_hand(settings.file)
    desk.set_source(settings.folder, hand, name, "paused", not resume, session.who(), session.clock())
    session.say(f"{name} is read again." if resume else f"{name} is not read any more.", name=name, paused=not resume)


@sources.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--trust", type=TRUSTS, default="general", show_default=True, help="How far their word is taken.")
@command_options
def import_list(session: Session, file: IO[bytes], trust: str) -> None:
    """Add the feeds of an OPML list, as feed readers export it. Feeds known already are passed over."""
    from newsletter import wiring
    from newsletter.config import desk

    settings = session.settings()
    known = {source.url for source in settings.sources}
    names = {source.name for source in settings.sources}
    added = []
    for feed in wiring.read_opml(file.read()):
        if feed.url in known:
            continue
        name = _free_name(feed.title or feed.url, names)
        names.add(name)
        values = {"name": name, "url": feed.url, "trust": trust, "title": feed.title}
        desk.add_source(settings.folder, values, session.who(), session.clock())
        added.append(name)
    session.say(f"{len(added)} feeds added: {', '.join(added) or 'none is new'}", added=added)


def _free_name(title: str, taken: set[str]) -> str:
    """A name made from a title: "Amnesty, Canada!" is amnesty-canada."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower())
    base = "-".join(words)[:50].strip("-") or "feed"
    free = (f"{base}-{number}" for number in itertools.count(2))
    return base if base not in taken else next(name for name in free if name not in taken)


@sources.command("export")
@command_options
def export_list(session: Session) -> None:
    """Print the feeds as an OPML list, for feed readers and for other teams."""
    from newsletter import wiring

    click.echo(wiring.write_opml(session.settings().sources).decode(), nl=False)


@click.command()
@click.argument("entry", required=False)
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only of this source; may be repeated.")
@click.option("--search", metavar="WORDS", help="Only with all of these words; accents and capitals do not count.")
@command_options
def entries(session: Session, entry: str | None, names: tuple[str, ...], search: str | None) -> None:
    """Show everything that was read, newest first, with what we think of it.

    With an ENTRY only that one, whole, and what its source changed in it.
    """
    from newsletter.services import following, holding, searching
    from newsletter.store import views

    now = session.clock()
    with session.app() as app:
        holding.judge_and_hold(app, now)
        with app.store.reading() as connection:
            found = views.entries(connection, lambda one: following.status(app, one, now), names or None, entry)
            if search is not None:
                session.lines(searching.holding(search, found), _entry_line, f"Nothing that was read holds: {search}")
                return
            if entry is None:
                session.lines(found, _entry_line, "Nothing was read yet. Run: newsletter ingest")
                return
            one = list(found)
        none = f"There is no entry {entry}; newsletter entries shows them."
        session.lines(_with_history(app, one), _whole_entry, none)


def _entry_line(one: dict[str, Any]) -> str:
    from newsletter.model import words
    from newsletter.model.entries import EntryStatus
    from newsletter.model.stories import Verdict

    think = words.VERDICT[Verdict(one["verdict"])] if one["verdict"] else "not judged"
    why = f" ({'; '.join(one['reasons'])})" if one["reasons"] else ""
    stands = "" if one["status"] == EntryStatus.READY else f", {words.ENTRY[EntryStatus(one['status'])]}"
    headline = words.headline(one["title"], one["url"])
    return f"{one['id']}  {one['published_on'] or 'no date':10}  {think}{why}{stands}\n  {headline}"


def _with_history(app: App, found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from newsletter.services import following
    from newsletter.store.codec import to_json

    for one in found:
        revisions = [
            {"number": made.number, "seen_at": made.seen_at, "kind": made.kind, "changes": changes}
            for made, changes in following.history(app, one["id"])
        ]
        yield {**one, "revisions": to_json(revisions), "known_as": to_json(following.known_as(app, one["id"]))}


def _whole_entry(one: dict[str, Any]) -> str:
    from newsletter.model import words
    from newsletter.model.entries import RevisionKind

    lines = [_entry_line(one), f"  {one['source']}  {one['url'] or ''}".rstrip(), "", one["text"]]
    lines += ["", f"For editors: {one['editor_note']}"] if one["editor_note"] else []
    lines += [f"Known again: {known['why']} ({known['at'][:10]})" for known in one["known_as"]]
    for made in one["revisions"]:
        when = made["seen_at"][:16].replace("T", " ")
        lines += ["", f"Revision {made['number']}, {when}: {words.REVISION[RevisionKind(made['kind'])]}"]
        for change in made["changes"]:
            was, now = (f"    {sign} {change[key]}" for sign, key in (("-", "was"), ("+", "now")))
            lines += [f"  {change['what']}", *([was] if change["was"] else []), *([now] if change["now"] else [])]
    return "\n".join(lines)


COMMANDS = (ingest, sources, entries)
