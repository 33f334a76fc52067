"""Choose the stories of an edition, and say why for each one chosen and each one left out.

Pure: the same candidates give the same choice in whatever order they arrive. Hard rules come first, then
stories placed by a person, then those that ``core.scoring`` finds worth most and ``core.shelf`` has room for. Judging
what is good news belongs to ``core.verdict``; the words belong to ``core.wording``.

::

    candidates ─hard rules─▶ eligible ─score─▶ in order ─caps, maximum─▶ chosen
         └──────one reason──────┴──────────one reason──────┴──────────▶ left out
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsletter.core.reasons import HOLD_WORDS, doubt_about, reason_of, why_not
from newsletter.core.roundup import Spread
from newsletter.core.scoring import Weighed, weigh
from newsletter.core.shelf import FORBIDDEN, NO_NEWS, NO_ROOM, TO_CHECK, Refused, Shelf
from newsletter.model import words
from newsletter.model.editions import LeftOut, Period
from newsletter.model.entries import Completeness
from newsletter.model.settings import Approval, PublicationSettings
from newsletter.model.stories import Candidate, StoryId, Verdict

#: Fewer whole words than this do not tell a story that is cut off.
ENOUGH_WORDS = 25


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A story that enters, with its score by parts and one reason in plain words."""

    candidate: Candidate
    score: float
    parts: Mapping[str, float]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was chosen, in order, and everything else, best first."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    thin: bool  #: fewer than the minimum, even with those a person may still let in


def choose(
    candidates: Sequence[Candidate],
    pub: PublicationSettings,
    period: Period,
    *,
    pinned: Sequence[StoryId] = (),
    spread: Spread | None = None,
    country_names: Mapping[str, str] | None = None,
) -> Selection:
    """Choose an edition's stories; those of a round-up are ``spread`` over what it looks back on.

    ``country_names`` (code → name) only makes reasons readable.
    """
    ranked = sorted((weigh(candidate, pub, period) for candidate in candidates), key=Weighed.place)
    by_hand, eligible, refused = _sift(ranked, pub, pinned)
    shelf = Shelf(pub, country_names or {}, spread)
    shelf.fill(by_hand, eligible)
    refused += shelf.refused
    refused.sort(key=lambda out: (out.rank, out.one.place()))
    waiting = sum(out.rank == TO_CHECK for out in refused) if pub.approval is Approval.PERSON else 0
    return Selection(
        chosen=tuple(_chosen(one, shelf.notes.get(one.candidate.story)) for one in shelf.taken),
        left_out=tuple(_left_out(out) for out in refused),
        thin=len(shelf.taken) + waiting < pub.minimum,
    )


def _sift(
    ranked: Iterable[Weighed], pub: PublicationSettings, pinned: Sequence[StoryId]
) -> tuple[list[Weighed], list[Weighed], list[Refused]]:
    """Part the stories into (placed by hand, may compete, refused by a hard rule)."""
    by_hand: list[Weighed] = []
    eligible: list[Weighed] = []
    refused: list[Refused] = []
    places = {story: place for place, story in enumerate(pinned)}
    told: dict[StoryId, str] = dict.fromkeys(pinned, "one placed by hand")  #: what is told, by its headline
    for one in ranked:
        wanted = one.candidate.story in places
        why_not = _forbidden(one, pub) or (None if wanted else _doubtful(one, pub) or _told_twice(one, told))
        if why_not:
            refused.append(why_not)
        else:
            (by_hand if wanted else eligible).append(one)
            told.setdefault(one.candidate.story, f"“{one.candidate.revision.title}”")
    by_hand.sort(key=lambda one: places[one.candidate.story])
    return by_hand, eligible, refused


# --- hard rules -----------------------------------------------------------------------------


def _forbidden(one: Weighed, pub: PublicationSettings) -> Refused | None:
    """Rules that hold even for a story placed by a person."""
    candidate = one.candidate
    if candidate.holds:
        return Refused(FORBIDDEN, one, HOLD_WORDS[candidate.holds[0].kind])
    if candidate.told_in:
        return Refused(FORBIDDEN, one, f"told already in {candidate.told_in[0]}")
    if pub.approval is Approval.AUTOMATIC and not _may_go_unattended(candidate):
        if candidate.judgement.verdict is Verdict.NOT:
            return Refused(NO_NEWS, one, why_not(candidate))
        return Refused(TO_CHECK, one, f"a person has to check it: {doubt_about(candidate)}")
    return None


def _may_go_unattended(candidate: Candidate) -> bool:
    # What is published without a person is judged on the entry whose words are used, whole.
    return candidate.judgement.unattended and candidate.revision.completeness is Completeness.COMPLETE


def _doubtful(one: Weighed, pub: PublicationSettings) -> Refused | None:
    """Rules that a person may overrule by placing the story, or did by approving a letter that told it."""
    candidate, revision = one.candidate, one.candidate.revision
    if candidate.approved_in:
        return None
    languages = {language.lower().split("-")[0] for language in pub.languages}
    if candidate.judgement.verdict is Verdict.NOT:
        return Refused(NO_NEWS, one, why_not(candidate))
    if revision.completeness is Completeness.CONTAINER:
        return Refused(NO_NEWS, one, "retells other stories")
    if not candidate.may_be_told:
        return Refused(FORBIDDEN, one, "not news of this period")
    if languages and revision.language.lower().split("-")[0] not in languages:
        return Refused(
            FORBIDDEN, one, f"in a language this newsletter does not speak ({revision.language or 'unknown'})"
        )
    if not revision.title.strip() or (revision.completeness is Completeness.TRUNCATED and _tells_too_little(candidate)):
        return Refused(TO_CHECK, one, "its text is cut off")
    if candidate.judgement.verdict is Verdict.UNSURE:
        return Refused(TO_CHECK, one, f"please check: {doubt_about(candidate)}")
    if candidate.settling:
        return Refused(TO_CHECK, one, "waiting in case it is still edited")
    return None


def _told_twice(one: Weighed, told: Mapping[StoryId, str]) -> Refused | None:
    """Whether another telling of what is probably the same event is told already, or stands above."""
    if one.candidate.perhaps_told_in:
        return Refused(TO_CHECK, one, f"probably told already in {one.candidate.perhaps_told_in[0]}")
    twin = next((told[story] for story in one.candidate.perhaps_same if story in told), None)
    return Refused(NO_ROOM, one, f"probably the same event as {twin}") if twin else None


def _tells_too_little(candidate: Candidate) -> bool:
    """A feed of summaries cuts every story; what is left may still tell the win in whole sentences."""
    text = candidate.revision.text
    whole = max((text.rfind(mark) for mark in ".!?。！？"), default=-1) + 1
    ends = [evidence.span.end for evidence in candidate.judgement.evidence if evidence.field == "text"]
    return len(text[:whole].split()) < ENOUGH_WORDS or (bool(ends) and min(ends) > whole)


# --- reasons --------------------------------------------------------------------------------


def _chosen(one: Weighed, note: str | None) -> Chosen:
    return Chosen(candidate=one.candidate, score=one.score, parts=one.parts, reason=reason_of(one.candidate, note))


def _left_out(out: Refused) -> LeftOut:
    candidate = out.one.candidate
    headline = words.headline(candidate.revision.title, candidate.revision.url)
    return LeftOut(story=candidate.story, headline=headline, reason=out.reason, score=out.one.score)
