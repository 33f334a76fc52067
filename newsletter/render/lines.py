"""Small shapes of what is told: words on one line, links that lead to the web, sentences in their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote as percent
from urllib.parse import urlsplit

from newsletter.model.editions import Sentence, in_paragraphs

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Drop what no output can carry: control characters and halves of characters. Letters stay as they are."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The same words on one line. Only line breaks and tabs change."""
    return re.sub(r"[ ]*[\r\n\t\u2028\u2029]+[ ]*", " ", clean(text)).strip(" ")


def web_link(url: str | None) -> str:
    """``url`` when it leads to the web, else nothing: ``javascript:`` and its like never reach a reader."""
    plain = clean(url or "").strip()
    try:
        parts = urlsplit(plain)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    # Signs that would end the address early in text, Markdown or an attribute.
    return re.sub(r"[\s\"<>\\^`{|}]", lambda sign: percent(sign.group(0), safe=""), plain) if usable else ""


def telling_of(sentences: Iterable[Sentence]) -> tuple[tuple[str, ...], ...]:
    """Sentences grouped to the paragraphs their source gave them."""
    return tuple(tuple(one_line(text) for text in texts) for texts in in_paragraphs(sentences))


def paragraphs_of(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """The same, each paragraph as one text."""
    return tuple(" ".join(texts) for texts in telling_of(sentences))
