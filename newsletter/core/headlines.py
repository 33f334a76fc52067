"""Derive a headline where a source gives none, from a fixed form: who, event, where.

Pure. Only of a finished win, and only of people who are the whole subject of a sentence that says it was done to them:
their names stand directly before it, in number like the verb, and nothing before them could belong to anybody else.
Where the country is not sure it is left out; where the people are not, there is no headline and the
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
from newsletter.core.speech import ROLES, words
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
_A_PERSON = (
    r"(?:activist|journalist|reporter|editor|blogger|lawyer|defender|teacher|student|poet|writer|author|artist|singer|"
    r"musician|farmer|nurse|doctor|professor|academic|researcher|campaigner|refugee|prisoner|dissident|photographer|"
    r"worker|unionist|monk|priest|bishop|leader|politician|footballer|woman|man|mother|father)"
)
#: What may stand between a name and what happened: who that is, and a verb that says it was done to them.
_BETWEEN = regex.compile(
    rf"(?P<aside>,\s(?:(?:an?|the|her|his|one\s+of)\s|(?:\p{{Lu}}[\p{{L}}-]+\s)?(?:[\p{{Ll}}-]+\s)?{_A_PERSON}\b)"
    r"[^,.;:!?]{0,160},)?\s+(?P<verb>(?:(?:has|was|is|have|were|are|been|finally|now|at\s+last)\s+)*)"
)
_HEARSAY = regex.compile(r"\b(?:sa(?:id|ys)|claim\w*|report\w*|according|wrote|media|den(?:y|ie[ds]))\b", regex.I)
_PASSIVE = regex.compile(r"\b(?:was|were|is|are|(?:has|have)\s+(?:\w+\s+){0,2}?been)\b|^\s*walk", regex.I)
_ONE = regex.compile(r"\b(?:has|was|is)\b|^\s*walk", regex.I)
_SOME = regex.compile(r"\b(?:have|were|are)\b", regex.I)
_JOINED = regex.compile(r"(?:,|,?\s+and)\s+")
#: What may stand before the first name: nothing but a day and who that is. Anything else may belong to somebody else.
_DAY = regex.compile(r"(?:(?:On|In)\s+\p{Lu}\p{Ll}+(?:\s\d{1,2})?|Today|Yesterday|Finally|At\s+last),?\s+")
_AGE = regex.compile(r"\d{1,3}(?:-year-old)?")
_PLAIN = words(
    "the a an former prominent leading well-known young human rights political jailed imprisoned detained trade union "
    "labour environmental land opposition student pro-democracy"
) | (ROLES - {"of"})
_PERSON = regex.compile(rf"{_A_PERSON}s?", regex.I)
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
    """The people whose names stand directly before what happened; none where anybody else may be meant."""
    known = {one.name for one in people("", text, places)}
    sentence = _sentence(text, told)
    named = [one for one in full_names(text) if sentence.start <= one.start < told.start and one.name in known]
    for at in range(len(named), 0, -1):
        between = _BETWEEN.fullmatch(text, _end(named[at - 1]), told.start)
        if between is not None:
            verb = between["verb"] + told.of(text)
            surely = _PASSIVE.search(verb) and not _HEARSAY.search(between["aside"] or "")
            return _subject(text, named[:at], verb, sentence, places) if surely else ()
    return ()


def _subject(text: str, named: Sequence[Named], verb: str, sentence: Span, places: Places) -> tuple[str, ...]:
    """The names before a verb where they are all of its subject, and as many as the verb says."""
    joined = [named[-1]]
    for one in reversed(named[:-1]):
        if not _JOINED.fullmatch(text, _end(one), joined[0].start):
            break
        joined.insert(0, one)
    right = _SOME.search(verb) if len(joined) > 1 else _ONE.search(verb)
    if right is None or len(joined) > _MOST or not _is_plain(text[sentence.start : joined[0].start], places):
        return ()
    return tuple(one.name for one in joined)


def _is_plain(opening: str, places: Places) -> bool:
    """Whether nothing stands before a name but a day, an age, and who that is."""
    rest = _DAY.sub("", regex.split(r":\s+", opening)[-1], count=1)
    return all(
        word.lower() in _PLAIN or _PERSON.fullmatch(word) or _AGE.fullmatch(word) or _is_origin(word, places)
        for word in rest.split()
    )


def _is_origin(word: str, places: Places) -> bool:
    return word[0].isupper() and bool(places.find(word))


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
