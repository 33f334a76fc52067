"""Read one letter that was sent before: its subject, its day, where it leads, and its words in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import regex

from newsletter.core.identity import canonical_url
from newsletter.model.letters import SentLetter
from newsletter.sources.dates import read_date, zone_of
from newsletter.sources.documents.base import Document, Unreadable
from newsletter.sources.documents.mail import header
from newsletter.sources.html_text import extract, text_of
from newsletter.sources.sanitise import clean_line, web_address

MAX_TITLE = 120  #: characters of its first line, where it has no title
_DAY_IN_NAME = regex.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_CELLS = regex.compile(r"\n+|\s\|\s")
#: Where every letter leads, whatever it tells.
_NOT_STORIES = regex.compile(
    r"https?://(?:[\w-]+\.)*(?:facebook|twitter|x|instagram|youtube|linkedin|tiktok|whatsapp|mailchi|list-manage)\.\w+/|"
    r"unsubscri|preferences|forward-to|\*\||%%|\{\{",
    regex.I,
)


def read(document: Document) -> SentLetter:
    """Read one letter; raises Unreadable."""
    if document.path.lower().endswith(".eml"):
        mail = message_from_bytes(document.data)
        markup, title, sent_on = _html_of(mail), header(mail, "Subject"), _sent_on(mail, document.zone)
    else:
        markup, title, sent_on = document.data.decode("utf-8", "replace"), "", ""
    page = _Letter()
    page.feed(markup)
    text = extract(markup, "https://letter.invalid/").text
    lines = tuple(line for block in _CELLS.split(text) if (line := " ".join(block.split())))
    if not lines:
        raise Unreadable("there are no words in it", "leave it out")
    name = _DAY_IN_NAME.search(document.path.rpartition("/")[2])
    return SentLetter(
        key=hashlib.sha256(document.data).hexdigest()[:12],
        where=document.path,
        title=title or clean_line(text_of("".join(page.title))) or _short(lines[0]),
        sent_on=sent_on or ("-".join(name.groups()) if name else ""),
        links=tuple(dict.fromkeys(_story_links(page.links))),
        lines=lines,
    )


def _short(line: str) -> str:
    if len(line) <= MAX_TITLE:
        return line
    return (line[:MAX_TITLE].rpartition(" ")[0] or line[:MAX_TITLE]).rstrip(" ,;:") + "…"


def _story_links(links: list[str]) -> Iterator[str]:
    for link in links:
        url = web_address(link)
        if url and not _NOT_STORIES.search(url) and canonical_url(url).partition("://")[2].partition("/")[2]:
            yield canonical_url(url)


def _html_of(mail: Message) -> str:
    texts: dict[str, str] = {}
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in ("text/html", "text/plain") and kind not in texts:
            data = part.get_payload(decode=True)
            charset = part.get_content_charset() or "utf-8"
            words = data if isinstance(data, bytes) else b""
            try:
                texts[kind] = words.decode(charset, "replace")
            except (LookupError, ValueError):
                texts[kind] = words.decode("utf-8", "replace")
    return texts.get("text/html") or "".join(f"<p>{line}</p>" for line in texts.get("text/plain", "").split("\n\n"))


def _sent_on(mail: Message, zone: str) -> str:
    when = read_date(str(mail.get("Date", "")), zone_of(zone), "en")
    if when is None or when.at is None:
        return ""
    return when.at.astimezone(ZoneInfo(zone or "UTC")).date().isoformat()


class _Letter(HTMLParser):
    """Notes where a letter leads, and its title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.title: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
