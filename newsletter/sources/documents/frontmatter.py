"""Read the lines between two ``---`` at the top of a story file, and say what is not understood.

Simple on purpose, for people who never heard of YAML::

    title: She is home
    date: 4 September 2020
    tags: [release, Lima]
    picture:
      src: pictures/ana.jpg
      alt: A woman waves from a bus

``key: value`` with or without quotation marks, lists in brackets or with dashes, one level of
indented keys, ``|`` and ``>`` for several lines, ``#`` for remarks. Nothing is ever evaluated.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

Value = str | list[str] | dict[str, str]

KNOWN = (
    *("title", "headline", "date", "published", "url", "link", "language", "lang", "id", "quote", "speaker", "role"),
    *("picture", "image", "photo", "src", "caption", "alt", "credit", "tags", "categories", "author", "country"),
    *("countries", "campaign", "reference", "summary", "description", "status", "source", "people", "place", "where"),
    *("who", "what", "when", "consent", "caveat", "outcome", "quotes", "subtitle", "draft", "layout", "slug"),
)

_FENCE = regex.compile(r"-{3,}\s*")
_KEY = regex.compile(r"(?P<indent>\s*)(?P<key>[\p{L}_][\p{L}\p{N}_ -]{0,40}?)\s*:(?:\s+(?P<value>.*))?$")
_INLINE_PAIR = regex.compile(r"\s*(?P<key>[\w-]+)\s*:\s*(?P<value>\"[^\"]*\"|'[^']*'|[^,]*)\s*(?:,|$)")
_LIST_PART = regex.compile(r"\s*(\"[^\"]*\"|'[^']*'|[^,]*)\s*(?:,|$)")
_REMARK = regex.compile(r"\s+#\s.*$")


@dataclass
class FrontMatter:
    """The fields, by lower-case key, and what could not be read, in words with line numbers."""

    fields: dict[str, Value] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def word(self, *keys: str) -> str:
        """The first of ``keys`` that holds plain words."""
        return next((value for key in keys if isinstance(value := self.fields.get(key), str) and value), "")

    def table(self, *keys: str) -> Mapping[str, str]:
        """The first of ``keys`` that holds keys of its own."""
        return next((value for key in keys if isinstance(value := self.fields.get(key), dict)), {})


def part(text: str) -> tuple[FrontMatter, str]:
    """Part a document into its front matter and its body."""
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[first]):
        return FrontMatter(), text
    end = next((i for i in range(first + 1, len(lines)) if _FENCE.fullmatch(lines[i])), None)
    if end is None or not any(_KEY.match(line) for line in lines[first + 1 : end]):
        return FrontMatter(), text  # a rule between two parts of the text, not front matter
    return _Reader(first + 2).read(lines[first + 1 : end]), "\n".join(lines[end + 1 :])


class _Reader:
    """Reads line by line; ``_open`` is the key that indented lines belong to."""

    def __init__(self, first_line: int) -> None:
        self._number = first_line - 1
        self._found = FrontMatter()
        self._open = ""
        self._block = ""  #: "|" or ">" while the lines of a long value come

    def read(self, lines: list[str]) -> FrontMatter:
        for line in lines:
            self._number += 1
            self._line(line)
        for key, value in self._found.fields.items():
            if isinstance(value, str):
                self._found.fields[key] = value.strip()
        return self._found

    def _line(self, line: str) -> None:
        indented = line[:1].isspace()
        if self._block and (indented or not line.strip()):
            self._continue(line.strip())
            return
        self._block = ""
        if not line.strip() or line.lstrip().startswith("#"):
            return
        if line.lstrip().startswith("- ") and self._open:
            self._item(line.lstrip()[2:])
        elif (found := _KEY.match(line)) and not (indented and not self._open):
            self._pair(found["key"].strip().lower(), (found["value"] or "").strip(), indented=indented)
        elif indented and isinstance(self._found.fields.get(self._open), str):
            self._continue(line.strip())
        else:
            self._complain(f"“{line.strip()[:40]}” is not “key: value”")

    def _pair(self, key: str, value: str, *, indented: bool) -> None:
        held = self._found.fields.get(self._open)
        if indented and (held == "" or isinstance(held, dict)):
            self._found.fields[self._open] = {**(held if isinstance(held, dict) else {}), key: _plain(value)}
            return
        if key in self._found.fields:
            self._complain(f"“{key}” stands twice; the first one counts")
            return
        near = difflib.get_close_matches(key, KNOWN, n=1, cutoff=0.8)
        if key not in KNOWN and near:
            self._complain(f"“{key}” is not known — did you mean “{near[0]}”?")
        self._open = key
        self._block = value if value in {"|", ">", "|-", ">-"} else ""
        self._found.fields[key] = "" if self._block else _value(value)

    def _item(self, value: str) -> None:
        held = self._found.fields.get(self._open)
        self._found.fields[self._open] = [*held, _plain(value)] if isinstance(held, list) else [_plain(value)]

    def _continue(self, words: str) -> None:
        held = self._found.fields[self._open]
        joint = "\n" if self._block.startswith("|") else " "
        self._found.fields[self._open] = f"{held}{joint if held else ''}{words}" if isinstance(held, str) else held

    def _complain(self, words: str) -> None:
        self._found.complaints.append(f"line {self._number}: {words}")


def _value(text: str) -> Value:
    if text.startswith("[") and text.endswith("]"):
        return [part for found in _LIST_PART.finditer(text[1:-1]) if (part := _plain(found[1]))]
    if text.startswith("{") and text.endswith("}"):
        return {found["key"].lower(): _plain(found["value"]) for found in _INLINE_PAIR.finditer(text[1:-1])}
    return _plain(text)


def _plain(text: str) -> str:
    text = text.strip()
    for mark in "\"'":
        if len(text) > 1 and text.startswith(mark):
            end = text.find(mark, 1)
            rest = text[end + 1 :].strip()
            if end > 0 and (not rest or rest.startswith("#")):
                return text[1:end]
            if mark == "'" and text.endswith(mark):
                return text[1:-1].replace("''", "'")
            # "She said "no"" — marks inside: the outer ones go, the words stay.
            return text[1:-1] if text.endswith(mark) else text
    return str(_REMARK.sub("", text))
