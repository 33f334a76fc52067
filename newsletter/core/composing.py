"""Put a post together from its clauses, so that it fits its platform.

Pure. A clause is whole or absent: nothing inside a sentence, quotation, name, link or tag is
ever cut. The headline, the caveat and the link always stand; the others enter in the order
of ``WANTED`` while there is room. A story told in full would be::

    place: outcome
    context
    quotation
    caveat
    credit
    link
    tags

Where even headline, caveat and link are too long: a thread of two, where the platform has
threads; else the fixed short form with caveat and link; else the result says it does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.core.posts import PLATFORMS, fits

#: Which clause enters next while there is room; after these, the rest of the context, sentence by sentence.
WANTED = ("place", "context", "quote", "credit", "tags")


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """The words of one post, clause by clause; an empty clause is not said."""

    outcome: str  #: what happened: the headline
    short: str = ""  #: a fixed form that says it in a few words, where the headline is too long
    place: str = ""  #: stands before the outcome
    context: tuple[tuple[str, ...], ...] = ()  #: paragraphs of sentences, in reading order
    quote: str = ""  #: with its speaker
    credit: str = ""
    caveat: str = ""
    link: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A post as it would be published, in one part or more."""

    parts: tuple[str, ...]
    fits: bool
    short: bool = False  #: the headline had to give way to the fixed short form


@dataclass(frozen=True, kw_only=True)
class _Choice:
    """Which optional clauses stand."""

    place: bool = False
    sentences: int = 0
    quote: bool = False
    credit: bool = False
    tags: int = 0


def compose(platform: str, clauses: Clauses, *, media: int = 0) -> Composed:
    """Compose one story's post for ``platform``."""
    if fits(platform, _words(clauses, _Choice()), media=media):
        return Composed(parts=(_words(clauses, _fill(platform, clauses, media)),), fits=True)
    if thread := _thread(platform, clauses.outcome, clauses, media):
        return thread
    if clauses.short:
        # The story's own sentences lean on the headline; without it only the quotation stands by itself.
        short = replace(clauses, outcome=clauses.short, place="", context=(), credit="")
        if fits(platform, _words(short, _Choice()), media=media):
            return Composed(parts=(_words(short, _fill(platform, short, media)),), fits=True, short=True)
        if thread := _thread(platform, clauses.short, clauses, media):
            return replace(thread, short=True)
    return Composed(parts=(_words(clauses, _Choice()),), fits=False)


def compose_list(
    platform: str, head: str, items: Sequence[str], more: Sequence[str], link: str, tags: Sequence[str]
) -> Composed:
    """Compose a post about a whole edition: as many ``items`` as fit, each whole.

    ``more[n]`` says that n items are left out (``more[0]`` is empty).
    """
    chosen: list[str] = []
    for item in items:
        longer = [*chosen, item]
        if fits(platform, _list(head, longer, more[len(items) - len(longer)], link, ())):
            chosen = longer
    # With no item in it, "and n more" would have nothing to be more than.
    left = more[len(items) - len(chosen)] if chosen else ""
    shown = 0
    while shown < len(tags) and fits(platform, _list(head, chosen, left, link, tags[: shown + 1])):
        shown += 1
    text = _list(head, chosen, left, link, tags[:shown])
    return Composed(parts=(text,), fits=fits(platform, text))


def _fill(platform: str, clauses: Clauses, media: int) -> _Choice:
    """Let optional clauses in while they fit."""
    choice = _Choice()
    for wanted in WANTED:
        for richer in _steps(wanted, clauses, choice):
            if not fits(platform, _words(clauses, richer), media=media):
                break
            choice = richer
    for count in range(choice.sentences + 1, sum(map(len, clauses.context)) + 1):
        richer = replace(choice, sentences=count)
        if not fits(platform, _words(clauses, richer), media=media):
            break
        choice = richer
    return choice


def _steps(wanted: str, clauses: Clauses, choice: _Choice) -> list[_Choice]:
    """The ways, each richer than the last, in which one clause may enter."""
    match wanted:
        case "place" if clauses.place:
            return [replace(choice, place=True)]
        case "context" if clauses.context:
            return [replace(choice, sentences=1)]
        case "quote" if clauses.quote:
            return [replace(choice, quote=True)]
        case "credit" if clauses.credit:
            return [replace(choice, credit=True)]
        case "tags":
            return [replace(choice, tags=count) for count in range(1, len(clauses.tags) + 1)]
        case _:
            return []


def _words(clauses: Clauses, choice: _Choice) -> str:
    """The post in reading order."""
    outcome = f"{clauses.place} {clauses.outcome}" if choice.place else clauses.outcome
    link = f"{clauses.credit}\n{clauses.link}".strip() if choice.credit else clauses.link
    return _paragraphs(
        outcome,
        *_context(clauses.context, choice.sentences),
        clauses.quote if choice.quote else "",
        clauses.caveat,
        link,
        " ".join(clauses.tags[: choice.tags]),
    )


def _context(paragraphs: tuple[tuple[str, ...], ...], count: int) -> list[str]:
    """The first ``count`` sentences, in the paragraphs their source gave them."""
    told: list[str] = []
    for paragraph in paragraphs:
        if count > 0:
            told.append(" ".join(paragraph[:count]))
            count -= len(paragraph)
    return told


def _thread(platform: str, outcome: str, clauses: Clauses, media: int) -> Composed | None:
    """Headline with link first, the caveat as its second part."""
    if not (PLATFORMS[platform].threads and clauses.caveat):
        return None
    parts = (_paragraphs(outcome, clauses.link, "1/2"), _paragraphs(clauses.caveat, "2/2"))
    both = fits(platform, parts[0], media=media) and fits(platform, parts[1])
    return Composed(parts=parts, fits=True) if both else None


def _list(head: str, items: Sequence[str], more: str, link: str, tags: Sequence[str]) -> str:
    return _paragraphs(head, "\n".join(items), more, link, " ".join(tags))


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
