"""Turn sanitised HTML into plain text and figures.

Expects what ``sources.sanitise`` gave. Paragraphs are parted by one blank line, list items and
headings are paragraphs, ``<br>`` is a line end, table rows are lines; captions and credits leave
the text and go to their pictures.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

import regex

from newsletter.model.entries import Figure
from newsletter.sources.sanitise import clean_html, clean_line, without_markup

_BREAKS = frozenset(
    {
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "center", "address", "details"),
        *("summary", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure"),
        *("figcaption", "pre", "table", "caption", "thead", "tbody", "tfoot", "tr", "hr"),
    }
)
#: A tag or the words between two, as the sanitiser writes them: names in lower case, values in double quotes.
_TOKEN = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+="[^"]*")*)\s*/?>|([^<]+|<)""")
_GIVEN = re.compile(r"""([\w:-]+)="([^"]*)\"""")
#: Tags that do nothing to the words in them; only a class may make a caption of one.
_INERT = re.compile(
    r"""</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|mark|s|small|span|strong|sub|sup|time|u)(?:\s+[\w:-]+="[^"]*")*\s*>"""
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANKS = re.compile(" {2,}")
_BLANK_LINES = regex.compile(r"[ \t]*\n[ \t]*(?:\n[ \t]*)+")
_LINE_EDGES = regex.compile(r"[ \t]*\n[ \t]*")
_CREDIT_IN_CAPTION = regex.compile(
    r"\s*[(\[]?\s*(?:(?:photo|picture|image|foto)(?:\s+(?:by|credit|courtesy of))?\s*[:©]|"
    r"credits?\s*:|©|photo\s+by\s)\s*(?P<who>[^()\[\]]{2,120}?)\s*[)\]]?\s*$",
    regex.I,
)
#: What blog software adds below each text of a feed.
_BOILERPLATE = regex.compile(
    r"\n\n(?:The post .{1,300} (?:first appeared|appeared first) on .{1,200}|"
    r"Der Beitrag .{1,300} erschien zuerst auf .{1,200}|L[’']article .{1,300} est apparu en premier sur .{1,200}|"
    r"La entrada .{1,300} (?:se publicó|aparece) primero en .{1,200}|"
    r"O post .{1,300} apareceu primeiro em .{1,200}|Comments|Permalink)\s*$",
    regex.S,
)
_FILE_NAME = regex.compile(r"^\S+$|\.(?:jpe?g|png|gif|webp)$", regex.I)
#: Pictures that show nothing of a story, by their names.
_ORNAMENTS = regex.compile(
    r"(?:^|[/_.-])(?:icons?|share|button|badge|spacer|spinner|smil\w+|emoji|avatar|signature)(?:[/_.-]|$)", regex.I
)


@dataclass(frozen=True)
class Extract:
    """What a reader would see of a piece of HTML."""

    html: str
    text: str
    figures: tuple[Figure, ...]


def extract(markup: str, base: str = "") -> Extract:
    """Sanitise ``markup`` and read it."""
    cleaned = clean_html(markup, base)
    reader = _Reader()
    reader.read(cleaned)
    return Extract(cleaned, without_markup(_BOILERPLATE.sub("", reader.text())), reader.pictures())


def text_of(markup: str) -> str:
    """The words of a short piece of HTML, as one line: for titles."""
    return clean_line(extract(markup).text) if "<" in markup or "&" in markup else clean_line(markup)


def part_credit(figure: Figure) -> Figure:
    """Move "(Photo: Ana Ruiz)" from the end of a caption to the credit."""
    found = _CREDIT_IN_CAPTION.search(figure.caption)
    if found is None or figure.credit:
        return figure
    return replace(figure, caption=figure.caption[: found.start()].strip(), credit=found["who"].strip(" ./"))


def _given(attributes: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _GIVEN.findall(attributes)}


@dataclass
class _Picture:
    src: str
    alt: str
    caption: list[str] = field(default_factory=list)
    hint: bool = False  #: the caption is only the title attribute
    credit: list[str] = field(default_factory=list)


class _Reader:
    """Walks over clean HTML once; what it says is collected in blocks."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._prefix = ""
        self._pictures: list[_Picture] = []
        self._aside: list[tuple[str, str]] = []  #: open caption and credit elements: (tag, which)
        self._depths: list[int] = []  #: nesting of the same tag inside the innermost of them
        self._counters: list[int | None] = []  #: open lists: None for bullets, else the next number
        self._pre = 0
        self._orphans: list[str] = []  #: caption words before any picture

    def read(self, cleaned: str) -> None:
        """Take in a whole piece. A parser for any HTML would need five times as long for what is regular."""
        if ' class="' not in cleaned:
            cleaned = _INERT.sub("", cleaned)
        for end, tag, attributes, words in _TOKEN.findall(cleaned):
            if words:
                self._say(html.unescape(words) if "&" in words else words)
            elif end:
                self._close(tag)
            else:
                self._open(tag, _given(attributes) if attributes else {})

    def _open(self, tag: str, given: dict[str, str]) -> None:
        kind = "caption" if tag == "figcaption" else given.get("class", "")
        if self._aside:
            self._depths[-1] += tag == self._aside[-1][0]
            if kind == "credit" and tag != "br":
                self._open_aside(tag, "credit")
            if tag == "br":
                self._say(" ")
            elif tag == "img":
                self._picture(given)
            return
        if tag in _BREAKS:
            self._flush()
        if kind and tag not in {"img", "br", "hr", "figure", "table"}:
            self._open_aside(tag, kind)
        self._start(tag, given)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "br":
                self._line.append("\n")
            case "img":
                self._picture(given)
            case "ul":
                self._counters.append(None)
            case "ol":
                start = given.get("start", "")
                self._counters.append(int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1)
            case "li":
                self._prefix = self._item_mark()
            case "td" | "th" if "".join(self._line).strip():
                self._line.append(" | ")
            case "pre":
                self._pre += 1
            case "q":
                self._line.append("“")

    def _close(self, tag: str) -> None:
        if self._aside:
            if tag == self._aside[-1][0]:
                if self._depths[-1] == 0:
                    self._aside.pop()
                    self._depths.pop()
                else:
                    self._depths[-1] -= 1
            return
        if tag in _BREAKS:
            self._flush()
        if tag in {"ul", "ol"} and self._counters:
            self._counters.pop()
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag == "q":
            self._line.append("”")

    def _say(self, data: str) -> None:
        if self._aside:
            self._say_aside(data)
        else:
            self._line.append(data if self._pre or data.isprintable() else _SPACE.sub(" ", data))

    def text(self) -> str:
        """All blocks, parted by one blank line."""
        self._flush()
        return "\n\n".join(self._blocks)

    def pictures(self) -> tuple[Figure, ...]:
        """The pictures in order, each once."""
        seen: dict[str, Figure] = {}
        for picture in self._pictures:
            alt, caption, credit = (
                without_markup(clean_line(words))
                for words in (picture.alt, " ".join(picture.caption), " ".join(picture.credit))
            )
            figure = part_credit(Figure(src=picture.src, alt=alt, caption=caption, credit=credit))
            if picture.src not in seen or (caption and not seen[picture.src].caption):
                seen[picture.src] = figure
        return tuple(seen.values())

    def _picture(self, given: dict[str, str]) -> None:
        alt = given.get("alt", "")
        if alt and len(alt) <= 4 and not any(c.isalnum() for c in alt):
            self._line.append(alt)  # an emoji drawn as a picture
            return
        if _ORNAMENTS.search(given.get("src", "").partition("?")[0]):
            return
        title = given.get("title", "")
        if title == alt or _FILE_NAME.search(title):
            title = ""
        caption = self._orphans or [title]
        self._pictures.append(_Picture(given.get("src", ""), alt, caption, hint=bool(title and not self._orphans)))
        self._orphans = []

    def _say_aside(self, data: str) -> None:
        which = self._aside[-1][1]
        if not self._pictures:
            self._orphans.append(data)
        elif which == "credit":
            self._pictures[-1].credit.append(data)
        else:
            self._captioned().append(data)

    def _captioned(self) -> list[str]:
        """The last picture's caption; words below it beat a title that only shows under the mouse."""
        picture = self._pictures[-1]
        if picture.hint:
            picture.caption, picture.hint = [], False
        return picture.caption

    def _open_aside(self, tag: str, which: str) -> None:
        self._aside.append((tag, which))
        self._depths.append(0)

    def _item_mark(self) -> str:
        if not self._counters or self._counters[-1] is None:
            return "• "
        number = self._counters[-1]
        self._counters[-1] = number + 1
        return f"{number}. "

    def _flush(self) -> None:
        if not self._line:
            return
        words = "".join(self._line)
        self._line = []
        if not self._pre and "  " in words:
            words = _BLANKS.sub(" ", words)
        if not self._pre and "\n" in words:
            words = _LINE_EDGES.sub("\n", _BLANK_LINES.sub("\n\n", words))
        for block in words.split("\n\n"):
            block = block.strip(" \t\n").removesuffix(" |").removeprefix("| ")
            if block and block != "|":
                self._blocks.append(self._prefix + block)
                self._prefix = ""
