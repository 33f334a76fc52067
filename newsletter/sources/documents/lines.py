"""Part lines into paragraphs: at blank lines, and at line ends unless an editor broke the lines. Know menus."""

from __future__ import annotations

from collections.abc import Iterable

import regex

_WRAPPED = range(40, 101)  #: width of a line that was broken by an editor and not by its writer

#: A line of a page's menu or footer.
MENU = regex.compile(
    r"(?:home|menu|search|related(?:\s\w+)?|share(?:\s.*)?|tags?|topics?|more(?:\s.*)?|read next|back to top|"
    r"contact(?:\sus)?|"
    r"about(?:\sus)?|news|press(?:\soffice)?|shop|jobs|donate|log in|subscribe|facebook|twitter|instagram|follow us|"
    r"privacy.{0,20}|"
    r"terms.{0,20}|cookies.{0,20}|site ?map|legal.{0,20}|copyright.{0,40}|(?:older|newer|next|"
    r"previous)(?:\s(?:posts?|page|news))?|"
    r"load more|(?:\d+\s+)+(?:next|suivante?s?|siguientes?|[›»>]).{0,20}|page \d+.{0,10}|"
    r"accueil|partager|mentions légales|(?:page )?(?:suivante|précédente)|voir plus|nous contacter|contactez-nous|"
    r"inicio|compartir|aviso legal|(?:página )?(?:siguiente|anterior)|ver más|contacto)",
    regex.I,
)


def unwrapped(lines: Iterable[str]) -> list[str]:
    """Give the paragraphs in order, each as one line."""
    found: list[str] = []
    block: list[str] = []
    for line in [*(line.strip() for line in lines), ""]:
        if line:
            block.append(line)
            continue
        found += [" ".join(block)] if _is_wrapped(block) else block
        block = []
    return found


def _is_wrapped(block: list[str]) -> bool:
    if len(block) < 2 or not all(len(line) in _WRAPPED for line in block[:-1]):
        return False
    return any(line[0].islower() for line in block[1:])
