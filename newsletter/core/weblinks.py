"""Find web addresses in running text the way social platforms do.

Pure. With ``http://`` any well-formed host counts; a bare ``example.org`` only when it ends in a
known top-level domain, and a bare country domain without a path only where platforms link it.
Labels longer than 63 letters once in punycode are no host, so the whole is no link.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from newsletter.model.entries import Span

#: Generic domains met in the feeds of organisations and newsrooms; bare names only.
_GENERIC_NAMES = (
    "com org net edu gov mil int info biz name pro aero asia cat coop jobs mobi museum tel travel post app blog art "
    "charity church club community dev earth eco email family foundation fund global green group guide help home "
    "house how international law legal life link live love media ngo ong network news online page people press "
    "report rights site social solutions space store stream studio support team tech today tools top tv video "
    "voice vote watch website wiki work works world xyz"
)
_COUNTRY_NAMES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc "
    "cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga "
    "gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo "
    "jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr "
    "ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re "
    "ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr "
    "tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC = frozenset(_GENERIC_NAMES.split())
_COUNTRY = frozenset(_COUNTRY_NAMES.split())
_LINKED_WHEN_BARE = frozenset({"co", "tv"})  # platforms link these country domains even without a path

_LABEL = r"[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_\-]*[\p{L}\p{M}\p{N}])?"
_BEFORE = r"(?<![A-Za-z0-9@＠$#＃_])"
_REST = r"[^\s<>\"\u202a-\u202e\u2066-\u2069]*"  # marks of direction are no part of an address
_AFTER_HOST = rf"(?::\d+)?(?P<path>/{_REST})?(?P<query>\?{_REST})?"
_HOST = rf"(?P<host>(?:{_LABEL}\.)+\p{{L}}[\p{{L}}\p{{M}}\-\d]+)"
_WITH_SCHEME = regex.compile(rf"{_BEFORE}https?://{_HOST}{_AFTER_HOST}", regex.IGNORECASE)
_BARE_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_\-]*[A-Za-z0-9])?"
_BARE_HOST = rf"(?P<host>(?:{_BARE_LABEL}\.)+[A-Za-z]{{2,}})"
_BARE = regex.compile(rf"{_BEFORE}(?<![./\-]){_BARE_HOST}{_AFTER_HOST}", regex.IGNORECASE)
_TRAILING = ".,;:!?'\"’”»)]}"


def find_links(text: str) -> Iterator[Span]:
    """Spans of web addresses in reading order, without the punctuation that ends a sentence."""
    found = [_trimmed(text, match) for match in _WITH_SCHEME.finditer(text) if _is_host(match["host"])]
    taken = list(found)
    for match in _BARE.finditer(text) if "." in text else ():
        # Inside a scheme's address, or straight after "://" of one that was refused, nothing is bare.
        inside = any(span.start <= match.start() < span.end for span in taken)
        if not inside and not text[: match.start()].endswith("//") and _is_bare(match):
            found.append(_trimmed(text, match))
    return iter(sorted(found, key=lambda span: span.start))


def _trimmed(text: str, match: regex.Match[str]) -> Span:
    start, end = match.span()
    while end > match.end("host") and text[end - 1] in _TRAILING:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break  # a closing bracket that was opened inside the address belongs to it
        end -= 1
    return Span(start=start, end=end)


def _is_host(host: str) -> bool:
    return all(_label_length(label) <= 63 for label in host.split("."))


def _label_length(label: str) -> int:
    if label.isascii():
        return len(label)
    return len("xn--") + len(label.lower().encode("punycode"))


def _is_bare(match: regex.Match[str]) -> bool:
    host = match["host"].lower()
    last = host.rsplit(".", 1)[1]
    if not _is_host(host):
        return False
    if last in _GENERIC:
        return True
    with_more = host.count(".") > 1 or match["path"] is not None
    return last in _COUNTRY and (with_more or last in _LINKED_WHEN_BARE)
