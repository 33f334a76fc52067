"""What an edit at the source changed."""

from __future__ import annotations

from typing import Any

import pytest

from newsletter.core.changes import Change, changes
from newsletter.model.entries import Figure
from tests.core.making import revision

TEXT = "Ana Torres is free. She was held for a poem.\n\nHer sister baked a cake."


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({}, []),
        ({"text": TEXT.replace("\n\n", "  \n\n ")}, []),
        ({"title": "Ana Torres is home"}, [("title", "Ana Torres is free", "Ana Torres is home")]),
        (
            {"text": TEXT.replace("a poem", "two poems")},
            [("text", "She was held for a poem.", "She was held for two poems.")],
        ),
        ({"text": TEXT.replace(" She was held for a poem.", "")}, [("text", "She was held for a poem.", "")]),
        ({"text": TEXT + " Her trial goes on."}, [("text", "", "Her trial goes on.")]),
        ({"published_on": "2020-09-03"}, [("date", "2020-09-02", "2020-09-03")]),
        ({"url": None}, [("address", "https://example.org/ana", "")]),
        ({"figures": (Figure(src="a.jpg", alt="A cake"),)}, [("pictures", "", "a.jpg A cake")]),
        ({"editor_note": "Not before noon."}, [("note", "", "Not before noon.")]),
    ],
)
def test_an_edit_is_told_in_the_readers_words(edit: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    before = revision(text=TEXT, title="Ana Torres is free")
    after = revision(**{"text": TEXT, "title": "Ana Torres is free", **edit})
    assert list(changes(before, after)) == [Change(*one) for one in expected]
