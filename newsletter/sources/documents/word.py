"""Read a Word file: its paragraphs by their styles, through mammoth and the sanitiser.

::

    Title, Heading 1 at the top    the story's title
    Quote, Intense Quote           somebody's words, with the speaker in or below them
    Caption                        the words below a picture
    pictures                       named by their bytes (``inside``), with their alt text

Nothing is opened before its declared sizes were looked at. A filled story form is read by ``documents.form``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import regex

from newsletter.model.entries import Figure, ReadEntry
from newsletter.sources.dates import NEVER, When, read_date, zone_of
from newsletter.sources.documents import form, inside, zipped
from newsletter.sources.documents.base import (
    FOLDER_BASE,
    Document,
    Result,
    Unreadable,
    in_folder,
    titled,
    without_folder_links,
)
from newsletter.sources.documents.quoted import spoken
from newsletter.sources.documents.story import opens_with_title
from newsletter.sources.documents.voices import told
from newsletter.sources.html_text import extract, part_credit, text_of
from newsletter.sources.sanitise import clean_line

MAX_MARKS = 150_000  #: some 100 pages as Word writes them; mammoth's time grows faster than this

#: Word keeps the English names of its styles in every language; LibreOffice has names of its own.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
"""
_CAPTIONS = regex.compile(r'<p class="caption">(.*?)</p>', regex.S)
_TITLE = regex.compile(r"\s*<h1>(.*?)</h1>", regex.S)
_IMAGES = regex.compile(r"<img[^>]*>")
#: What word processors write into a picture's alt text by themselves.
_MACHINE_ALT = regex.compile(
    r"\s*(?:Description automatically generated.*|AI-generated content may be incorrect\.?|"
    r"Description générée automatiquement.*|Descripción generada automáticamente.*)$",
    regex.I | regex.S,
)


def read(document: Document) -> Result:
    """Read the one story of a Word file."""
    markup = _markup(document.data)
    if form.is_form(markup):
        return form.read(document, markup)
    heading = _TITLE.match(markup)
    title = text_of(heading[1]) if heading else ""
    if heading and title:
        markup = markup[heading.end() :]
    found = extract(markup, FOLDER_BASE)
    blocks = [block for block in found.text.split("\n\n") if block]
    if not title and opens_with_title(blocks):
        title = clean_line(blocks.pop(0))
    when = read_date(blocks[0], zone_of(document.zone), document.language) if blocks else None
    text, quotes = told(spoken(blocks[1:] if when else blocks, markup))
    if not text:
        raise Unreadable("there is no story in this file", "write the story into it, or remove it")
    words, kind = titled(title, text)
    entry = _dated(ReadEntry(key=document.path, title=words, title_is=kind, text=text), when or NEVER)
    html = _IMAGES.sub("", without_folder_links(found.html))
    figures = _figures(found.figures, markup)
    made = replace(entry, language=document.language, html=html, figures=figures, quotes=quotes, raw=document.data)
    return Result(entries=(made,))


def _markup(data: bytes) -> str:
    zipped.check(data, "word/")
    zipped.check_marks(data, "word/", MAX_MARKS)
    try:
        import mammoth
    except ImportError:
        raise zipped.needs_extra(".docx") from None
    picture = mammoth.images.img_element(_name)
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=picture, include_embedded_style_map=False
        )
    except Exception as error:  # whatever the library raises over strange bytes is the bytes' fault
        what = f"this file is damaged ({type(error).__name__})"
        raise Unreadable(what, "open it and save it again") from None
    return str(found.value)


def _name(image: Any) -> dict[str, str]:
    """A picture's address: its name inside this file; one that is only linked to is none."""
    try:
        with image.open() as part:
            return {"src": FOLDER_BASE + inside.name_of(part.read())}
    except Exception:  # whatever the library raises over a part that is not there
        return {"src": ""}


def _dated(entry: ReadEntry, when: When) -> ReadEntry:
    return replace(entry, published_at=when.at, published_on=when.on, precision=when.precision)


def _figures(drawn: Sequence[Figure], markup: str) -> tuple[Figure, ...]:
    """The pictures, and captions that stand without one."""
    told_below = {part for figure in drawn for part in (figure.caption,)}
    captions = [part_credit(Figure(caption=text_of(found[1]))) for found in _CAPTIONS.finditer(markup)]
    lone = [one for one in captions if one.caption and not any(one.caption in told for told in told_below)]
    own = (replace(figure, src=in_folder(figure.src), alt=_MACHINE_ALT.sub("", figure.alt)) for figure in drawn)
    return (*own, *lone)
