"""Read what was rendered and say what a person should mend or look at.

The compiler is lenient and a team's template may be anything, so nothing is taken on trust:
the finished bytes are read, not the template. Names held back (do-not-name) are checked by
``services.review``, over the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from newsletter.core.pictures import AltTrouble, alt_trouble
from newsletter.model.editions import Content, Finding, Level, Post
from newsletter.render.email import Letter
from newsletter.render.shaping import brief
from newsletter.render.values import EditionView

SIZE_LIMIT = 100_000  #: bytes; Gmail hides what comes after about 102 kB
LETTER = "letter.html"
BEGINNING = 24  #: characters by which a paragraph is known that goes on otherwise


_LOADING = ("src", "srcset", "background", "poster")
_LOADED = re.compile(r"""(?:url\(|@import|\bsrc\s*=)\s*["']?([^"')>\s]+)""", re.I)


@dataclass
class _Seen(HTMLParser):
    """What a letter's HTML holds, read without trusting it."""

    words: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  #: address, words
    images: list[dict[str, str]] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)  #: addresses that are asked for when the letter is opened
    headings: list[int] = field(default_factory=list)
    language: str = ""
    title: str = ""
    _link: list[str] | None = None
    _href: str = ""
    _silent: int = 0
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.loads += [given[name] for name in _LOADING if name in given] + _LOADED.findall(given.get("style", ""))
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "img":
            self.images.append(given)
            if self._link is not None:
                self._link.append(given.get("alt", ""))
        elif tag == "a":
            self._link, self._href = [given.get("aria-label", "")], given.get("href", "")
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self._silent += tag in {"style", "script"}
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.append((self._href, " ".join(self._link).strip()))
            self._link = None
        self._silent -= tag in {"style", "script"}
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self._silent:
            self.loads += _LOADED.findall(data)
        else:
            self.words.append(data)
            if self._link is not None:
                self._link.append(data)

    def handle_comment(self, data: str) -> None:
        self.loads += _LOADED.findall(data)  # conditional ones speak to Outlook


@dataclass(frozen=True, kw_only=True)
class Made:
    """Everything the checks look at."""

    content: Content
    edition: EditionView
    letter: Letter
    text: str
    article: str
    posts: tuple[Post, ...]
    pictures: frozenset[str]  #: where the letter may find one: those that leave with it
    wrong_headers: tuple[str, ...]


def check(made: Made) -> tuple[Finding, ...]:
    """All findings, in the order a reader of the letter would meet them."""
    seen = _Seen()
    seen.feed(made.letter.html)
    return (
        *_compiled(made.letter, seen),
        *_residue(made),
        *_markup(seen),
        *_size(made),
        *_quotations(made, seen),
        *_paragraphs(made, seen),
        *_facts(made),
        *_pictures(made.content),
        *_foreign(made, seen),
        *_headers(made.wrong_headers),
    )


def _compiled(letter: Letter, seen: _Seen) -> Iterator[Finding]:
    if "<mj-" in letter.html:
        yield _blocker("mjml-left", LETTER, "Part of the letter was not turned into HTML (a leftover mj- tag).",
                       "Look for a misspelt mj- tag in the letter's template.")  # fmt: skip
    if letter.sections_out != letter.sections_in:
        lost = letter.sections_in - letter.sections_out
        yield _blocker("section-lost", LETTER, f"{lost} of {letter.sections_in} sections of the letter got lost.",
                       "Look for a tag that is never closed in the letter's template.")  # fmt: skip
    if seen.language in {"", "und"}:  # what the compiler writes when nobody said
        yield _blocker("language-missing", LETTER, "The letter does not say which language it is in.",
                       'Give <mjml> in the template lang="{{ edition.language }}".')  # fmt: skip
    if not seen.title.strip():
        yield _blocker("title-missing", LETTER, "The letter has no title.", "Put <mj-title> into the template's head.")


#: What a broken template leaves behind. Words such as "None" count only where they stand alone.
_OWN_RESIDUE = re.compile(r"(?:^|[>:·•,(]\s?)(?:None|undefined)(?=\s*(?:[<·,.)]|$))", re.MULTILINE)


def _residue(made: Made) -> Iterator[Finding]:
    """Template marks in the outputs that did not come in with the words themselves."""
    told = _everything_told(made.content)
    for where, output in _outputs(made):
        for value in made.content.slots.values():
            output = output.replace(value, "")  # a mail service's own mark, such as {{unsubscribe}}, is meant
        marks = {found for found in re.findall(r"\{\{|\{%|\{#|%\}|\}\}", output) if found not in told}
        marks |= {found.strip(" >:·•,(") for found in _OWN_RESIDUE.findall(output)} - set(told.split())
        if marks:
            yield _blocker("template-residue", where, f"Something of the template is left: {', '.join(sorted(marks))}.",
                           "Mend the template at that place; a value may be missing there.")  # fmt: skip


def _outputs(made: Made) -> Iterator[tuple[str, str]]:
    without_style = re.sub(r"<style.*?</style>", "", made.letter.html, flags=re.DOTALL)
    yield LETTER, without_style
    yield "letter.txt", made.text
    yield "article.html", made.article
    for post in made.posts:
        for part in post.parts:
            yield f"posts/{post.platform}.txt", part


def _everything_told(content: Content) -> str:
    """Every word that came in, so that a source which writes about templates is not blamed."""
    told: list[str] = [content.subject, content.preheader, *content.slots.values()]
    for one in content.highlights:
        told += [one.headline.text, one.source_title, one.url or "", *(sentence.text for sentence in one.teaser)]
        told += [one.quote.words.text, one.quote.speaker, one.quote.role or ""] if one.quote else []
        told += [one.caveat.text] if one.caveat else []
        told += [one.picture.caption, one.picture.alt, one.picture.credit] if one.picture else []
        told += [sentence.text for sentence in one.since.sentences] if one.since else []
    told += [content.title.text] if content.title else []
    told += [one.headline for one in content.counted]
    for group in (content.introduction, content.closing, *(block.sentences for block in content.blocks)):
        told += [sentence.text for sentence in group]
    return " ".join(told)


def _markup(seen: _Seen) -> Iterator[Finding]:
    for image in seen.images:
        if not image.get("alt", "").strip():
            yield _blocker("alt-missing", LETTER, f"A picture has no alt text: {image.get('src', '')[:120]}.",
                           "Say what can be seen in the picture, for readers who cannot see it.")  # fmt: skip
    for address, words in seen.links:
        if not words:
            yield _blocker("link-without-words", LETTER, f"A link has no words: {address[:120]}.",
                           "Put words between <a> and </a> in the template.")  # fmt: skip
        if not address.strip():
            yield _blocker("link-empty", LETTER, f"The link “{brief(words)}” leads nowhere.",
                           "Leave the link out where there is no address.")  # fmt: skip
        elif re.match(r"\s*(javascript|data|vbscript):", address, re.IGNORECASE):
            yield Finding(level=Level.BLOCKER, code="link-unsafe", where=LETTER, waivable=False,
                          message=f"The link “{brief(words)}” would run a program.",
                          mend="Take the link out.")  # fmt: skip
    for before, after in zip([0, *seen.headings], seen.headings, strict=False):
        if after > before + 1:
            yield Finding(level=Level.WARNING, code="heading-order", where=LETTER,
                          message=f"A heading of level {after} follows one of level {before}.",
                          mend="Use h1, h2, h3 in order, so that the letter reads well aloud.")  # fmt: skip


def _size(made: Made) -> Iterator[Finding]:
    size = len(made.letter.html.encode())
    if size < SIZE_LIMIT:
        return
    longest = max(made.edition.stories, key=lambda story: sum(map(len, story.paragraphs)), default=None)
    cut = f"Shorten “{brief(longest.headline)}”, the longest story" if longest else "Shorten the introduction"
    yield _blocker("letter-too-big", LETTER, f"The letter has {size // 1000} kB; mail programs cut off beyond 100 kB.",
                   f"{cut}, or drop the last stories (newsletter edit).")  # fmt: skip


def _quotations(made: Made, seen: _Seen) -> Iterator[Finding]:
    """Each quotation stands in the letter as it was said, byte for byte but for the breaks of lines."""
    shown = {LETTER: _spaced("".join(seen.words)), "letter.txt": _spaced(made.text.replace("\n  | ", " "))}
    for piece in made.edition.pieces:
        quote = piece.story.quote if piece.story and piece.form != "line" else None
        for where, words in shown.items():
            if quote and _spaced(quote.words) not in words:
                yield Finding(level=Level.BLOCKER, code="quotation-changed", where=where, waivable=False,
                              message=f"The words of {quote.speaker} do not stand there as they were said.",
                              mend="Let the template print quote.words as it is.")  # fmt: skip
    for story in made.edition.stories:
        if story.caveat and _spaced(story.caveat) not in shown[LETTER]:
            yield Finding(level=Level.BLOCKER, code="caveat-missing", where=LETTER, waivable=False,
                          message=f"“{brief(story.headline)}” lost its “what remains”.",
                          mend="Let the template print story.caveat.")  # fmt: skip
        if story.since and _spaced(story.since) not in shown[LETTER]:
            yield Finding(level=Level.BLOCKER, code="since-missing", where=LETTER, waivable=False,
                          message=f"“{brief(story.headline)}” lost what became of it since.",
                          mend="Let the template print story.since.")  # fmt: skip


def _paragraphs(made: Made, seen: _Seen) -> Iterator[Finding]:
    """Where the letter tells a story's text, it tells all of it: no template shortens or changes a sentence."""
    shown = _spaced("".join(seen.words))
    for story in made.edition.stories:
        lost = [one for one in map(_spaced, story.paragraphs) if story.form != "line" and one not in shown]
        if len(lost) < len(story.paragraphs) or any(one[:BEGINNING] in shown for one in lost):
            for one in lost[:1]:
                yield _blocker("words-changed", LETTER,
                               f"“{brief(one)}” does not stand in the letter as it was worded.",
                               "Let the template print every one of story.paragraphs as it is.")  # fmt: skip


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\n\r]+", " ", text)


