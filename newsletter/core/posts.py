"""How long a post is, by each platform's own arithmetic.

Pure. ``measure`` counts one text; ``PLATFORMS`` is the one table of limits and manners. What a
post says is put together in ``core.composing``; its words come from ``templates/social``.

Where a platform does not publish how it counts, the stricter reading is used, so that a post
we call short enough is never refused for its length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import emoji
import regex

from newsletter.core.weblinks import find_links


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A stretch of a post that a platform treats as more than words; offsets count UTF-8 bytes."""

    start: int
    end: int
    kind: str  #: link, tag or mention
    value: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How long a text is for one platform, and whether it may be posted as it is."""

    length: int
    limit: int
    unit: str
    bytes: int
    fits: bool
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One row of the table."""

    name: str
    title: str  #: how its people write it
    limit: int
    unit: str
    count: Callable[[str], int]
    limit_with_media: int | None = None  #: where a picture leaves less room for words
    max_bytes: int | None = None
    links: bool = True  #: a link in the text can be followed
    threads: bool = False  #: posts may answer each other as parts of one telling
    max_tags: int = 30
    refused: str = ""  #: characters that make the platform refuse the whole text


def graphemes(text: str) -> int:
    """What a reader calls characters: one family emoji is one."""
    return len(regex.findall(r"\X", text))


