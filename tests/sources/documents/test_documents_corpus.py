"""Documents of every kind, input beside expectation: ``corpus/documents/<kind>/<name>`` and ``<name>.json``.

An expectation holds every entry, with the fields that differ from their defaults, every problem and every note.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from newsletter.model.entries import Quote, ReadEntry
from newsletter.sources.documents import Document, Result, Unreadable, read

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
CASES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.json"))


def told(entry: ReadEntry) -> dict[str, object]:
    """What is worth reading of an entry; raw bytes and markup have tests of their own."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        if field.name in {"raw", "html"} or (field.default is not dataclasses.MISSING and value == field.default):
            continue
        if field.name in {"quotes", "figures"}:
            value = [{key: part for key, part in dataclasses.asdict(one).items() if part} for one in value]
        found[field.name] = value.isoformat() if field.name == "published_at" else value
    return found


def reading(result: Result) -> dict[str, object]:
    return {
        "entries": [told(entry) for entry in result.entries],
        "problems": [f"{one.where}: {one.what} — {one.mend}" for one in result.problems],
        "notes": [f"{one.where}: {one.taken_as} — {one.why}" for one in result.notes],
    }


def quoted(entry: ReadEntry) -> list[Quote]:
    return [quote for quote in entry.quotes if entry.text[quote.start : quote.end] != quote.text]


@pytest.mark.parametrize("case", CASES)
def test_given_a_document_when_read_then_its_entries_problems_and_notes_are_those_expected(case: str) -> None:
    path = CORPUS / case.removesuffix(".json")
    try:
        result = read(Document(path=path.name, data=path.read_bytes()))
        found = reading(result)
    except Unreadable as trouble:
        found = {"unreadable": f"{trouble.what} — {trouble.mend}"}
    else:
        assert [quoted(entry) for entry in result.entries] == [[] for _ in result.entries]
    assert found == json.loads((CORPUS / case).read_text("utf-8"))
