"""Say how two stories relate: the same words, the same event, what came of it later, or nothing.

Pure, and the only place where that is decided; the answer is the same whichever comes first. What is merged wrongly
puts one person's fate under another's name, so anything that speaks against it (another name, number, place, a call
where the other tells, a refusal where the other grants) is a *veto*, however alike the words are. What the words of
one story tell is ``core.telling``' matter.

::

    same page, same words ──────────────────────────────────▶ same
    long texts with most words in common, no veto ──────────▶ copy
    one name, or country and outcome; alike; near; no veto ─▶ same event (a person looks)
    one person or case; another event, or later ────────────▶ follow-up
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from newsletter.core import likeness
from newsletter.core.identity import folded, same_story
from newsletter.core.telling import Name, Telling, is_one, plain
from newsletter.core.turns import Turn
from newsletter.model.stories import Relation

NEAR = timedelta(days=14)  #: further apart it is another event
AT_ONCE = timedelta(days=3)
FORM = 0.5  #: share of their words from which two headlines are one form
SAME_FORM = 0.8  #: share of words that two sentences of one form have in common
ALIKE = 0.3  #: share of the fewer telling words that two tellings of one event have in common


def relate(a: Telling, b: Telling) -> tuple[Relation, tuple[str, ...]]:
    """How two stories relate, and why in plain words."""
    first, second = sorted((a, b), key=lambda one: (one.published_on, one.title, one.text))
    if why := same_story(first, second):
        return Relation.SAME, (why,)
    if first.text and folded(f"{first.title} {first.text}") == folded(f"{second.title} {second.text}"):
        return Relation.SAME, ("both have the same words",)
    if likeness.is_copy(first.text, second.text):
        if not (other := tuple(_filled_in(first, second))):
            return Relation.COPY, ("most of their words are the same",)
        return Relation.DIFFERENT, other
    against = tuple(_against(first, second))
    link = _link(first, second)
    if link and not against and _is_near(first, second):
        return Relation.SAME_EVENT, (link,)
    if about := _about(first, second):
        return Relation.FOLLOW_UP, (about, *against)
    return Relation.DIFFERENT, against or ("nothing shows that they tell the same",)


def undoes(later: Telling, earlier: Telling) -> bool:
    """Whether a later story tells that what the earlier one won is lost again: the same person arrested anew."""
    in_order = earlier.day is None or later.day is None or earlier.day < later.day
    return in_order and earlier.turn is Turn.WON and later.is_reversal and _shared_person(earlier, later) is not None


# --- what speaks for it ---------------------------------------------------------------------


def _link(a: Telling, b: Telling) -> str | None:
    """Why the two may tell one event; None where nothing says so."""
    if name := _shared_person(a, b):
        return f"both tell of {name}"
    if case := _shared_case(a, b):
        return f"both name the case {case}"
    alike = _alike(a, b)
    shared = _shared_names(a, b)
    if any(len(name) > 1 for name in shared) and (alike >= ALIKE / 2 or a.won & b.won or _is_at_once(a, b)):
        return f"both name {_said(shared)}"
    if a.country and a.country == b.country and _is_at_once(a, b) and (counts := a.telling_counts & b.telling_counts):
        return f"both tell of {min(counts)} in {a.place_name}"
    if set(a.judgement.countries) & set(b.judgement.countries) and _is_half_named(a, b, shared):
        return f"both tell of {_said(shared)} in {a.place_name}"
    at_home = bool(a.country) and a.country == b.country
    if at_home and a.won & b.won and (alike >= ALIKE or shared):
        return f"both tell the same outcome in {a.place_name} with like words"
    if shared and alike >= ALIKE and (at_home or len(shared) > 1):
        return f"both name {_said(shared)}"
    return None


def _alike(a: Telling, b: Telling) -> float:
    """The share of telling stems in common, of those of the shorter lead; 0–1."""
    return len(a.stems & b.stems) / max(min(len(a.stems), len(b.stems)), 1)


def _is_near(a: Telling, b: Telling) -> bool:
    return a.day is None or b.day is None or abs(a.day - b.day) <= NEAR


def _is_at_once(a: Telling, b: Telling) -> bool:
    """Whether both were told within few days, and the same way: what is told alike then may be judged otherwise."""
    return a.day is not None and b.day is not None and abs(a.day - b.day) <= AT_ONCE and a.turn is b.turn is Turn.WON


def _shared_person(a: Telling, b: Telling) -> str | None:
    return next((one for one in a.main for other in b.main if is_one(one, other)), None)


def _shared_case(a: Telling, b: Telling) -> str | None:
    return next((case for case in a.facts.references if case in b.facts.references), None)


def _shared_names(a: Telling, b: Telling) -> list[Name]:
    """Names that may be one: as in Maksim Haretski and Haretski."""
    pairs = (*product(a.names, b.perhaps_names), *product(a.perhaps_names, b.names))
    found = {min(pair, key=len) for pair in pairs if is_one(" ".join(pair[0]), " ".join(pair[1]))}
    return sorted(found, key=lambda name: (-len(name), name))


def _is_half_named(a: Telling, b: Telling, shared: list[Name]) -> bool:
    """Whether one says only half of a name that the other says in full."""
    return any(len(half) == 1 and half[0] in full for half in shared for full in (*a.names, *b.names) if len(full) > 1)


def _said(names: list[Name]) -> str:
    return " and ".join(" ".join(name) for name in names[:2])


def _about(a: Telling, b: Telling) -> str | None:
    if name := _shared_person(a, b):
        return f"both are about {name}"
    case = _shared_case(a, b)
    return f"both are about the case {case}" if case else None


# --- what speaks against it -----------------------------------------------------------------


def _against(a: Telling, b: Telling) -> Iterator[str]:
    """Everything that says they tell two events, in plain words."""
    one_person = _shared_person(a, b) is not None
    if a.main and b.main and not one_person:
        yield f"they name other people: {a.main[0]} and {b.main[0]}"
    elif not one_person and (others := _other_names(a, b)):
        yield f"they name others: {others}"
    if a.facts.references and b.facts.references and not _shared_case(a, b):
        yield f"they name other cases: {a.facts.references[0]} and {b.facts.references[0]}"
    if a.judgement.countries and b.judgement.countries and not set(a.judgement.countries) & set(b.judgement.countries):
        yield f"they happen in other countries: {a.place_name} and {b.place_name}"
    if a.is_open != b.is_open or {a.turn, b.turn} == {Turn.WON, Turn.ASKED}:
        yield "one tells of it done, the other asks for it, promises or refuses it"
    if a.won and b.won and not a.won & b.won and not (_is_at_once(a, b) and _shared_much(a, b)):
        yield f"other things were won: {_kind(a)} and {_kind(b)}"
    yield from _other_form(a, b)
    yield from _other("wrongs", a.wrongs, b.wrongs)
    yield from _other("steps", a.steps, b.steps)
    if one_person:
        yield from _other("numbers", a.counts_of_title, b.counts_of_title)
    else:
        yield from _other("numbers", a.counts, b.counts)
        yield from _other("spans of time", *_comparable(a, b))
    if not (a.main or b.main):
        yield from _other("people", a.roles, b.roles)


def _shared_much(a: Telling, b: Telling) -> bool:
    return bool(a.telling_counts & b.telling_counts) or any(len(name) > 1 for name in _shared_names(a, b))


def _other_form(a: Telling, b: Telling) -> Iterator[str]:
    """Where one form of headline was filled in twice: "court rules for nurses", "court rules for cleaners"."""
    pairs = list(zip(a.form, b.form, strict=False))
    alike = sum(mine == theirs for mine, theirs in pairs)
    mine, theirs = set(a.form) - set(b.form), set(b.form) - set(a.form)
    if mine and theirs and len(a.form) == len(b.form) and alike > 1 and alike >= FORM * len(pairs):
        yield f"in the same headline one says {min(mine)}…, the other {min(theirs)}…"


def _other_names(a: Telling, b: Telling) -> str:
    """Full names of which none can be one: Lau Ka-ming and Lau Wing-sze."""
    mine, theirs = ([name for name in one.names if len(name) > 1] for one in (a, b))
    if not mine or not theirs or any(len(name) > 1 for name in _shared_names(a, b)):
        return ""
    return f"{' '.join(mine[0])} and {' '.join(theirs[0])}"


def _filled_in(a: Telling, b: Telling) -> Iterator[str]:
    """What says that two texts are one form, filled in twice: other names, cases or numbers."""
    for one, other in ((a, b), (b, a)):
        missing = [name for name in one.main if plain(name).split()[-1] not in other.plain_words]
        if one.main and len(missing) == len(one.main) and other.main:
            yield f"only one names {missing[0]}"
    if a.facts.references and b.facts.references and not _shared_case(a, b):
        yield f"they name other cases: {a.facts.references[0]} and {b.facts.references[0]}"
    yield from _other("numbers", a.counts_of_title, b.counts_of_title)
    for here, there in zip(a.opening, b.opening, strict=False):
        mine, theirs = ({word for word in some if word[0].isupper()} for some in (here - there, there - here))
        if mine and theirs and len(here & there) >= (len(here) + len(there)) * SAME_FORM / 2:
            yield f"in the same sentence one says {min(mine)}, the other {min(theirs)}"


def _kind(one: Telling) -> str:
    return min(one.won).replace("_", " ")


def _comparable(a: Telling, b: Telling) -> tuple[frozenset[str], frozenset[str]]:
    """Spans of time in units that both use: nine years and five years, but not nine years and 40 days."""
    units = {span.split()[1] for span in a.spans_of_time} & {span.split()[1] for span in b.spans_of_time}
    mine, theirs = ({span for span in one.spans_of_time if span.split()[1] in units} for one in (a, b))
    return frozenset(mine), frozenset(theirs)


def _other(what: str, one: frozenset[str], other: frozenset[str]) -> Iterator[str]:
    """Where both tell and nothing is in common."""
    if one and other and not one & other:
        yield f"they tell other {what}: {min(one)} and {min(other)}"
