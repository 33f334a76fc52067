"""Judge what was read: its prose, its verdict, its facts.

What is not judged by the rules in force is found in the store; ``holding.judge_and_hold`` keeps what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from newsletter.model.entries import Completeness, EntryId, Quote, Revision, Trust
from newsletter.model.stories import Facts, Judgement
from newsletter.services.app import App
from newsletter.store import judgements, reading

TOGETHER = 500  #: revisions judged before they are kept


_Which = tuple[EntryId, int]  # an entry, and which of its revisions


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was made of some newest revisions; ``prose`` only of those whose words nobody had read before."""

    revisions: Mapping[_Which, Revision]
    prose: Mapping[_Which, tuple[Completeness, tuple[Quote, ...]]]
    judgements: Mapping[_Which, Judgement]
    facts: Mapping[_Which, Facts]

    @property
    def new(self) -> list[EntryId]:
        return [entry for entry, _ in self.prose]


def judge_new(app: App) -> Iterator[Judged]:
    """Read the words of every newest revision that these rules have not seen, and judge it, some hundred at a time."""
    trusts = {source.name: source.trust for source in app.settings.sources}
    with app.store.reading() as connection:
        waiting = judgements.unjudged(connection, app.rules_hash, list(trusts))
        known = judgements.judged_before(connection, [one.entry for one in waiting])
    for start in range(0, len(waiting), TOGETHER):
        part = {(one.entry, one.number): one for one in waiting[start : start + TOGETHER]}
        judged = {which: _judge(app, one, trusts) for which, one in part.items()}
        yield Judged(
            revisions=part,
            prose={which: _told(one) for which, one in part.items() if which not in known},
            judgements=judged,
            facts={which: _facts(app, one, judged[which]) for which, one in part.items()},
        )


def keep(connection: Connection, rules: str, judged: Judged) -> None:
    """Keep what was made of some revisions by these rules."""
    reading.keep_prose(connection, judged.prose)
    judgements.keep_judgements(connection, rules, judged.judgements, judged.facts)


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
