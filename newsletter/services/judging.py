"""Judge what was read: its prose, its verdict, its facts.

What is new is judged at once; after a change of the rules, what a draft needs is judged before it, and the rest some
thousand at a time. ``holding.judge_and_hold`` keeps what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from newsletter.model.entries import Completeness, EntryId, Quote, Revision, Trust
from newsletter.model.stories import Facts, Judgement
from newsletter.services.app import App
from newsletter.store import judgements, reading

TOGETHER = 500  #: revisions judged before they are kept
OTHERWISE = 5_000  #: so many that other rules judged are judged anew in one run

_Which = tuple[EntryId, int]  # an entry, and which of its revisions


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was made of some newest revisions; ``prose`` only of those whose words nobody had read before."""

    revisions: Mapping[_Which, Revision]
    rules: Mapping[EntryId, str]  #: by which each was judged
    prose: Mapping[_Which, tuple[Completeness, tuple[Quote, ...]]]
    judgements: Mapping[_Which, Judgement]
    facts: Mapping[_Which, Facts]

    @property
    def new(self) -> list[EntryId]:
        return [entry for entry, _ in self.prose]


def judge_new(app: App, wanted: Sequence[EntryId] | None = None) -> Iterator[Judged]:
    """Read the words of every new revision and judge it, some hundred at a time; then what other rules judged.

    That is all of ``wanted``, else some thousand of whatever there is.
    """
    rules = _rules(app)
    with app.store.reading() as connection:
        waiting = judgements.unread(connection, list(rules))
        waiting += _judged_otherwise(connection, rules, wanted)
    for start in range(0, len(waiting), TOGETHER):
        yield _judged(app, waiting[start : start + TOGETHER])


def _judged_otherwise(
    connection: Connection, rules: Mapping[str, str], wanted: Sequence[EntryId] | None
) -> list[EntryId]:
    if wanted is not None:
        known = judgements.rules_of(connection, wanted)
        return [id for id, (source, by) in known.items() if source in rules and by not in ("", rules[source])]
    found: list[EntryId] = []
    for by in sorted(set(rules.values())):
        names = [source for source, own in rules.items() if own == by]
        found += judgements.judged_otherwise(connection, by, names, OTHERWISE - len(found))
    return found


def _rules(app: App) -> dict[str, str]:
    """By what the entries of each source are judged: the rules in force, and its trust."""
    return {source.name: f"{app.rules_hash[:24]} {source.trust}" for source in app.settings.sources}


def _judged(app: App, ids: Sequence[EntryId]) -> Judged:
    rules, trusts = _rules(app), {source.name: source.trust for source in app.settings.sources}
    with app.store.reading() as connection:
        part = {(one.entry, one.number): one for one in reading.newest_of(connection, ids).values()}
        before = judgements.rules_of(connection, ids)
    judged = {which: _judge(app, one, trusts) for which, one in part.items()}
    return Judged(
        revisions=part,
        rules={one.entry: rules[one.source] for one in part.values()},
        prose={which: _told(one) for which, one in part.items() if not before[one.entry][1]},
        judgements=judged,
        facts={which: _facts(app, one, judged[which]) for which, one in part.items()},
    )


def keep(connection: Connection, judged: Judged) -> None:
    """Keep what was made of some revisions."""
    reading.keep_prose(connection, judged.prose)
    judgements.keep_judgements(connection, judged.rules, judged.judgements, judged.facts)


def _told(one: Revision) -> tuple[Completeness, tuple[Quote, ...]]:
    """How much of its story a text tells, and who is quoted; what its source said of itself stands."""
    from newsletter.core import prose  # compiling its patterns takes a while, and most ticks read nothing new

    cut_off = one.completeness is Completeness.TRUNCATED
    whole = Completeness.TRUNCATED if cut_off else prose.completeness(one.text, one.title)
    return whole, prose.with_marked(one.text, one.quotes)


def _judge(app: App, one: Revision, trusts: Mapping[str, Trust]) -> Judgement:
    from newsletter.core.verdict import judge  # like prose, above

    return judge(title=one.title, text=one.text, language=one.language, trust=trusts[one.source], rules=app.rules())


def _facts(app: App, one: Revision, judged: Judgement) -> Facts:
    from newsletter.core.facts import facts  # like prose, above

    return facts(one.title, one.text, one.language, app.rules(), published_on=one.published_on, events=judged.evidence)
