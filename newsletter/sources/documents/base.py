"""What every importer of documents shares: the document, its result, its bytes as text, its title.

An importer is a function ``read(document) -> Result``: bytes to entries, no decisions. What makes the
whole document useless is raised as ``Unreadable``; what spoils a part of it is a problem in the result.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

import regex

from newsletter.errors import SourceError
from newsletter.model.entries import Figure, Note, Problem, ReadEntry, TitleIs
from newsletter.sources.sanitise import is_web_address

#: Stands for the folder while addresses are made absolute; never leaves this package. (RFC 2606)
FOLDER_BASE = "https://folder.invalid/"

_FOLDER_LINK = regex.compile(rf'\s(?:href|src)="{regex.escape(FOLDER_BASE)}[^"]*"')


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file's bytes. ``path`` is relative to its source's folder, POSIX."""

    path: str
    data: bytes
    language: str = "en"
    zone: str = ""
    url: str = ""  #: where it was read, for a page of the web; empty for a file


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a document held."""

    entries: tuple[ReadEntry, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


class Unreadable(SourceError):
    """The whole document cannot be read: what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what, mend)


def as_text(data: bytes) -> str:
    """Decode text that people wrote: UTF-8 (or UTF-16 with its mark). Anything else is refused, not guessed."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        if _looks_binary(data):
            raise Unreadable("this is not text", "remove it, or give it the ending of its real kind") from None
        raise Unreadable(
            "this text is not in UTF-8, so its accents would come out wrong", "save it again as UTF-8"
        ) from None
    if "\0" in text:
        raise Unreadable("this is not text (it holds zero bytes)", "remove it, or give it the ending of its real kind")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def derived_title(text: str) -> str:
    """The first whole sentence, verbatim."""
    from newsletter.core.prose import first_sentence  # compiling its patterns takes a while, and most have a title

    span = first_sentence(text)
    return span.of(text) if span else ""


def titled(title: str, text: str) -> tuple[str, TitleIs]:
    """The given title, else the derived one."""
    return (title, TitleIs.GIVEN) if title else (derived_title(text), TitleIs.DERIVED)


def folder_base(path: str) -> str:
    """The base that makes relative addresses of the document at ``path`` recognisable."""
    return FOLDER_BASE + str(PurePosixPath(path).parent).removeprefix(".") + "/"


def in_folder(figure_src: str) -> str:
    """Write a picture's address as a path inside the folder again."""
    return (
        unquote(figure_src.removeprefix(FOLDER_BASE)).lstrip("/") if figure_src.startswith(FOLDER_BASE) else figure_src
    )


def without_folder_links(html: str) -> str:
    """Take out links to files beside the document: they lead nowhere for a reader."""
    return str(_FOLDER_LINK.sub("", html))


def beside(path: str, src: str) -> str:
    """A picture named in the document at ``path``: a web address, or a path that stays inside the folder."""
    if not src or is_web_address(src):
        return src
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / src.replace("\\", "/").lstrip("/")).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif ":" not in part:
            parts.append(part)
    return "/".join(parts)


def merged(first: Figure | None, others: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Put a picture named apart before those of the text, once."""
    if first is None:
        return others
    return (first, *(figure for figure in others if figure.src != first.src or not figure.src))


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    return b"\0" in sample or sum(byte < 32 and byte not in b"\t\n\r\f" for byte in sample) > len(sample) // 50
