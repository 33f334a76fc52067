"""What editors chose: which stories they kept, placed, moved or dropped, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsletter.model.stories import StoryId


class Chosen(StrEnum):
    """What became of a story in an edition."""

    KEPT = "kept"  #: the program placed it, and the edition was approved with it
    ADDED = "added"  #: a person placed it, and the edition was approved with it
    DROPPED = "dropped"
    NOT_GOOD_NEWS = "not_good_news"  #: dropped, because the program took it for what it is not
    MOVED_UP = "moved_up"
    MOVED_DOWN = "moved_down"


APPROVED = (Chosen.KEPT, Chosen.ADDED)
GONE = (Chosen.DROPPED, Chosen.NOT_GOOD_NEWS)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One decision on one story, with what is known of the story by its facets."""

    edition: str
    story: StoryId
    what: Chosen
    why: str  #: "" where none was given
    by: str
    at: datetime
    headline: str
    outcome: str  #: its type; "" for none
    country: str  #: the main one, ISO 3166-1 alpha-2; "" for none
    source: str  #: its name in the settings
    entry: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How often stories of one kind, one country or one source stayed, and how often they had to go."""

    facet: str  #: outcome, country or source
    value: str
    stayed: int
    went: int

    @property
    def share(self) -> float:
        """The share that stayed, 0–1, drawn to a half where little is known."""
        return (self.stayed + 1) / (self.stayed + self.went + 2)