def _facts(made: Made) -> Iterator[Finding]:
    facts = made.content.publication
    if not made.edition.stories:
        yield _blocker("no-stories", LETTER, "The letter tells no story.",
                       "Add one that was left out (edit --add), or let this period go (skip).")  # fmt: skip
    if not facts.postal_address.strip():
        yield _warning("postal-address-missing", LETTER, "The letter gives no postal address; many laws ask for one.",
                       "Set postal_address in config/newsletter.toml.")  # fmt: skip
    if not facts.base_url.strip():
        yield _warning("base-url-missing", LETTER,
                       "No public site is set, so share links and the view in a browser are left out.",
                       "Set base_url under [site] in config/newsletter.toml once the pages are public.")  # fmt: skip
    if not made.edition.unsubscribe_url:
        yield _blocker("unsubscribe-missing", LETTER, "The letter has no way to unsubscribe.",
                       "Set reply_to, or the channel's slot unsubscribe_url, in config/newsletter.toml.")  # fmt: skip


def _pictures(content: Content) -> Iterator[Finding]:
    """Pictures that are there and cannot be shown, because nobody said what can be seen in them."""
    for one in content.highlights:
        trouble = alt_trouble(one.picture) if one.picture and one.kept else None
        headline = brief(one.headline.text)
        if trouble is AltTrouble.MISSING:
            yield _warning("picture-without-alt", LETTER,
                           f"The picture of “{headline}” has no alt text, so it is left out.",
                           f'Say what can be seen in it: newsletter edit --alt {one.position} "…".')  # fmt: skip
        if trouble is AltTrouble.FILE_NAME:
            yield _warning("alt-is-file-name", LETTER,
                           f"The alt text of the picture of “{headline}” is a file's name, so it is left out.",
                           f'Say what can be seen in it: newsletter edit --alt {one.position} "…".')  # fmt: skip


