"""Find what a document sets apart as quoted: its block quotes, with the line in or below them that names who spoke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from newsletter.sources.documents.voices import Pulled, pull
from newsletter.sources.html_text import extract, text_of

_QUOTED = regex.compile(r"<blockquote>(.*?)</blockquote>", regex.S)
_HEADINGS = regex.compile(r"<h[1-6]>(.*?)</h[1-6]>", regex.S)


def spoken(blocks: Sequence[str], markup: str, only_named: bool = False) -> Iterator[str | Pulled]:
    """Give the blocks in order, with runs of quoted ones as pulled words.

    ``only_named`` leaves what no line gives a speaker as it stands: Markdown quotes letters and laws the same way.
    """
    quoted = {block for found in _QUOTED.finditer(markup) for block in extract(found[1]).text.split("\n\n")}
    headings = {text_of(found[1]) for found in _HEADINGS.finditer(markup)}
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end] in quoted:
            end += 1
        if end == at:
            yield blocks[at]
            at += 1
            continue
        following = blocks[end] if end < len(blocks) and blocks[end] not in headings else None
        pulled, named = pull(blocks[at:end], following)
        if only_named and not pulled.said.speaker:
            yield from blocks[at:end]
        else:
            yield pulled
        at = end + named
