"""Find the sentences that tell what a story is about to tell: its win.

Pure. The verdict's evidence is the first sign; it is read sentence by sentence, and of several some only echo the win
or look back on it. The headline says which is meant. What is good news at all is ``core.verdict``' matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from newsletter.core.marks import marked
from newsletter.core.phrases import Phrases
from newsletter.core.prose import sentences
from newsletter.core.rules import Rules
from newsletter.model.entries import Revision, Span, TitleIs
from newsletter.model.stories import Candidate, Evidence

#: What each sign counts for; those sentences tell the win that come near the best.
EVIDENCE, MORE_EVIDENCE, AS_IN_THE_HEADLINE, LIKE_THE_HEADLINE = 1.0, 0.5, 1.0, 0.75
EARLIER, SPOKEN, FURTHER_DOWN, NEAR = 1.5, 1.5, 0.15, 0.75
_MOST_ALIKE, _FURTHEST = 4, 10

_WORD = regex.compile(r"\p{L}{4,}")
_STEM = 4  #: letters by which two forms of a word may be known
_PLACE = regex.compile(r"^[^:]{1,30}\s?:\s")  #: "Sierra Leone: …" says where, not what


@dataclass(frozen=True)
class _Likely:
    """A sentence that may tell the win, and how likely that is."""

    span: Span
    worth: float


def winning_sentences(candidate: Candidate, rules: Rules | None) -> tuple[Span, ...]:
    """The sentences of the text that tell the win; none where nothing speaks for any."""
    phrases, told = rules.wording if rules else Phrases(), _told(candidate, rules)
    kinds = {event.name: event.type.value for event in rules.events} if rules else {}
    in_title = {kinds.get(one.rule, one.rule) for one in candidate.judgement.evidence if one.field == "title"}
    title = _headline_stems(candidate.revision)
    found = [
        _Likely(span, _worth(candidate.revision, number, span, _tells(told, span, kinds), in_title, title, phrases))
        for number, span in enumerate(sentences(candidate.revision.text))
        if _tells(told, span, kinds) or title & _stems(span.of(candidate.revision.text))
    ]
    best = max((one.worth for one in found), default=0.0)
    return tuple(one.span for one in found if one.worth >= best - NEAR)


def _told(candidate: Candidate, rules: Rules | None) -> list[Evidence]:
    """Evidence in the text: sure, else doubted; never what is no event at all."""
    found = [one for one in candidate.judgement.evidence if one.field == "text"]
    sure = [one for one in found if one.guard is None]
    return sure or [one for one in found if rules is None or one.guard not in rules.void]


def _tells(told: Sequence[Evidence], sentence: Span, kinds: Mapping[str, str]) -> list[str]:
    """What kinds of win a sentence tells, each as often as it does."""
    within = [one for one in told if one.span.start < sentence.end and sentence.start < one.span.end]
    return [kinds.get(one.rule, one.rule) for one in within]


def _worth(
    revision: Revision,
    number: int,
    sentence: Span,
    told: Sequence[str],
    in_title: set[str],
    title: frozenset[str],
    phrases: Phrases,
) -> float:
    words = sentence.of(revision.text)
    worth = EVIDENCE * bool(told) + MORE_EVIDENCE * (len(told) > 1)
    worth += AS_IN_THE_HEADLINE * (not in_title.isdisjoint(told))
    worth -= SPOKEN * bool(marked(revision.text, sentence.start, sentence.end))
    worth += LIKE_THE_HEADLINE * min(len(title & _stems(words)), _MOST_ALIKE)
    return worth - EARLIER * (phrases.earlier.search(words) is not None) - FURTHER_DOWN * min(number, _FURTHEST)


def _headline_stems(revision: Revision) -> frozenset[str]:
    """What a headline says; one that is only the text's first sentence says nothing of the others."""
    return _stems(_PLACE.sub("", revision.title)) if revision.title_is is TitleIs.GIVEN else frozenset()


def _stems(words: str) -> frozenset[str]:
    return frozenset(found[:_STEM].casefold() for found in _WORD.findall(words))
