"""The one sanitiser: whatever comes from outside passes here before anything else sees it.

HTML is capped in size and nesting first (nh3 needs quadratic time on deep nesting), then cleaned by
nh3 with our own allow-list, then freed of control characters. Text loses only characters that act
on what stands around them: controls, bidi overrides and isolates. Diacritics, joiners and
every other byte of a name stay as they came; nothing is normalised.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import nh3
import regex

MAX_CHARS = 1_000_000
MAX_DEPTH = 60
MAX_TAGS = 20_000

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "center", "address", "details", "summary"}
)
_TAGS = _BLOCKS | {
    *("h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "q", "cite"),
    *("em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "abbr", "time", "span"),
    *("a", "img", "figure", "figcaption", "pre", "code", "bdi"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_DROPPED_WHOLE = {
    *("script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea", "select"),
    *(
        "title",
        "head",
        "button",
        "form",
        "audio",
        "video",
        "canvas",
        "applet",
        "frameset",
        "noframes",
        "noembed",
        "xmp",
    ),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "class"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "time": {"datetime"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

#: Controls but \n and \t; bidi embeddings, overrides and isolates; surrogates and non-characters, which no UTF-8 holds.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACE = re.compile(r"[ \t\n]+")

#: Every tag; kinds that end by themselves where the next one begins cannot grow deep.
_TAG = regex.compile(
    r"<(?P<end>/?)(?=[a-z])(?P<flat>(?:br|hr|img|p|li|td|th|tr|dd|dt|input|link|meta|wbr|source|col)\b)?", regex.I
)
_ANY_TAG = regex.compile(r"<[^>]*>?")
_ACTIVE = regex.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", regex.I | regex.S)

#: Markup that would do something, were a text ever taken for HTML; "a < b" and "<3" are no such thing.
_WOULD_ACT = re.compile(
    r"<[\s/]*(?:script|style|i?frame|object|embed|applet|svg|math|img|image|video|audio|source|track|body|html|head|"
    r"form|input|button|select|textarea|option|keygen|isindex|link|meta|base|a|area|map|table|details|marquee|dialog|"
    r"template|noscript|noembed|noframes|frameset|title|xmp|plaintext|listing|portal|slot|animate\w*|use|handler|"
    r"foreignobject)\b|<[a-z/][^<>]*\battributename\b|<[a-z!/?][^<>]*\bon\w+\s*=|"
    r"<[a-z/][^<>]*(?:\bstyle\s*=|script:|data:)|<[!?]",
    re.I,
)
#: … of which a quotation mark may hide the beginning: what looks like a handler of events, and a tag before it.
_HANDLER = re.compile(r"[\s\"'/`]on\w+\s*=", re.I)
_BEGUN = re.compile(r"<[a-z!/?]", re.I)
_LIKE_A_TAG = re.compile(r"<[a-z!/?\s][^<>]*>?", re.I)
_NOT_IN_ADDRESSES = str.maketrans({sign: f"%{ord(sign):02X}" for sign in ' "<>`'})

#: A picture as nh3 writes it; quotes inside values are always escaped, so this cannot cut a value in two.
_IMAGE = regex.compile(r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>')
_NO_PICTURE = regex.compile(r'\s(?:width|height)="[012](?:px)?"')
_TRACKERS = regex.compile(
    r"//(?:feeds\.feedburner\.com/~|feedads\.|pixel\.|stats\.wordpress\.com|feeds\.wordpress\.com|[\w.]*doubleclick\.net|"
    r"[\w.]*scorecardresearch\.com|[\w.]*google-analytics\.com|pi\.feedsportal\.com|www\.facebook\.com/tr\b)",
    regex.I,
)
_CAPTION = regex.compile(r"(?:^|[\s_-])(?:caption-text|figcaption|caption)(?:$|\s)", regex.I)
_CREDIT = regex.compile(r"(?:^|[\s_-])(?:credits?|copyright|photographer)(?:$|\s)", regex.I)


def clean_html(markup: str, base: str = "") -> str:
    """Make HTML harmless: no scripts, no trackers, only http, https and mailto, made absolute with ``base``."""
    if len(markup) > MAX_CHARS or _is_too_deep(markup):
        return _as_plain_paragraphs(markup[:MAX_CHARS])
    try:
        cleaner = _cleaner(base if is_web_address(base) else "")
    except ValueError:  # a base that looks like an address and is none
        cleaner = _cleaner("")
    cleaned = cleaner.clean(markup)
    return clean_text(str(_IMAGE.sub(_keep_picture, cleaned)) if "<img" in cleaned else cleaned)


@lru_cache(maxsize=16)
def _cleaner(base: str) -> nh3.Cleaner:
    """Made once for each base: the texts of one feed share theirs."""
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel="noopener noreferrer",
    )


def clean_text(text: str) -> str:
    """Strip control characters and write every line end as ``\\n``."""
    if text.isascii() and text.isprintable():  # most of what is short
        return text
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """Make one line of it, for titles and captions; a no-break space stays what it is."""
    return _SPACE.sub(" ", clean_text(text)).strip()


def without_markup(text: str) -> str:
    """Take tags out of plain text, where they would act if anybody took it for HTML.

    Feeds that escape their texts twice have some; words between the tags stay.
    """
    if "<" not in text or not (_WOULD_ACT.search(text) or _has_handler(text)):
        return text
    for _ in range(MAX_DEPTH):  # what stood around a tag may now be one
        before, text = text, _LIKE_A_TAG.sub("", text)
        if text == before:
            return text.strip()
    return text.replace("<", "").strip()


def _has_handler(text: str) -> bool:
    before = (text[max(0, found.start() - 200) : found.start()] for found in _HANDLER.finditer(text))
    return any(_BEGUN.search(words) for words in before)  # even behind a ">", which may stand in quotation marks


def is_web_address(url: str) -> bool:
    """Whether ``url`` is a whole http or https address without a name and password in it."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def web_address(url: str, base: str = "") -> str | None:
    """Make ``url`` absolute; None for what leads nowhere on the web (``javascript:``, broken, empty)."""
    url = clean_text(url).replace("\n", "").replace("\t", "").strip()  # as browsers do
    if not url:
        return None
    try:
        parts = urlsplit(url)
        whole = urljoin(base, url)
    except ValueError:
        return None
    if parts.scheme and not parts.netloc:  # "https:" alone would become the base itself
        return None
    return whole.translate(_NOT_IN_ADDRESSES) if is_web_address(whole) else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":  # only two classes mean anything to us: what is a caption, and what a credit
        if "wp-caption" in value.split():  # holds the picture as well as its caption
            return None
        return "caption" if _CAPTION.search(value) else "credit" if _CREDIT.search(value) else None
    if name == "dir":
        return value if value.lower() in {"ltr", "rtl", "auto"} else None
    if tag == "img" and name == "src" and (value.lower().startswith("mailto:") or _TRACKERS.search(value)):
        return None
    return value


def _keep_picture(found: regex.Match[str]) -> str:
    attributes = found.group(1)
    return found.group() if ' src="' in attributes and not _NO_PICTURE.search(attributes) else ""


def _is_too_deep(markup: str) -> bool:
    if markup.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for tags, found in enumerate(_TAG.finditer(markup)):
        if not found["flat"]:
            depth = max(0, depth - 1) if found["end"] else depth + 1
        if depth > MAX_DEPTH or tags > MAX_TAGS:
            return True
    return False


def _as_plain_paragraphs(markup: str) -> str:
    """Keep the words of what is too big or too deep to be cleaned as HTML."""
    words = html.unescape(_ANY_TAG.sub("\n", _ACTIVE.sub(" ", markup)))
    lines = (line.strip() for line in clean_text(words).split("\n"))
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
