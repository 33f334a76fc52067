"""The letter as HTML: Jinja writes MJML, MJML makes tables for old mail programs, css-inline moves looks onto elements.

MJML drops what it does not understand without a word, so every section is numbered on its
way in and counted on its way out; ``checks`` turns a lost one into a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import css_inline
from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.render.environment import Templates
from newsletter.render.logo import Logo
from newsletter.render.values import EditionView
from newsletter.render.words import Words

_SECTION = re.compile(r"<mj-(?:section|hero)\b(?P<rest>[^>]*)>")
#: Plain comments only: conditional ones speak to Outlook and stay.
_COMMENT = re.compile(r"<!--(?!\[if).*?-->", re.DOTALL)
#: The compiler's own rules work from the head; moved onto every table they would double a letter's size.
_COMPILERS_STYLE = re.compile(
    r"<style[^>]*>\s*(?:#outlook|\.moz-text-html|@media only screen and \(min-width).*?</style>", re.DOTALL
)

#: Remote style sheets are never fetched: a letter's looks come from the template alone.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The compiled letter and how many of its sections survived."""

    html: str
    sections_in: int
    sections_out: int


def letter_values(edition: EditionView, words: Words, templates: Templates, logo: Logo | None = None) -> dict[str, Any]:
    """What every letter template receives."""
    theme = templates.toml("email/theme.toml")
    arabic = edition.dir == "rtl"
    why = words.say("letter", "why_from", organisation=edition.organisation)
    return {
        "edition": edition,
        "logo": logo,
        "words": words.group("letter"),
        "roundup": words.roundup(edition.whole_year),
        "why": why if edition.organisation else words.say("letter", "why"),
        "theme": theme,
        "faces": {
            "serif": theme["type"]["arabic_serif" if arabic else "serif"],
            "sans": theme["type"]["arabic_sans" if arabic else "sans"],
        },
    }


def compile_letter(template: str, values: Mapping[str, object], templates: Templates) -> Letter:
    """Render ``email/<template>.mjml`` to the HTML that leaves."""
    name = f"email/{template}.mjml"
    source, sections = _number_sections(_COMMENT.sub("", templates.render(name, values)))
    try:
        # `fonts={}`: the compiler's default fonts would be loaded from a third party.
        html = mjml2html(source, fonts={})
    except ValueError as wrong:
        raise TemplateError(f"templates/{name}: MJML cannot read what the template wrote: {wrong}") from wrong
    inlined = _INLINER.inline(_COMPILERS_STYLE.sub("", html))
    found = {number for number in range(sections) if re.search(rf'(?<!-)class="(?:[^"]* )?mjs-{number}[ "]', inlined)}
    html = _tidy(_styles_last(inlined, _COMPILERS_STYLE.findall(html)))
    return Letter(html=html, sections_in=sections, sections_out=len(found))


def _styles_last(html: str, compilers: list[str]) -> str:
    """Put all rules at the end of the head: what names the character set must stand in its first 1,024 bytes."""
    head, end, body = html.partition("</head>")
    ours = re.match(r"(.*?<head>)(<style>.*?</style>)(.*)", head, re.DOTALL)
    if ours is None:
        return head + "".join(compilers) + end + body
    return ours[1] + ours[3] + "".join(compilers) + ours[2] + end + body


def _number_sections(source: str) -> tuple[str, int]:
    """Give every section a class of its own, to be found again in the output."""
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        tag, mark = match.group(0), f"mjs-{count}"
        count += 1
        if 'css-class="' in tag:
            return tag.replace('css-class="', f'css-class="{mark} ', 1)
        return re.sub(r"^<mj-\w+", rf'\g<0> css-class="{mark}"', tag)

    return _SECTION.sub(number, source), count


_TAG = re.compile(r'<[a-zA-Z][^\s<>/]*(?:\s+[^\s"<>=/]+(?:="[^"]*")?)*\s*/?>')
_VALUE = re.compile(r'"[^"]*[<>][^"]*"')


def _escape_values(tag: re.Match[str]) -> str:
    """HTML allows ``<`` inside an attribute, and the inliner writes it so; filters on the way read less well."""
    return _VALUE.sub(lambda value: value.group(0).replace("<", "&lt;").replace(">", "&gt;"), tag.group(0))


def _tidy(html: str) -> str:
    """Take the section numbers out again, and the empty lines that loops leave."""
    html = _TAG.sub(_escape_values, html)
    html = re.sub(r"\bmjs-\d+(?:-outlook)?\s?", "", html)
    html = html.replace(' class=""', "")
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"