def utf16_units(text: str) -> int:
    """The units of JavaScript and Java strings, in which many platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """The bytes on the wire."""
    return len(text.encode("utf-8", "surrogatepass"))


#: twitter-text configuration v3: a letter outside these ranges weighs two.
_X_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_X_URL = 23


def x_weight(text: str) -> int:
    """X: counted in NFC; a link weighs 23, an emoji sequence 2, wide letters 2."""
    text = unicodedata.normalize("NFC", text)
    weight, rest = 0, []
    at = 0
    for link in find_links(text):
        rest.append(text[at : link.start])
        weight += _X_URL
        at = link.end
    rest.append(text[at:])
    return weight + sum(_x_words(part) for part in rest)


def _x_words(text: str) -> int:
    if text.isascii():
        return len(text)
    weight, at = 0, 0
    for found in emoji.emoji_list(text):
        weight += sum(map(_x_letter, text[at : found["match_start"]])) + 2
        at = found["match_end"]
    return weight + sum(map(_x_letter, text[at:]))


def _x_letter(letter: str) -> int:
    point = ord(letter)
    return 1 if any(low <= point <= high for low, high in _X_LIGHT) else 2


_MASTODON_URL = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_MASTODON_MENTION = regex.compile(r"(?<![\w/])@(\w[\w.\-]*)@[\w.\-]+\w", regex.IGNORECASE)


def mastodon_length(text: str) -> int:
    """Mastodon: graphemes, a link as 23, a mention without its server."""
    shortened = _MASTODON_URL.sub("x" * 23, text)
    return graphemes(_MASTODON_MENTION.sub(r"@\1", shortened))


#: Limits as published by each platform; the date is when the page or source was last read.
PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        # twitter-text config v3 (2018), conformance suite in the tests.
        Platform(name="x", title="X", limit=280, unit="weighted characters", count=x_weight, threads=True, max_tags=2,
                 refused="\ufffe\ufeff\uffff"),
        # app.bsky.feed.post lexicon: maxGraphemes 300, maxLength 3000 (bytes); 2026.
        Platform(name="bluesky", title="Bluesky", limit=300, unit="graphemes", count=graphemes, max_bytes=3000,
                 threads=True, max_tags=3),
        # Mastodon's status length validator: grapheme length of warning and text; servers may allow more; 2026.
        Platform(name="mastodon", title="Mastodon", limit=500, unit="characters, links as 23", count=mastodon_length,
                 threads=True, max_tags=4),
        # Threads API documentation: 500 characters, emoji counted as UTF-8 bytes; read strictly for all letters; 2026.
        Platform(name="threads", title="Threads", limit=500, unit="UTF-8 bytes", count=utf8_bytes, threads=True,
                 max_tags=1),
        Platform(name="facebook", title="Facebook", limit=63_206, unit="UTF-16 units", count=utf16_units, max_tags=2),
        # Caption of a picture; addresses in it cannot be followed; five tags since December 2025.
        Platform(name="instagram", title="Instagram", limit=2_200, unit="UTF-16 units", count=utf16_units, links=False,
                 max_tags=5),
        Platform(name="linkedin", title="LinkedIn", limit=3_000, unit="UTF-16 units", count=utf16_units, max_tags=3),
        # Bot API: 4096 UTF-16 units after entities, captions 1024; 2026.
        Platform(name="telegram", title="Telegram", limit=4_096, limit_with_media=1_024, unit="UTF-16 units",
                 count=utf16_units, max_tags=3),
        Platform(name="whatsapp", title="WhatsApp", limit=65_536, unit="UTF-16 units", count=utf16_units, max_tags=0),
        Platform(name="slack", title="Slack", limit=3_000, unit="characters in a block", count=utf16_units, max_tags=0),
        Platform(name="discord", title="Discord", limit=2_000, unit="characters", count=utf16_units, max_tags=0),
        # Incoming webhooks: about 28 KB for the whole message; 1,000 bytes are left for what surrounds the words.
        Platform(name="teams", title="Microsoft Teams", limit=27_000, unit="UTF-8 bytes", count=utf8_bytes, max_tags=0),
        Platform(name="mattermost", title="Mattermost", limit=16_383, unit="characters", count=len, max_tags=3),
        # An event is at most 65,536 bytes; its envelope takes some of them.
        Platform(name="matrix", title="Matrix", limit=60_000, unit="UTF-8 bytes", count=utf8_bytes, max_tags=0),
    )
}  # fmt: skip


def measure(platform: str, text: str, *, media: int = 0, warning: str = "") -> Measure:
    """Count ``text`` as ``platform`` does; a content ``warning`` is counted with it."""
    row = PLATFORMS[platform]
    whole = warning + text
    length, size = row.count(whole), utf8_bytes(whole)
    limit = _limit(row, media)
    facets = tuple(find_facets(text))
    fits = _may_stand(row, text, length, size, limit)
    return Measure(length=length, limit=limit, unit=row.unit, bytes=size, fits=fits, facets=facets)


def fits(platform: str, text: str, *, media: int = 0) -> bool:
    """The one answer of ``measure`` that composing asks for hundreds of times."""
    row = PLATFORMS[platform]
    return _may_stand(row, text, row.count(text), utf8_bytes(text), _limit(row, media))


def _limit(row: Platform, media: int) -> int:
    return row.limit_with_media if media and row.limit_with_media else row.limit


def _may_stand(row: Platform, text: str, length: int, size: int, limit: int) -> bool:
    return (
        bool(text.strip())
        and length <= limit
        and (row.max_bytes is None or size <= row.max_bytes)
        and not any(sign in text for sign in row.refused)
        and (row.name != "instagram" or len(_TAG.findall(text)) <= row.max_tags)
    )


_TAG = regex.compile(r"(?<![\w&/#])#(?=[\w]*[^\W\d_])([\w]+)")
_MENTION = regex.compile(r"(?<![\w@/.])@([a-zA-Z0-9][a-zA-Z0-9_.\-]*[a-zA-Z0-9_])")


def find_facets(text: str) -> Iterator[Facet]:
    """Links, tags and mentions in reading order; what stands inside a link is part of the link."""
    links = list(find_links(text))
    found = [(link.start, link.end, "link", text[link.start : link.end]) for link in links]
    for kind, pattern in (("tag", _TAG), ("mention", _MENTION)):
        for match in pattern.finditer(text):
            if not any(link.start <= match.start() < link.end for link in links):
                found.append((match.start(), match.end(), kind, match.group(1)))
    for start, end, kind, value in sorted(found):
        before = utf8_bytes(text[:start])
        yield Facet(start=before, end=before + utf8_bytes(text[start:end]), kind=kind, value=value)
