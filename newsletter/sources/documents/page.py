"""Read a saved web page: its title, date, address and language from what it says of itself, and its article.

The article is the longest of the elements that say they are one (``article``, ``main``,
``itemprop=articleBody``), without navigation, headers and footers, else the whole body; where that holds far
more than one, it is what ``readability`` takes for the article by its looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import unquote

import regex

from newsletter.model.entries import Figure, ReadEntry
from newsletter.sources.dates import NEVER, read_date, zone_of
from newsletter.sources.documents import inside
from newsletter.sources.documents.base import (
    Document,
    Result,
    Unreadable,
    as_text,
    beside,
    folder_base,
    in_folder,
    merged,
    titled,
    without_folder_links,
)
from newsletter.sources.html_text import Extract, extract, text_of
from newsletter.sources.sanitise import clean_line, is_web_address, web_address

_CHARSET = regex.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", regex.I)
_ARTICLE = {"article", "main"}
_ASIDE = {"nav", "footer", "aside", "form", "header", "dialog", "menu"}
_ASIDE_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col", "embed", "track"}
_MIN_ARTICLE = 200  #: characters of markup below which an element that calls itself an article is a teaser
_DEEPEST = 2_000
_SPARE = 1.1  #: so much more text than the looks tell is captions, credits and a short line or two


def read(document: Document) -> Result:
    """Read the one story of a page."""
    markup = _decode(document.data)
    page = _Page(markup)
    base = document.url or page.address or folder_base(document.path)
    found = _article(markup, page, base)
    title = clean_line(page.meta("og:title", "twitter:title") or text_of(page.heading) or clean_line(page.title))
    text = _without_title(found.text, title)
    if not text:
        raise Unreadable(
            "there is no article in this page", "save the page again, complete, or copy its text into a .txt file"
        )
    when = read_date(page.date, zone_of(document.zone), document.language) or NEVER
    words, kind = titled(title, text)
    figures = tuple(replace(figure, src=_saved_with(document.path, in_folder(figure.src))) for figure in found.figures)
    entry = ReadEntry(
        key=document.path,
        title=words,
        title_is=kind,
        text=text,
        url=page.address or None,
        published_at=when.at,
        published_on=when.on,
        precision=when.precision,
        language=page.language or document.language,
        html=without_folder_links(found.html),
        figures=figures if figures else merged(_lead_picture(page, document.path), ()),
        raw=document.data,
    )
    return Result(entries=(entry,))


def _article(markup: str, page: _Page, base: str) -> Extract:
    """What the page itself calls its article, unless far more stands in it than a reader would call one."""
    named = extract(inside.named(inside.awake(page.article())), base)
    seen = extract(inside.named(inside.awake(_seen(markup))), base)
    return named if len(seen.text) < _MIN_ARTICLE or len(named.text) <= len(seen.text) * _SPARE else seen


def _seen(markup: str) -> str:
    """The article as its looks tell: much text, few links."""
    from readability import Document as Seen  # only pages need it, and it takes a while to load

    try:
        return str(Seen(markup).summary(html_partial=True))
    except (ValueError, TypeError, AttributeError, KeyError):  # whatever it stumbles over, the page's own word stays
        return ""


def _decode(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found is None or data.startswith(b"\xef\xbb\xbf"):
        return as_text(data)
    try:
        return data.decode(found[1].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return as_text(data)


def _without_title(text: str, title: str) -> str:
    head, _, rest = text.partition("\n\n")
    return rest if " ".join(head.split()).casefold() == " ".join(title.split()).casefold() else text


def _saved_with(path: str, src: str) -> str:
    """A picture that a browser saved with the page lies beside it, in a folder named after the page."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    at = unquote(src).rfind(f"/{stem}")
    rest = unquote(src)[at + 1 :] if at >= 0 else ""
    return beside(path, rest) if "/" in rest and is_web_address(src) else src


