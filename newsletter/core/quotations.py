"""Find what people said: words between quotation marks that are speech, with their speaker.

Pure. A quotation is a verbatim span without its outer marks. Charges, titles, terms and slogans
stand between marks too and are left out; who spoke is decided by ``core.speakers`` and
``core.speaker_lines``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from newsletter.core import speaker_lines, speakers
from newsletter.core.marks import Marked, marked
from newsletter.core.names import full_names, fuller
from newsletter.core.sentences import in_paragraph, paragraphs
from newsletter.core.speakers import Said
from newsletter.core.speech import ADVERB, DASHES, END_MARKS, HUNG_ON, NAME, PRONOUN, ROLES, VERB
from newsletter.model.entries import Quote, Span

#: Words directly before marks that announce a charge, a title or a term.
_NOT_SPEECH = regex.compile(
    r"(?r)(?:\b(?:charges?|charged|convicted|guilty|accused|accusations?|sentenced|arrest(?:ed|s)?|detained|jailed|"
    r"imprisoned|prosecuted|indicted|fined|offences?|offenses?|crimes?|counts?|"
    r"suspicion|allegedly|so-called|known as|called|named|titled|entitled|dubbed|labelled|labeled|branded|nicknamed|"
    r"terms?|phrase|word|words|book|film|movie|documentary|report|song|album|poem|article|essay|slogans?|campaign|"
    r"project|programme|program|event|exhibition|hashtag|placards?|banners?|signs?|T-shirts?|headline|headlined|play|"
    r"law|laws|act|bill|decree|category|status|list|chanting|chanted|reading|read|reads|petition)"
    r"(?:\s+(?:of|for|with|as|on|by|against|the|a|an|being|under|to|that|it|them|her|him|us|which|reads?|reading|"
    r"saying|said|includ\w+)){0,3}[,:]?\s*)$",
    regex.I,
)
_OPENING = '“„«「『"‘'
_NEAR = 400  #: characters before and behind a quotation in which its speaker is looked for
#: ", explique Bo Li, avocat." and ", a-t-elle dit," inside the marks.
_INCISE = regex.compile(
    rf",\s+(?P<who>(?:{HUNG_ON}|{VERB}\s+(?:\p{{Ll}}+\s+){{0,3}}{NAME})(?:\s+\p{{Ll}}[^.,;:«»]{{0,60}})?"
    r"(?:,\s+(?:\p{Ll}+\s+){0,2}(?:" + "|".join(sorted(ROLES)) + r")\b[^.,;:«»]{0,60})?)[.,]\s*"
)
_IN_THE_WORDS = regex.compile(rf"\b[Ii]n the words of {NAME},\s*$")
_NEXT_LINE = regex.compile(r"(?<=[.!?…][”\"]?)\n(?=[“\"])")
_LEADS = regex.compile(rf"(?r)(?::|\s{VERB})$")
_THAT = regex.compile(rf"\b{VERB}\s[^“”\".;:!?]{{0,60}}\bthat\s[^“”\".;:!?]{{2,60}}$")
_SOMEBODY_DOES = regex.compile(r"\s*(?:he|she|they|I|we)\s+\p{Ll}{3,}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}’'\-]+")
_PARTED = regex.compile(rf"^\s*,?\s*(?:{VERB}\b|\p{{L}}[^.!?“”\"]*?\b{VERB}\b)[^.!?“”\"]*[.,;:]?\s*$", regex.S)


@dataclass(frozen=True)
class _Found:
    mark: Marked
    words: Span
    said: Said | None


def quotes(text: str) -> tuple[Quote, ...]:
    """Find every quotation in the order of the text."""
    found = [one for one in _found(text) if one.said is not None]
    short = any(one.said and one.said.speaker and " " not in one.said.speaker for one in found)
    names = [one.name for one in full_names(text)] if short else []
    return tuple(_quote(text, one.words, one.said, names) for one in found if one.said is not None)


def _found(text: str) -> list[_Found]:
    found: list[_Found] = []
    blocks = _blocks(text)
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        here = list(_in_paragraph(text, block, following))
        if here and i:
            here[0] = _led_to(text, blocks[i - 1], block, here[0])
        if here and here[-1].mark.closed:
            here[-1] = _with_name_line(text, block, following, here[-1])
        if here and found and not found[-1].mark.closed and here[0].mark.start == block.start:
            # A quotation over two paragraphs opens again in the second and closes only there.
            here[0] = _spoken_on(here[0], found[-1].said)
            found[-1] = _spoken_on(found[-1], here[0].said)
        found += here
    return found


def _blocks(text: str) -> list[Span]:
    """Paragraphs; in copied news, a line that opens with a mark below a whole sentence is one too."""
    found = []
    for block in paragraphs(text):
        starts = [block.start, *(edge.end() for edge in _NEXT_LINE.finditer(text, block.start, block.end))]
        ends = [*(start - 1 for start in starts[1:]), block.end]
        found += [Span(start=start, end=end) for start, end in zip(starts, ends, strict=True)]
    return found


def _quote(text: str, words: Span, said: Said, names: Sequence[str]) -> Quote:
    speaker = fuller(said.speaker, names, text) if said.speaker else None
    role = said.role if speaker else None
    return Quote(text=words.of(text), speaker=speaker, role=role, start=words.start, end=words.end)


def _spoken_on(found: _Found, said: Said | None) -> _Found:
    return _Found(found.mark, found.words, said) if said and not (found.said and found.said.speaker) else found


def _led_to(text: str, before: Span, block: Span, found: _Found) -> _Found:
    """Take up "Bo Li said:", alone in the paragraph before, for words that begin the next one."""
    nobody = found.said is None or found.said.speaker is None
    if not (nobody and found.mark.start == block.start and _LEADS.search(text[: before.end][-40:])):
        return found
    if found.said is None and len(_WORD.findall(found.words.of(text))) < 2:
        return found
    lead = list(in_paragraph(text, before))[-1]
    if any(mark.end > lead.start for mark in marked(text, before.start, before.end)):
        return found
    if text[found.mark.end : block.end].strip(" .,"):
        return found if found.said else _Found(found.mark, found.words, Said())
    said = speakers.before(lead.of(text), text)
    return _Found(found.mark, found.words, said or found.said)


def _with_name_line(text: str, block: Span, following: Span | None, found: _Found) -> _Found:
    """Read the line with a name below words that stand alone: a pull quote, a block quote."""
    if text[block.start : found.mark.start].strip():
        return found
    rest = text[found.mark.end : block.end]
    if rest.strip():
        line = rest if "\n" in rest[: len(rest) - len(rest.lstrip())] else ""
    else:
        line = following.of(text) if following is not None else ""
    said = speaker_lines.in_name_line(line, text) if line and _is_speech(text, found) else None
    if said is None:
        return found
    if found.said is not None and found.said.speaker not in (None, said.speaker):
        return _Found(found.mark, found.words, Said())  # two names for the same words
    return _Found(found.mark, found.words, said)


def _in_paragraph(text: str, block: Span, following: Span | None) -> Iterator[_Found]:
    goes_on = following is not None and text[following.start] in _OPENING
    marks = [mark for mark in marked(text, block.start, block.end) if mark.closed or goes_on]
    starts = [sentence.start for sentence in in_paragraph(text, block)] if marks else []
    previous: _Found | None = None
    for i, mark in enumerate(marks):
        sentence = starts[bisect_right(starts, mark.start) - 1]
        lead = Span(start=max(sentence, mark.start - _NEAR, marks[i - 1].end if i else block.start), end=mark.start)
        end = marks[i + 1].start if i + 1 < len(marks) else block.end
        tail = Span(start=mark.end, end=min(end, mark.end + _NEAR))
        said = _said(text, mark, lead, tail)
        if said is None and following and (mark.start, mark.end) == (block.start, block.end):
            said = speaker_lines.in_next_sentence(following.of(text))
        if (said is None or said.speaker is None) and _stands_alone(text, mark, lead):
            said = speaker_lines.in_next_sentence(tail.of(text)) or said
        if incised := list(_incised(text, mark)):
            previous = incised[-1]
            yield from incised
            continue
        found = _with_partner(text, previous, _Found(mark, _words(text, mark), said))
        if found.said is None and _is_speech(text, found) and not _NOT_SPEECH.search(lead.of(text)[-80:]):
            found = _Found(mark, found.words, Said())
        previous = found
        yield found


def _said(text: str, mark: Marked, lead: Span, tail: Span) -> Said | None:
    """Look behind the words first, then before them."""
    words = _words(text, mark)
    if _NOT_SPEECH.search(lead.of(text)[-80:]) and not _is_wording(words.of(text), lead.of(text)):
        return None
    if len(_WORD.findall(words.of(text))) < 2 and not _ends_in_mark(text, words):
        return None
    said = None
    if _ends_in_mark(text, words) or "," in text[words.end : mark.end] or tail.of(text).startswith(","):
        behind = _up_to_sentence_end(tail.of(text))
        if not _leads_on(words.of(text), behind):
            said = speakers.after(behind, text)
            if said is None and text[mark.end - 2] == "," and _SOMEBODY_DOES.match(behind):
                said = Said()  # “…,” she sings
    said = said or speakers.before(lead.of(text), text)
    if said is None and text[mark.end - 2] == "," and _sounds_spoken(words.of(text)):
        said = Said()  # “…,” with a comma inside leads on to somebody
    return said if said and _counts(text, words, mark) else None


def _sounds_spoken(words: str) -> bool:
    parts = _WORD.findall(words)
    return len(parts) >= 5 and words[0].isupper() and not _is_title(parts)


def _is_wording(words: str, lead: str) -> bool:
    """Whether words behind "called it" or "said that the law" are what somebody said of it, and no name for it."""
    if len(_WORD.findall(words)) < 4 or _is_title(_WORD.findall(words)):
        return False
    return bool(
        _IN_THE_WORDS.search(lead) or (words[0].islower() and (speakers.DESCRIBES.search(lead) or _THAT.search(lead)))
    )


def _incised(text: str, mark: Marked) -> Iterator[_Found]:
    """Part « Nous avons tenu, explique Bo Li. Nous tiendrons. »: French leaves the marks open around who speaks."""
    words = _words(text, mark)
    between = _INCISE.search(text, words.start, words.end) if text[mark.start] == "«" else None
    if between is None:
        return
    said = speakers.after(f" {between['who']}.", text)
    if said is None:
        return
    yield _Found(mark, Span(start=words.start, end=between.start()), said)
    if between.end() < words.end:
        yield _Found(mark, Span(start=between.end(), end=words.end), said)


def _with_partner(text: str, previous: _Found | None, found: _Found) -> _Found:
    """Give the second half of “…”, said X, “…” its speaker, when nobody else is named."""
    if previous is None or previous.said is None or previous.said.speaker is None:
        return found
    between = text[previous.mark.end : found.mark.start]
    told = speakers.after(between, text)  # whoever led in to the first half has not said the second one too
    speaks_on = told and told.speaker == previous.said.speaker and "\n" not in between.strip()
    speaks_on = speaks_on and _PARTED.match(between) and _is_speech(text, found)
    if (
        speaks_on
        and (found.said is None or found.said.speaker is None)
        and not regex.search(rf"\b(?:{PRONOUN})\s+(?:{ADVERB}\s+)?{VERB}", between)
    ):
        return _Found(found.mark, found.words, previous.said)
    return found


def _words(text: str, mark: Marked) -> Span:
    """The span without its marks, outer spaces and the comma that belongs to "said X"."""
    start, end = mark.start + 1, mark.end - 1 if mark.closed else mark.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start=start, end=end)


def _stands_alone(text: str, mark: Marked, lead: Span) -> bool:
    """Whether whole sentences stand between the marks and nothing of theirs around them."""
    return not lead.of(text).strip() and _ends_in_mark(text, _words(text, mark))


def _leads_on(words: str, behind: str) -> bool:
    """Whether what stands behind is a sentence of its own, perhaps the lead-in of the next quotation."""
    begins = behind.lstrip()[:1].isupper()
    return behind.rstrip().endswith(":") or (begins and words.endswith("."))


def _counts(text: str, words: Span, mark: Marked) -> bool:
    """Whether attributed words are long enough to be somebody's own and not a term they used."""
    count = len(_WORD.findall(words.of(text)))
    return _ends_in_mark(text, words) or "," in text[words.end : mark.end + 1] or count >= 5


def _is_speech(text: str, found: _Found) -> bool:
    """Whether words that nobody is named for are speech all the same: a whole sentence between marks."""
    words = found.words.of(text)
    parts = _WORD.findall(words)
    if found.said is not None:
        return True
    if len(parts) < 4 or not _ends_in_mark(text, found.words) or _is_title(parts):
        return False
    return words[0].isupper() or not words[0].isalpha() or (words[0].isalpha() and not words[0].islower())


def _is_title(parts: list[str]) -> bool:
    long = [part for part in parts if len(part) > 3]
    return bool(long) and sum(part[0].isupper() for part in long) >= max(2, 0.75 * len(long))


def _ends_in_mark(text: str, words: Span) -> bool:
    last = words.of(text).rstrip("”’\"'» ")
    return bool(last) and last[-1] in END_MARKS


def _up_to_sentence_end(text: str) -> str:
    """The rest of the sentence behind the closing mark; a dash and a name run to the paragraph's end."""
    if regex.match(rf"\s*[{DASHES}]", text):
        return text
    edge = regex.search(r"(?<!\b\p{Lu})(?<!\b(?:Dr|Mr|Ms|St|Mrs|Prof))[.!?…](?=\s|$)", text)
    return text[: edge.end()] if edge else text