def _foreign(made: Made, seen: _Seen) -> Iterator[Finding]:
    """Nothing in a letter is loaded from a third party, whatever the template says."""
    site = made.edition.base_url.rstrip("/")
    for address in dict.fromkeys(found.strip() for found in seen.loads):
        if address not in made.pictures and not (site and address.startswith(f"{site}/")):
            yield Finding(level=Level.BLOCKER, code="picture-foreign", where=LETTER, waivable=False,
                          message=f"The letter would load something that is not the team's own: {address[:120]}.",
                          mend="Take it out of the template, or put it on your own site (base_url).")  # fmt: skip


def _headers(wrong: Iterable[str]) -> Iterator[Finding]:
    names = ", ".join(wrong)
    if names:
        yield Finding(level=Level.BLOCKER, code="header-set", where="letter.eml", waivable=False,
                      message=f"The message has headers it should not have, or lacks some: {names}.",
                      mend="Look at the subject and the sender for strange characters.")  # fmt: skip


def _blocker(code: str, where: str, message: str, mend: str) -> Finding:
    return Finding(level=Level.BLOCKER, code=code, where=where, message=message, mend=mend)


def _warning(code: str, where: str, message: str, mend: str) -> Finding:
    return Finding(level=Level.WARNING, code=code, where=where, message=message, mend=mend)