def _lead_picture(page: _Page, path: str) -> Figure | None:
    src = page.meta("og:image", "twitter:image")
    if not src:
        return None
    address = web_address(src, page.address) if page.address or is_web_address(src) else beside(path, src)
    return Figure(src=address, alt=clean_line(page.meta("og:image:alt", "twitter:image:alt"))) if address else None


@dataclass
class _Open:
    tag: str
    start: int  #: where its content begins
    article: bool
    aside: bool


@dataclass
class _Region:
    start: int
    end: int
    cuts: list[tuple[int, int]] = field(default_factory=list)


class _Page(HTMLParser):
    """Walks over a page once and notes where its parts lie."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self._markup = markup
        self._lines = [0]
        for line in markup.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._stack: list[_Open] = []
        self._articles: list[tuple[int, int]] = []
        self._asides: list[tuple[int, int]] = []
        self._meta: dict[str, str] = {}
        self._into: list[str] | None = None
        self._title: list[str] = []
        self._json: list[str] = []
        self._heading: tuple[int, int] | None = None
        self._time = self._canonical = self.language = ""
        self._body = 0
        self.feed(markup)
        self.close()

    @property
    def title(self) -> str:
        return "".join(self._title)

    @property
    def heading(self) -> str:
        return self._markup[slice(*self._heading)] if self._heading else ""

    @property
    def address(self) -> str:
        return web_address(self._canonical) or web_address(self.meta("og:url")) or ""

    @property
    def date(self) -> str:
        return (
            self.meta("article:published_time", "datepublished", "date", "dc.date", "pubdate")
            or self._json_date()
            or self._time
        )

    def meta(self, *names: str) -> str:
        return next((self._meta[name] for name in names if self._meta.get(name)), "")

    def article(self) -> str:
        """The markup of the story."""
        start, end = max(self._articles, key=lambda found: found[1] - found[0], default=(self._body, len(self._markup)))
        if end - start < _MIN_ARTICLE:
            start, end = self._body, len(self._markup)
        kept, at = [], start
        for cut, after in sorted(self._asides):
            if cut >= at and after <= end:
                kept.append(self._markup[at:cut])
                at = after
        return "".join([*kept, self._markup[at:end]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        start = self._offset() + len(self.get_starttag_text() or "")
        self._note(tag, given, start)
        if tag in _VOID or len(self._stack) >= _DEEPEST:
            return
        article = tag in _ARTICLE or given.get("role") == "main" or "articleBody" in given.get("itemprop", "")
        aside = tag in _ASIDE or given.get("role") in _ASIDE_ROLES
        self._stack.append(_Open(tag, start if not aside else self._offset(), article, aside))

    def handle_endtag(self, tag: str) -> None:
        at = self._offset()
        self._into = None
        for depth in range(len(self._stack) - 1, max(-1, len(self._stack) - 50), -1):
            if self._stack[depth].tag == tag:
                closed = self._stack[depth]
                del self._stack[depth:]
                self._close(closed, at)
                return

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def _note(self, tag: str, given: dict[str, str], start: int) -> None:
        match tag:
            case "html":
                self.language = given.get("lang", "")[:12]
            case "body":
                self._body = start
            case "meta":
                name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
                self._meta.setdefault(name, given.get("content", ""))
            case "link" if given.get("rel", "").lower() == "canonical":
                self._canonical = given.get("href", "")
            case "title" if not self._title:
                self._into = self._title
            case "script" if given.get("type", "").lower() == "application/ld+json":
                self._into = self._json
            case "time" if not self._time:
                self._time = given.get("datetime", "")

    def _close(self, closed: _Open, at: int) -> None:
        if closed.tag == "h1" and self._heading is None:
            self._heading = (closed.start, at)
        if closed.article:
            self._articles.append((closed.start, at))
        # A header that holds the headline belongs to the story.
        if closed.aside and not (closed.tag == "header" and self._heading and self._heading[0] >= closed.start):
            self._asides.append((closed.start, self._markup.find(">", at) + 1 or at))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _json_date(self) -> str:
        found = regex.search(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){4,60}")', "".join(self._json))
        try:
            return str(json.loads(found[1])) if found else ""
        except ValueError:
            return ""
