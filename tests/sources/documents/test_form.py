"""The story form: shipped empty, filled by colleagues in Word or in a text editor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.model.entries import Figure, Quote, ReadEntry
from newsletter.sources.documents import Document, Result, Unreadable, read
from tests.sources.documents.office import docx, paragraph

ROOT = Path(__file__).resolve().parents[3]
FORMS = ROOT / "templates" / "forms"

ANSWERS = {
    "Headline": "The bakers of Ho keep their oven",
    "What happened?": "The bakers of Ho keep their oven.\n\nThe town withdrew its order on Friday.",
    "Who is it about?": "Esi Mensah and her sons",
    "Where did it happen?": "Ho, Ghana",
    "When did it happen?": "4 September 2020",
    "What did somebody say?": "We bake again.",
    "Who said it?": "Esi Mensah, baker",
    "Picture": "oven.jpg",
    "What does the picture show?": "Bread in an oven",
    "Picture credit": "Kofi Ann",
    "May they be named?": "Yes, all of them.",
}


def markdown(answers: dict[str, str]) -> Result:
    form = (FORMS / "story.md").read_text("utf-8")
    for question, words in answers.items():
        at = form.index(f"## {question}")
        behind = form.index("\n", at)
        form = f"{form[:behind]}\n\n{words}{form[behind:]}"
    return read(Document(path="ho/oven.md", data=form.encode()))


def word(answers: dict[str, str]) -> Result:
    body = [paragraph("Story form", "Title")]
    for question, words in answers.items():
        body += [paragraph(f"{question} (Some help.)", "heading 2"), *map(paragraph, words.split("\n\n"))]
    return read(Document(path="ho/oven.docx", data=docx(*body)))


@pytest.mark.parametrize("fill", [markdown, word])
def test_given_a_filled_form_when_read_then_every_answer_has_its_place(fill: object) -> None:
    assert callable(fill)
    result = fill(ANSWERS)
    [entry] = result.entries
    assert isinstance(entry, ReadEntry)
    assert (entry.title, entry.published_on, entry.may_be_named) == (ANSWERS["Headline"], "2020-09-04", True)
    assert entry.text == f"{ANSWERS['What happened?']}\n\n“We bake again.” — Esi Mensah, baker"
    start = entry.text.index("We bake")
    assert entry.quotes == (
        Quote(text="We bake again.", speaker="Esi Mensah", role="baker", start=start, end=start + 14),
    )
    assert entry.figures == (Figure(src="ho/oven.jpg", alt="Bread in an oven", credit="Kofi Ann"),)
    assert entry.editor_note == ("where: Ho, Ghana; who: Esi Mensah and her sons; may they be named: Yes, all of them.")
    assert result.problems == ()


@pytest.mark.parametrize(
    ("said", "named", "what"),
    [
        ("No", False, "the people of this story may not be named"),
        ("no, only the mother", False, "the people of this story may not be named"),
        ("ask Bo", None, "the form does not say, by yes or no, whether its people may be named"),
        ("", None, "the form does not say, by yes or no, whether its people may be named"),
    ],
)
def test_given_people_who_may_not_be_named_then_the_editor_is_told(said: str, named: bool | None, what: str) -> None:
    result = markdown({**ANSWERS, "May they be named?": said})
    [entry] = result.entries
    assert entry.may_be_named is named
    assert [problem.what for problem in result.problems] == [what]


@pytest.mark.parametrize("name", ["story.md", "story.docx"])
def test_given_the_form_as_shipped_then_it_is_no_story_yet(name: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        read(Document(path=name, data=(FORMS / name).read_bytes()))
    assert trouble.value.what == "this story form is not filled in"


def test_given_the_script_when_run_again_then_it_makes_the_same_forms(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "make_form.py", tmp_path], check=True)
    for name in ("story.md", "story.docx"):
        assert (tmp_path / name).read_bytes() == (FORMS / name).read_bytes()
