"""Read a forwarded mail: the story below its forwarding header, with that header's own date and subject.

::

    a colleague's words above      left out, and said so
    ---- Forwarded message ----    From, Date, Subject, To: the story's date and subject
    the story                      the HTML part through the sanitiser, else the text part
    --                             the signature, and quoted replies: left out
    pictures in it                 named by their bytes (``inside``); small ones are logos of signatures
    other attachments              not read, and said so

A mail that forwards nothing is a story itself. Nothing in it is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

import regex

from newsletter.model.entries import Figure, Note, Problem, ReadEntry
from newsletter.sources.dates import NEVER, When, read_date, zone_of
from newsletter.sources.documents import inside
from newsletter.sources.documents.base import Document, Result, Unreadable, in_folder, titled
from newsletter.sources.documents.lines import unwrapped
from newsletter.sources.html_text import extract
from newsletter.sources.sanitise import clean_line, clean_text

_LANGUAGES = ("en", "fr", "es")
_WORDS_OF_A_STORY = 15
_BYTES_OF_A_PHOTOGRAPH = 15_000

_PREFIX = regex.compile(r"\s*(?:(?:fwd?|re|tr|rv|wg|aw|réf|enc|rm)\s*(?:\[\d+\])?\s*:\s*)+", regex.I)
_MARK = regex.compile(
    r"\W*(?:begin forwarded message|(?:original |forwarded )message|message (?:transféré|d[’']origine)|"
    r"début du message (?:transféré|réexpédié)|mensaje (?:reenviado|original)|inicio del mensaje reenviado)\W*",
    regex.I,
)
_FIELD = regex.compile(
    r"\W{0,3}(?P<name>from|de|von|date|sent|fecha|enviado(?: el)?|envoyé|subject|objet|asunto|to|à|para|cc|reply-to|"
    r"expéditeur|destinataire|répondre à|responder a)\W{0,2}\s?:\W{0,2}\s*(?P<value>.*)",
    regex.I,
)
_DATES = frozenset({"date", "sent", "fecha", "enviado", "enviado el", "envoyé"})
_SUBJECTS = frozenset({"subject", "objet", "asunto"})
_WROTE = regex.compile(r"\s*(?:On|Le|El)\b.{6,160}\b(?:wrote|a écrit|escribió)\s*:\s*", regex.I)
_SENT_FROM = regex.compile(r"\s*(?:sent from my|envoyé de mon|enviado desde mi|get outlook for)\b.{0,60}", regex.I)
_YEAR_ENDS = regex.compile(r"^.*?\b(?:19|20)\d{2}\b")
_CLOCK_WORDS = regex.compile(r"\s+(?:à|a las|at|um)\s+(?=\d)")
_HAS_ZONE = regex.compile(r"[+-]\d{1,4}\b|\b[A-Z]{3,5}\b(?<!AM|PM)")
_WEEKDAY = regex.compile(r"^(?:el\s+|le\s+)?\p{L}{2,12}\.?,?\s+(?:de\s+)?(?=\d)", regex.I)


@dataclass(frozen=True)
class _Forwarded:
    subject: str
    date: str
    lines: list[str]
    above: str = ""  #: what the colleague who forwarded it wrote


def read(document: Document) -> Result:
    """Read the one story of a mail."""
    mail = message_from_bytes(document.data)
    lines, figures, broken = _body(mail, document)
    story = _story(lines)
    text = "\n\n".join(unwrapped(_without_tail(story.lines)))
    if not text:
        raise Unreadable(
            "there is no story in this mail", "save the mail with its words, or copy them into a .txt file"
        )
    title, kind = titled(_PREFIX.sub("", story.subject or header(mail, "Subject")).strip(), text)
    when = _date(story.date, document) or (_date(header(mail, "Date"), document) if not story.date else None) or NEVER
    entry = ReadEntry(
        key=clean_line(header(mail, "Message-ID")) or document.path,
        title=title,
        title_is=kind,
        text=text,
        published_at=when.at,
        published_on=when.on,
        precision=when.precision,
        language=document.language,
        figures=figures,
        raw=document.data,
    )
    problems = [Problem(where=document.path, what=words, mend=mend) for words, mend in broken]
    if story.date and when is NEVER:
        what = f"the date “{story.date[:40]}” of the forwarded mail is not understood"
        problems.append(Problem(where=document.path, what=what, mend="copy the story into a .md file with its date"))
    return Result(entries=(entry,), problems=tuple(problems), notes=tuple(_notes(document, mail, story)))


def _notes(document: Document, mail: Message, story: _Forwarded) -> Iterator[Note]:
    forwarded = bool(story.subject or story.date or story.above)
    why = "it has a forwarding header, whose date and subject were taken" if forwarded else "it forwards nothing"
    yield Note(where=document.path, taken_as="a story out of a mail", why=why)
    if story.above:
        yield Note(
            where=document.path, taken_as="left out", why="words above the forwarded mail belong to the colleague"
        )
    for part in mail.walk():
        name = clean_line(_decoded(part.get_filename() or ""))
        if part.get_content_maintype() == "image":
            continue
        if name or part.get_content_disposition() == "attachment":
            yield Note(where=document.path, taken_as="left out", why=f"attachments are not read: {name or 'no name'}")


# --- the body -----------------------------------------------------------------------------------


def _body(mail: Message, document: Document) -> tuple[list[str], tuple[Figure, ...], list[tuple[str, str]]]:
    """The lines of the HTML part, where there is one with words, else of the text part."""
    parts = {kind: _first(mail, kind) for kind in ("text/html", "text/plain")}
    broken: list[tuple[str, str]] = []
    if (html := parts["text/html"]) is not None:
        found = extract(inside.named(_text(html, broken), {id: inside.name_of(data) for id, _, data in _drawn(mail)}))
        if found.text:
            shown = tuple(replace(one, src=in_folder(one.src)) for one in found.figures)
            return found.text.split("\n"), _figures(mail, shown), broken
    if (plain := parts["text/plain"]) is not None:
        broken.clear()
        return _unquoted(clean_text(_text(plain, broken)).split("\n")), _figures(mail, ()), broken
    raise Unreadable("this mail has no text of its own", "open it and copy the story into a .txt or .md file")


def _figures(mail: Message, shown: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The pictures that belong to the story: those with words of their own, and photographs, attached ones too."""
    photographs = [inside.name_of(data) for _, _, data in _drawn(mail) if len(data) >= _BYTES_OF_A_PHOTOGRAPH]
    worded = [one for one in shown if one.caption or len(one.alt.split()) > 2 or one.src in photographs]
    attached = dict.fromkeys(name for name in photographs if all(one.src != name for one in shown))
    return (*worded, *(Figure(src=name) for name in attached))


