"""The full page of an entry that its feed cuts off: read in a worker, and taken only where it tells the same story.

Nothing is decided here: when a page is asked for, and what becomes of it, belongs to ``services.completing``.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from email.message import Message
from http import HTTPStatus

from newsletter.core.identity import same_site, tells_whole
from newsletter.model.entries import Figure, NoPage, ReadEntry, Revision
from newsletter.ports import Net, NoResponse, Response
from newsletter.sources import workers
from newsletter.sources.documents.base import Document, Unreadable

MAX_BYTES = 5_000_000
TIMEOUT_S = 8.0  #: for one page, its redirects included
_ACCEPT = "text/html, application/xhtml+xml;q=0.9"
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})


def read_full_page(net: Net, one: Revision, zone: str = "") -> ReadEntry | NoPage:
    """Read the page an entry points to, as that entry with its whole text; else why not, and whether to try again."""
    if not one.url:
        return NoPage("its source gives no address for it", False)
    answer = net.get(one.url, {"Accept": _ACCEPT}, max_bytes=MAX_BYTES, timeout_s=TIMEOUT_S)
    if isinstance(answer, NoResponse):
        return NoPage(answer.reason, not answer.refused)
    if answer.status != HTTPStatus.OK:
        return NoPage(f"its page answers {answer.status}", answer.status >= 500 or answer.status == 429)
    if not same_site(answer.url, one.url):
        return NoPage("its page sends us on to another site; put its whole text into a story file", False)
    kind = _content_type(answer)
    if kind.get_content_type() not in _HTML and "content-type" in answer.headers:
        return NoPage(f"what stands there is no page ({kind.get_content_type()[:60]})", False)
    data = _in_utf8(answer.body, kind.get_content_charset() or "")
    try:
        page = workers.read_document(
            Document(path="page.html", data=data, language=one.language, zone=zone, url=answer.url)
        ).entries[0]
    except Unreadable as trouble:
        return NoPage(trouble.what, False)
    if not tells_whole(one, page):
        return NoPage("its page does not tell this story, or no more of it", False)
    return _completed(one, page, answer.body)


def _content_type(answer: Response) -> Message:
    message = Message()
    message["Content-Type"] = answer.headers.get("content-type", "text/html")
    return message


def _in_utf8(body: bytes, charset: str) -> bytes:
    """The bytes in UTF-8, with its mark, where the server names an encoding; what the page names is read later."""
    try:
        return codecs.BOM_UTF8 + body.decode(charset).encode() if charset else body
    except (LookupError, UnicodeDecodeError):
        return body


def _completed(one: Revision, page: ReadEntry, raw: bytes) -> ReadEntry:
    """The entry as it was, with the words, quotations and pictures of its page."""
    return replace(
        page,
        key="",
        title=one.title,
        title_is=one.title_is,
        url=one.url,
        published_at=one.published_at,
        published_on=one.published_on,
        precision=one.precision,
        language=one.language,
        figures=_once(one.figures, page.figures),
        editor_note=one.editor_note,
        raw=raw,
    )


def _once(given: tuple[Figure, ...], found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The feed's own pictures first, since its publisher chose them; what the page says of one more is taken over."""
    on_page = {figure.src: figure for figure in found}
    first = {figure.src: _fuller(figure, on_page.get(figure.src, figure)) for figure in given}
    return tuple({**on_page, **first}[src] for src in dict.fromkeys((*first, *on_page)))


def _fuller(one: Figure, other: Figure) -> Figure:
    return replace(
        one, caption=one.caption or other.caption, alt=one.alt or other.alt, credit=one.credit or other.credit
    )
