"""Read one story file: Markdown, or plain text, with or without front matter.

Front matter wins over what the text itself says. Without a title there, Markdown's first heading is the
title; in plain text a first line is one only when it looks like one. Else the title is derived.
"""

from __future__ import annotations

from dataclasses import replace

import regex
from markdown_it import MarkdownIt

from newsletter.core.prose import is_caption, paragraphs
from newsletter.core.speakers import Said
from newsletter.model.entries import Figure, Problem, Quote, ReadEntry
from newsletter.sources.dates import NEVER, When, read_date, zone_of
from newsletter.sources.documents import form, frontmatter, inside
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
from newsletter.sources.documents.frontmatter import FrontMatter
from newsletter.sources.documents.quoted import spoken
from newsletter.sources.documents.voices import Pulled, speaker_line, told
from newsletter.sources.html_text import Extract, extract, part_credit, text_of
from newsletter.sources.sanitise import clean_line, clean_text, web_address

_TITLE_WORDS = 20
_HEADING = regex.compile(r"\s*<h1>(?P<title>.*?)</h1>", regex.S)

#: "js-default" is CommonMark with tables and strike-through; HTML inside is let through because all of it is sanitised.
_MARKDOWN = MarkdownIt("js-default", {"html": True})


def read_markdown(document: Document) -> Result:
    """Read a Markdown file."""
    matter, body = frontmatter.part(as_text(document.data))
    rendered = inside.named(_MARKDOWN.render(body))
    if form.is_form(rendered):
        return form.read(document, rendered)
    heading = _HEADING.match(rendered)
    title = text_of(heading["title"]) if heading else ""
    if heading and title:
        rendered = rendered[heading.end() :]
    found = extract(rendered, folder_base(document.path))
    text, quotes = told(spoken([block for block in found.text.split("\n\n") if block], rendered, only_named=True))
    return _story(document, matter, title, replace(found, text=text), quotes=quotes)


def read_plain(document: Document) -> Result:
    """Read a plain text file."""
    matter, body = frontmatter.part(clean_text(as_text(document.data)))
    blocks = [span.of(body) for span in paragraphs(body)]
    title = blocks.pop(0) if not matter.word("title", "headline") and opens_with_title(blocks) else ""
    when = read_date(blocks[0], zone_of(document.zone), document.language) if blocks else None
    if when:
        blocks.pop(0)
    captions = [block for block in blocks[1:] if _is_lone_caption(block)]
    text = "\n\n".join(block for block in blocks if block not in captions)
    figures = tuple(part_credit(Figure(caption=clean_line(caption))) for caption in dict.fromkeys(captions))
    return _story(document, matter, clean_line(title), Extract("", text, figures), when)


def opens_with_title(blocks: list[str]) -> bool:
    """Whether the first of several blocks looks like a title: one short line without a sentence's end."""
    if len(blocks) < 2 or "\n" in blocks[0] or len(blocks[0].split()) > _TITLE_WORDS:
        return False
    return blocks[0].rstrip()[-1] not in ".:;,…" and blocks[0].lstrip()[0] not in "-–—•*"


def _is_lone_caption(block: str) -> bool:
    return is_caption(block) and len(block.split()) > 2


def _story(
    document: Document,
    matter: FrontMatter,
    title: str,
    found: Extract,
    own: When | None = None,
    quotes: tuple[Quote, ...] = (),
) -> Result:
    title = clean_line(matter.word("title", "headline")) or title
    if not found.text and not title:
        raise Unreadable("there is no story in it", "write the story below the title, or remove the file")
    complaints = list(matter.complaints)
    text, own_quotes = told([found.text, *_pulled(matter)] if found.text else _pulled(matter))
    when = _date(matter, document, complaints) or own or NEVER
    words, kind = titled(title, text)
    pictures = tuple(replace(figure, src=in_folder(figure.src)) for figure in found.figures)
    entry = ReadEntry(
        key=clean_line(matter.word("id")) or document.path,
        title=words,
        title_is=kind,
        text=text,
        url=_address(matter, complaints),
        published_at=when.at,
        published_on=when.on,
        precision=when.precision,
        language=matter.word("language", "lang") or document.language,
        html=without_folder_links(found.html),
        figures=merged(_picture(matter, document.path), pictures),
        raw=document.data,
        quotes=(*quotes, *own_quotes),
    )
    mend = "correct that line between the two “---”; the rest of the file was read"
    return Result(
        entries=(entry,), problems=tuple(Problem(where=document.path, what=words, mend=mend) for words in complaints)
    )


def _pulled(matter: FrontMatter) -> list[Pulled]:
    """The quotation that front matter gives, with its speaker where that is a name."""
    words, speaker = clean_line(matter.word("quote")), clean_line(matter.word("speaker"))
    said = (speaker_line(speaker) if speaker else None) or Said()
    role = clean_line(matter.word("role"))
    return [Pulled((words,), Said(said.speaker, role) if said.speaker and role else said)] if words else []


def _date(matter: FrontMatter, document: Document, complaints: list[str]) -> When | None:
    given = matter.word("date", "published", "when")
    when = (
        read_date(given, zone_of(document.zone), matter.word("language", "lang") or document.language)
        if given
        else None
    )
    if given and when is None:
        complaints.append(f"the date “{given[:40]}” is not understood; write it like 2020-09-04 or 4 September 2020")
    return when


def _address(matter: FrontMatter, complaints: list[str]) -> str | None:
    given = matter.word("url", "link")
    url = web_address(given)
    if given and url is None:
        complaints.append(f"the address “{given[:60]}” is not one of the web; it begins with https://")
    return url


def _picture(matter: FrontMatter, path: str) -> Figure | None:
    table = matter.table("picture", "image", "photo")
    src = table.get("src", "") or table.get("url", "") or matter.word("picture", "image", "photo")
    if not src:
        return None
    parts = {name: clean_line(table.get(name, "") or matter.word(name)) for name in ("caption", "alt", "credit")}
    return part_credit(Figure(src=beside(path, src.strip()), **parts))
