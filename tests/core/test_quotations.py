"""Quotations and their speakers, as a labelled corpus in words of our own; a third of it is kept aside from tuning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsletter.core.prose import quotes

CORPUS = Path(__file__).parent / "corpus" / "quotations.jsonl"
LINES: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


def found(text: str) -> list[dict[str, Any]]:
    return [{"text": one.text, "speaker": one.speaker, "role": one.role} for one in quotes(text)]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_given_a_labelled_line_when_read_then_words_speaker_and_role_are_as_labelled(line: dict[str, Any]) -> None:
    assert found(line["text"]) == line["quotes"]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_given_a_labelled_line_when_it_stands_behind_another_story_then_no_speaker_is_taken_from_there(
    line: dict[str, Any],
) -> None:
    other = "Zuri Wekesa came home to Kisumu. Her neighbours sang all night."
    assert all(one.speaker != "Zuri Wekesa" for one in quotes(f"{other}\n\n{line['text']}\n\n{other}"))
