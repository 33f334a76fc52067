"""Valid values with one interesting difference, for the tests of ``core``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from newsletter import config
from newsletter.core import prose
from newsletter.core.rules import Rules
from newsletter.model.entries import Completeness, EntryId, Precision, Revision, TitleIs, Trust
from newsletter.model.stories import Candidate, Judgement, Outcome, OutcomeType, StoryId, Verdict

NOON = datetime(2020, 9, 2, 12, tzinfo=UTC)
TEXT = "Ana Torres walked out of prison on Tuesday. She had been held for a poem. Her sister baked a cake."


@cache
def rules() -> Mapping[str, Rules]:
    """The program's own rules."""
    return config.load_rules(Path(__file__).parents[2])


def revision(**changes: Any) -> Revision:
    """One revision of an entry, its quotations read from its text."""
    text = changes.get("text", TEXT)
    given: dict[str, Any] = {
        "entry": EntryId("0123456789ab"),
        "number": 1,
        "source": "our-news",
        "title": "Ana Torres is free",
        "title_is": TitleIs.GIVEN,
        "text": text,
        "html": "",
        "url": "https://example.org/ana",
        "language": "en",
        "published_at": None,
        "published_on": "2020-09-02",
        "precision": Precision.DAY,
        "completeness": Completeness.COMPLETE,
        "figures": (),
        "quotes": prose.quotes(text),
        "seen_at": NOON,
        "first_seen_at": NOON,
    }
    return Revision(**{**given, **changes})


def judgement(**changes: Any) -> Judgement:
    """A clean win."""
    given: dict[str, Any] = {
        "verdict": Verdict.WIN,
        "score": 0.9,
        "unattended": True,
        "outcomes": (Outcome(type=OutcomeType.RELEASE),),
        "countries": ("CU",),
        "reasons": ("released: “walked out of prison”",),
    }
    return Judgement(**{**given, **changes})


def candidate(story: str = "0123456789ab", **changes: Any) -> Candidate:
    """A story that may enter; differences of its revision and judgement go in as they are."""
    of_candidate = {
        "trust", "headline", "holds", "told_in", "late", "may_be_told", "entries", "facts", "sources", "perhaps_same",
        "perhaps_told_in", "follows",
    }  # fmt: skip
    of_judgement = {"verdict", "score", "unattended", "outcomes", "caveat", "countries", "evidence", "reasons"}
    own = {key: value for key, value in changes.items() if key in of_candidate}
    judged = changes.get("judgement") or judgement(**{k: v for k, v in changes.items() if k in of_judgement})
    others = {k: v for k, v in changes.items() if k not in of_candidate | of_judgement | {"judgement"}}
    given: dict[str, Any] = {"trust": Trust.WINS, "entries": (EntryId(story),)}
    return Candidate(
        story=StoryId(story), revision=revision(entry=EntryId(story), **others), judgement=judged, **{**given, **own}
    )
