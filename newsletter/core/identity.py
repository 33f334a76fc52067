"""Say what is the same: the same entry over readings, the same page under two addresses, the same story twice.

Pure. In this first form only exact copies are one story; everything less certain stays two.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Protocol
from urllib.parse import SplitResult, urlsplit, urlunsplit

import regex

from newsletter.core.likeness import COPY_WORDS, shingles, words_of
from newsletter.model.entries import EntryId, ReadEntry, Revision

#: Below this a title may be said of two stories on one day.
TITLE_WORDS = 3

_TRACKING = regex.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|"
    r"vero_id|oly_enc_id|oly_anon_id|wickedid|s_cid|ref_src|ref_url|cmpid|at_medium|at_campaign)",
    regex.I,
)
_ENOUGH_TO_COMPARE = 8
_TELLING = 5  #: letters; shorter words stand in every text
#: Second labels that belong to nobody: co.uk, org.au, com.br.
_SHARED = frozenset(
    {"co", "com", "org", "net", "gov", "gob", "gouv", "ac", "edu", "ngo", "asso", "or", "ne", "go", "web", "blogspot"}
)
#: Names below which anybody may have a site.
_PLATFORMS = frozenset(
    {
        *("github.io", "gitlab.io", "wordpress.com", "substack.com", "blogspot.com", "medium.com", "tumblr.com"),
        *("herokuapp.com", "netlify.app", "vercel.app", "pages.dev", "wixsite.com", "weebly.com", "ghost.io"),
        *("squarespace.com", "webflow.io", "azurewebsites.net", "appspot.com", "web.app", "firebaseapp.com"),
    }
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Most addresses: a site and a path that could be written no other way, a query, a fragment.
_USUAL = regex.compile(r"(https?://[a-z0-9.-]*[a-z0-9-]/[!-\"$->@-~]*)(?:\?([!-\"$-~]*))?(?:#[!-~]*)?")


def entry_id(source_name: str, key: str) -> EntryId:
    """Name an entry for ever: its source and its key, and nothing that depends on when it came."""
    return EntryId(hashlib.sha256(f"{source_name}\0{key}".encode()).hexdigest()[:12])


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """Write an address without what leads nowhere else: fragment, tracking, default port, capitals of the host."""
    if usual := _USUAL.fullmatch(url):
        query = _query(usual[2]) if usual[2] else ""
        return f"{usual[1]}?{query}" if query else str(usual[1])
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        return url.strip()
    return urlunsplit((parts.scheme.lower(), _host(parts, port), parts.path or "/", _query(parts.query), ""))


def _host(parts: SplitResult, port: int | None) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    return host if port in (None, _DEFAULT_PORTS[parts.scheme.lower()]) else f"{host}:{port}"


def _query(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.split("=", 1)[0]))


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses stand on one site: the same host, one below the other, or both below one name."""
    a, b = (urlsplit(url).hostname or "" for url in (one, other))
    if not a or not b:
        return False
    return a == b or _is_below(a, b) or _is_below(b, a) or _above(a) == _above(b) != ""


def _above(host: str) -> str:
    """The name a host stands below: example.org of news.example.org; none where that is a whole country's."""
    name = host.partition(".")[2]
    labels = name.split(".")
    return "" if len(labels) < 2 or labels[-1].isdigit() or (labels[-2] in _SHARED and len(labels) == 2) else name


def _is_below(host: str, name: str) -> bool:
    return host.endswith(f".{name}") and "." in name and name not in _PLATFORMS


def content_hash(entry: ReadEntry) -> str:
    """Fingerprint what makes a revision: what a reader would see, without markup and white space.

    Words, address, date, pictures and captions count; a feed that rewrites its HTML makes no revision.
    """
    parts = [entry.title, " ".join(entry.text.split()), canonical_url(entry.url or ""), entry.published_on]
    parts.append(entry.published_at.isoformat() if entry.published_at else "")
    for figure in entry.figures:
        parts += [canonical_url(figure.src), figure.caption, figure.alt, figure.credit]
    for quote in entry.quotes:  # a corrected speaker is a revision; those found in the words follow from the text
        parts += [quote.text, quote.speaker or "", quote.role or ""]
    asked = (entry.canceled, entry.embargoed_until, entry.may_be_named is False)
    if any(asked):  # what its publisher or its people ask for is news, though no word of it changed
        parts.append(repr(asked))
    told = [part.encode("utf-8", "surrogatepass") for part in parts]
    # Lengths, so that two fields cannot run into one.
    return hashlib.sha256(b"".join(len(data).to_bytes(8, "big") + data for data in told)).hexdigest()


def same_entry(known: Revision, read: ReadEntry) -> str | None:
    """Say in plain words why what a source lists under a new key is an entry it listed before, or None.

    Asked only where the source no longer lists the earlier key: guid first, then this, in falling order of trust.
    """
    same_title = known.title.casefold() == read.title.casefold() and known.title_is is read.title_is
    same_day = bool(read.published_on) and known.published_on == read.published_on
    if known.url and read.url and canonical_url(known.url) == canonical_url(read.url):
        if same_title:
            return "the same address, and the same title"
        if same_day and _alike(known.text, read.text) >= 0.5:  # one address may stand for all that is newest
            return "the same address, on the same day"
    if same_title and same_day and len(read.title.split()) >= TITLE_WORDS and _alike(known.text, read.text) >= 0.5:
        return "the same title on the same day"
    if len(read.text.split()) >= COPY_WORDS and folded(known.text) == folded(read.text):
        return "the same words"
    return None


def _alike(one: str, other: str) -> float:
    """The share of words that two texts have in common, 0–1; 1 for the same words in the same order, or none at all."""
    if folded(one) == folded(other):
        return 1.0
    mine, others = set(one.casefold().split()), set(other.casefold().split())
    return min(len(mine & others) / max(len(mine | others), 1), 0.99)


def tells_whole(cut_off: Revision, page: ReadEntry) -> bool:
    """Say whether a page tells the story of a cut-off text, and more of it.

    Most of the words must stand there in their order; where a feed gives a summary of its own, the title must be the
    page's, and half of the longer words must stand there.
    """
    words, whole = words_of(cut_off.text), words_of(page.text)
    if len(whole) <= len(words):
        return False
    runs = shingles(cut_off.text)
    if len(words) >= _ENOUGH_TO_COMPARE and len(runs & shingles(page.text)) >= len(runs) * 0.6:
        return True
    title = set(words_of(cut_off.title))
    telling = {word for word in words if len(word) >= _TELLING}
    is_titled = len(title) >= TITLE_WORDS and len(title & set(words_of(page.title))) >= len(title) * 0.7
    return is_titled and len(telling & set(whole)) >= len(telling) / 2


class Words(Protocol):
    """Anything with words, and perhaps an address."""

    @property
    def url(self) -> str | None: ...
    @property
    def text(self) -> str: ...


def same_story(a: Words, b: Words) -> str | None:
    """Say in plain words why two entries tell one story, or None; the same whichever comes first."""
    if a.url and b.url and canonical_url(a.url) == canonical_url(b.url):
        return "both point to the same page"
    one, other = folded(a.text), folded(b.text)
    if one == other and len(one.split()) >= COPY_WORDS:
        return "both have the same words"
    return None


def folded(text: str) -> str:
    """A text as it is compared: without capitals, and with single spaces."""
    return " ".join(text.casefold().split())
