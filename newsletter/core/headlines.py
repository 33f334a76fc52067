"""Derive a headline where a source gives none, from a fixed form: who, event, where.

Pure. Only of a finished win, and only of people whose names stand directly before the words that tell it, in number
like their verb. Where the country is not sure it is left out; where the people are not, there is no headline and the
text's first sentence stands in. A person confirms it by editing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from newsletter.core.names import Named, full_names
from newsletter.core.people import people
from newsletter.core.places import Places
from newsletter.core.sentences import sentences
from newsletter.model.entries import Revision, Span, TitleIs
from newsletter.model.stories import Evidence, Judgement, OutcomeStatus, OutcomeType, Verdict


@dataclass(frozen=True)
class _Form:
    """What is said, and the words of an event that surely mean it, whoever reads them."""

    said: str
    sure: regex.Pattern[str]


def _form(said: str, sure: str) -> _Form:
    return _Form(said, regex.compile(sure, regex.I))


#: By language. Languages without forms get no derived headline.
FORMS: Mapping[str, Mapping[OutcomeType, _Form]] = {
    "en": {
        OutcomeType.RELEASE: _form("{who} released", r"\b(?:released|freed|free)\b|\bwalked\s+(?:free|out\s+of\b)"),
        OutcomeType.ACQUITTAL: _form("{who} acquitted", r"\bacquitted\b"),
        OutcomeType.ASYLUM: _form("{who} granted asylum", r"\bgranted\s+asylum\b"),
        OutcomeType.DEATH_PENALTY: _form(
            "{who} taken off death row", r"\b(?:removed\s+from|off)\b.{0,40}\bdeath\s+row\b"
        ),
    }
}
#: What may stand between a name and what happened: an apposition, a helping verb.
_BETWEEN = regex.compile(
    r"(?:,\s[^,.;:!?]{2,160},)?\s+(?:(?:has|was|is|have|were|are|had|been|finally|now|at\s+last)\s+)*", regex.I
)
_ONE = regex.compile(r"\b(?:has|was|is)\b", regex.I)
_SOME = regex.compile(r"\b(?:have|were|are)\b", regex.I)
#: What joins two names, and what before a name says that somebody else belongs to it.
_JOINED = regex.compile(r"(?:,|,?\s+and)\s+")
_SOMEBODY_ELSE = regex.compile(r"(?:\b(?:and|or|with|of|by|for|from|to)|[,&])\s+$", regex.I)
#: More names than these are no headline.
_MOST = 3


def derived(revision: Revision, judgement: Judgement, places: Places) -> str | None:
    """The headline of an entry without one; None where its source gives one or something is unsure."""
    if revision.title_is is TitleIs.GIVEN or judgement.verdict is not Verdict.WIN:
        return None
    if not judgement.outcomes or any(one.status is not OutcomeStatus.DONE for one in judgement.outcomes):
        return None
    form = FORMS.get(revision.language.lower().split("-")[0], {}).get(judgement.outcomes[0].type)
    told = _told(revision.text, judgement.evidence, form) if form else None
    who = _who(revision.text, told, places) if told else ()
    if form is None or told is None or not who:
        return None
    where = _where(revision.text, told, judgement.countries, places)
    return form.said.format(who=_listed(who)) + (f" ({where})" if where else "")


def _told(text: str, evidence: Sequence[Evidence], form: _Form) -> Span | None:
    """Where the event is told in words that are surely of its kind."""
    found = (one.span for one in evidence if one.field == "text" and one.guard is None)
    return next((span for span in found if form.sure.search(span.of(text))), None)


def _who(text: str, told: Span, places: Places) -> tuple[str, ...]:
    """The people whose names stand directly before what happened; none where anybody else may belong to them."""
    known = {one.name for one in people("", text, places)}
    sentence = _sentence(text, told)
    named = [one for one in full_names(text) if sentence.start <= one.start < told.start and one.name in known]
    for at in range(len(named), 0, -1):
        last = named[at - 1]
        if _BETWEEN.fullmatch(text, _end(last), told.start):
            verb = text[_end(last) : told.end].rpartition(",")[2]
            return _in_number(text, named[:at], verb, sentence)
    return ()


def _in_number(text: str, named: Sequence[Named], verb: str, sentence: Span) -> tuple[str, ...]:
    """The names that belong together before a verb: one before "was", some before "were"."""
    some = _SOME.search(verb) is not None
    if _ONE.search(verb) and not some:
        return (named[-1].name,)
    joined = [named[-1]]
    for one in reversed(named[:-1]):
        if not _JOINED.fullmatch(text, _end(one), joined[0].start):
            break
        joined.insert(0, one)
    if _SOMEBODY_ELSE.search(text[sentence.start : joined[0].start]) or len(joined) > _MOST:
        return ()
    return tuple(one.name for one in joined) if (len(joined) > 1) is some else ()


def _where(text: str, told: Span, countries: Sequence[str], places: Places) -> str | None:
    """The main country, where it is the only one, or the only one of the sentence that tells the event."""
    near = {place.code for place in places.find(_sentence(text, told).of(text))}
    sure = len(countries) == 1 or (bool(countries) and near == {countries[0]})
    return places.names.get(countries[0]) if sure else None


def _sentence(text: str, told: Span) -> Span:
    found = (one for one in sentences(text) if one.start <= told.start < one.end)
    return next(found, Span(start=0, end=len(text)))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _end(one: Named) -> int:
    return one.start + len(one.name)
