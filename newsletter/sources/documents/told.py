"""Make an entry of a story told in parts: the cells of a row, or the answers of a form.

Every part that is given is kept: in the entry where it has a place, else in the note to the editor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

from newsletter.core.sentences import paragraphs
from newsletter.core.speakers import Said
from newsletter.model.entries import Figure, ReadEntry
from newsletter.sources.dates import NEVER, When, read_date, zone_of
from newsletter.sources.documents.base import Document, beside, titled
from newsletter.sources.documents.fields import answer
from newsletter.sources.documents.voices import Pulled, speaker_line, told
from newsletter.sources.html_text import part_credit
from newsletter.sources.sanitise import clean_line, clean_text, web_address

_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NOTED = {"country": "where", "who": "who", "summary": "in short"}


@dataclass
class Parts:
    """The parts of one story as given, and what was not understood of them: (what, what to do)."""

    given: Mapping[str, str]
    complaints: list[tuple[str, str]] = field(default_factory=list)

    def line(self, name: str) -> str:
        """A part as one line."""
        return clean_line(self.given.get(name, ""))

    def complain(self, what: str, mend: str) -> None:
        """Note what was not understood."""
        self.complaints.append((what, mend))


def entry(document: Document, parts: Parts, raw: bytes) -> ReadEntry:
    """Make the entry; what is wrong with a part is added to its complaints."""
    language = _language(parts) or document.language
    body = clean_text(parts.given.get("text", "") or parts.given.get("summary", ""))
    text, quotes = told([*(span.of(body) for span in paragraphs(body)), *_pulled(parts)])
    title, kind = titled(parts.line("title"), text)
    when = _date(parts, document, language)
    url = _address(parts)
    named = answer(parts.line("named")) if parts.line("named") else None
    return ReadEntry(
        key=parts.line("id") or url or _key(title or text),
        title=title,
        title_is=kind,
        text=text,
        url=url,
        published_at=when.at,
        published_on=when.on,
        precision=when.precision,
        language=language,
        figures=_figures(parts, document.path),
        raw=raw,
        truncated=not parts.line("text"),
        quotes=quotes,
        may_be_named=named,
        editor_note=_note(parts, f"{title}\n{text}"),
    )


def _pulled(parts: Parts) -> list[Pulled]:
    words = clean_text(parts.given.get("quote", ""))
    paragraphs_said = tuple(" ".join(span.of(words).split()) for span in paragraphs(words))
    if not paragraphs_said:
        return []
    speaker = parts.line("speaker")
    said = speaker_line(speaker) if speaker else None
    if speaker and said is None:
        mend = "write the name first, then the role: “Ana Ruiz, teacher”"
        parts.complain(f"“{speaker[:60]}” does not read like a person's name, so the quotation has no speaker", mend)
    if said and parts.line("role"):
        said = Said(said.speaker, parts.line("role"))
    return [Pulled(paragraphs_said, said or Said())]


def _date(parts: Parts, document: Document, language: str) -> When:
    given = parts.line("date")
    if not given:
        return NEVER
    tries = (read_date(given, zone_of(document.zone), code) for code in (language, "en", "fr", "es"))
    when = next((found for found in tries if found), None)
    if when is None:
        parts.complain(f"the date “{given[:40]}” is not understood", "write it like 2020-09-04 or 4 September 2020")
    return when or NEVER


def _language(parts: Parts) -> str:
    given = parts.line("language")
    if given and not _LANGUAGE.fullmatch(given):
        parts.complain(f"the language “{given[:40]}” is not a code", "write it like en, fr or es")
        return ""
    return given


def _address(parts: Parts) -> str | None:
    given = parts.line("url")
    url = web_address(given)
    if given and url is None:
        parts.complain(f"the address “{given[:60]}” is not one of the web", "it begins with https://")
    return url


def _figures(parts: Parts, path: str) -> tuple[Figure, ...]:
    src = beside(path, parts.line("picture"))
    figure = Figure(src=src, caption=parts.line("caption"), alt=parts.line("alt"), credit=parts.line("credit"))
    return () if figure == Figure() else (part_credit(figure),)


def _note(parts: Parts, told_already: str) -> str:
    """What has no place in an entry and is not said in its words."""
    noted = []
    for name, words in _NOTED.items():
        given = parts.line(name)
        if given and given not in told_already:
            noted.append(f"{words}: {given}")
    if parts.line("named"):
        noted.append(f"may they be named: {parts.line('named')}")
    return "; ".join(noted)


def _key(words: str) -> str:
    """Name a story by its title or words; its date may be corrected, its row may move."""
    return "told:" + hashlib.sha256(" ".join(words.split()).casefold().encode()).hexdigest()[:16]