def _drawn(mail: Message) -> list[tuple[str, Message, bytes]]:
    return list(inside.parts_of(mail))


def _first(mail: Message, kind: str) -> Message | None:
    """The first part of a kind that is not an attachment; a mail forwarded as attachment is looked into."""
    wanted = (p for p in mail.walk() if p.get_content_type() == kind and p.get_content_disposition() != "attachment")
    return next(wanted, None)


def _text(part: Message, broken: list[tuple[str, str]]) -> str:
    data = part.get_payload(decode=True)
    body = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        return body.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError):
        broken.append(
            ("some letters of this mail could not be read", "compare the story with the mail, or copy it by hand")
        )
        return body.decode("utf-8", "replace")


def _unquoted(lines: list[str]) -> list[str]:
    """Take ">" off where most of the mail is quoted (a forward in the body); else drop what is quoted (a reply)."""
    worded = [line for line in lines if line.strip()]
    quoted = sum(line.startswith(">") for line in worded)
    if quoted * 2 > len(worded):
        return [regex.sub(r"^(?:>\s?)+", "", line) for line in lines]
    return [line for line in lines if not line.startswith(">")]


# --- what is forwarded --------------------------------------------------------------------------


def _story(lines: list[str]) -> _Forwarded:
    """The innermost forwarded part that has words enough to be a story."""
    heads = list(_heads(lines))
    if not heads:
        return _Forwarded("", "", lines)
    for number, (start, end, fields) in enumerate(heads):
        until = heads[number + 1][0] if number + 1 < len(heads) else len(lines)
        if _count(lines[end:until]) >= _WORDS_OF_A_STORY or number + 1 == len(heads):
            if start and not number and _count(lines[:start]) > 4 * _count(lines[end:]):
                return _Forwarded("", "", lines[:start])  # a story above, an old conversation below
            above = " ".join(" ".join(lines[: heads[0][0]]).split())
            return _Forwarded(_one(fields, _SUBJECTS), _one(fields, _DATES), lines[end:until], above)
    raise AssertionError("the last head always answers")


def _heads(lines: list[str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Every forwarding header: (first line, line behind it, its fields)."""
    at = 0
    while at < len(lines):
        marked = bool(_MARK.fullmatch(lines[at].strip()))
        end, fields = _fields(lines, at + marked)
        if len(fields) >= (1 if marked else 3) and (_SUBJECTS | _DATES) & fields.keys():
            yield at, end, fields
            at = end
        else:
            at += 1


def _fields(lines: list[str], at: int) -> tuple[int, dict[str, str]]:
    fields: dict[str, str] = {}
    end = at
    while at < len(lines) and len(fields) < 8:
        if lines[at].strip():
            found = _FIELD.fullmatch(lines[at].strip())
            if found is None:
                break
            fields.setdefault(found["name"].casefold(), clean_line(found["value"]).strip("* "))
            end = at + 1
        at += 1
    return end, fields


def _one(fields: dict[str, str], names: frozenset[str]) -> str:
    return next((value for name, value in fields.items() if name in names), "")


def _count(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _without_tail(lines: list[str]) -> list[str]:
    """Cut at the signature, and at the conversation that was answered."""
    for at, line in enumerate(lines):
        if line.rstrip() == "--" or _SENT_FROM.fullmatch(line) or (at and _WROTE.fullmatch(line)):
            return lines[:at]
    return lines


# --- headers ------------------------------------------------------------------------------------


def header(mail: Message, name: str) -> str:
    """A header in plain words, decoded where it can be; empty where it is missing."""
    return clean_line(_decoded(str(mail.get(name, ""))))


def _decoded(words: str) -> str:
    try:
        return str(make_header(decode_header(words)))
    except (LookupError, UnicodeError, ValueError):
        return words


def _date(words: str, document: Document) -> When | None:
    """A date as mail programs of three languages write it; at least its day."""
    words = _CLOCK_WORDS.sub(" ", " ".join(words.split()))
    day = _YEAR_ENDS.match(words)
    forms = [words, _WEEKDAY.sub("", words), *([_WEEKDAY.sub("", day.group())] if day else [])]
    tries = (
        read_date(form, zone_of(document.zone), lang) for form in forms for lang in (document.language, *_LANGUAGES)
    )
    when = next((when for when in tries if when), None)
    if when and when.at and not document.zone and not _HAS_ZONE.search(words):
        return When(None, when.on, when.precision)  # a forwarding header tells the clock of nobody knows where
    return when
