"""Read a filled story form: headings that ask, and the answer below each. Word and Markdown forms are the same here.

A form is known by its questions, in English, French or Spanish (``documents.fields``), not by its name. What it
says about naming people is told to the editor at every reading, and travels with the entry.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from newsletter.model.entries import Figure, Note, Problem
from newsletter.sources.documents.base import Document, Result, Unreadable, in_folder
from newsletter.sources.documents.fields import part_named
from newsletter.sources.documents.told import Parts, entry
from newsletter.sources.html_text import extract, text_of

_HEADING = regex.compile(r"<h[1-6][^>]*>(?P<words>.*?)</h[1-6]>", regex.S)
_ENOUGH = 4  #: questions of ours from which a document is a form


def is_form(markup: str) -> bool:
    """Whether a document asks what a story form asks."""
    parts = {part_named(text_of(found["words"])) for found in _HEADING.finditer(markup)} - {None}
    return len(parts) >= _ENOUGH and "text" in parts


def read(document: Document, markup: str) -> Result:
    """Read the one story of a form."""
    given, figures, notes = _answers(document, markup)
    parts = Parts(given)
    if not parts.line("text"):
        raise Unreadable("this story form is not filled in", "write below “What happened?”, or take the form away")
    made = entry(document, parts, document.data)
    made = replace(made, key=document.path, figures=_with_pictures(made.figures, figures))
    problems = [Problem(where=document.path, what=what, mend=mend) for what, mend in parts.complaints]
    return Result(entries=(made,), problems=(*problems, *_naming(document, made.may_be_named)), notes=tuple(notes))


def _answers(document: Document, markup: str) -> tuple[dict[str, str], tuple[Figure, ...], list[Note]]:
    given: dict[str, str] = {}
    figures: tuple[Figure, ...] = ()
    notes: list[Note] = []
    headings = list(_HEADING.finditer(markup))
    ends = [heading.start() for heading in headings[1:]] + [len(markup)]
    for heading, end in zip(headings, ends, strict=True):
        question = text_of(heading["words"])
        part = part_named(question)
        found = extract(markup[heading.end() : end], "https://folder.invalid/")
        figures += found.figures
        if part and found.text and part not in given:
            given[part] = found.text
            notes.append(Note(where=document.path, taken_as=part, why=f"it stands below “{question}”"))
        elif found.text:
            notes.append(
                Note(where=document.path, taken_as="left out", why=f"“{question}” is no question that is known")
            )
    return given, figures, notes


def _with_pictures(told: tuple[Figure, ...], drawn: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Join what is said about the picture with the one that stands in the form."""
    own = tuple(replace(figure, src=in_folder(figure.src)) for figure in drawn)
    if not told or not own:
        return told or own
    said, first = told[0], own[0]
    joined = Figure(
        src=said.src or first.src,
        caption=said.caption or first.caption,
        alt=said.alt or first.alt,
        credit=said.credit or first.credit,
    )
    return (joined, *own[1:])


def _naming(document: Document, may_be_named: bool | None) -> tuple[Problem, ...]:
    if may_be_named:
        return ()
    if may_be_named is None:
        what = "the form does not say, by yes or no, whether its people may be named"
        return (Problem(where=document.path, what=what, mend="ask them, and write yes or no below the question"),)
    what = "the people of this story may not be named"
    mend = "hold the story, or write it without their names and list these in config/do-not-name.txt"
    return (Problem(where=document.path, what=what, mend=mend),)
