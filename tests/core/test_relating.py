"""How two stories relate: measured on labelled pairs, a third never looked at while the rules were written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsletter.core.likeness import is_copy, overlap, sketch
from newsletter.core.relating import relate
from newsletter.core.telling import Telling, read
from newsletter.model.stories import Relation
from tests.core.test_verdict import rules

CORPUS = Path(__file__).parent / "corpus" / "pairs.jsonl"
MERGED = {Relation.SAME, Relation.COPY, Relation.SAME_EVENT}


def telling(title: str, text: str = "", published_on: str = "2026-03-02", url: str | None = None) -> Telling:
    return read(title, text, "en", published_on, url, rules())


@cache
def pairs() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CORPUS.read_text("utf-8").splitlines())


@cache
def answers() -> dict[str, Relation]:
    return {one["id"]: relate(telling(**one["a"]), telling(**one["b"]))[0] for one in pairs()}


@pytest.mark.parametrize("aside", [False, True])
def test_no_two_stories_are_merged_that_are_two(aside: bool) -> None:
    told = [one for one in pairs() if one["aside"] is aside and one["relation"] not in MERGED]
    assert len(told) >= 15
    assert {one["id"]: one["why"] for one in told if answers()[one["id"]] in MERGED} == {}


@pytest.mark.parametrize(("aside", "least"), [(False, 0.75), (True, 0.6)])
def test_most_tellings_of_one_event_are_found(aside: bool, least: float) -> None:
    told = [one for one in pairs() if one["aside"] is aside and one["relation"] in MERGED]
    assert sum(answers()[one["id"]] in MERGED for one in told) >= least * len(told)


@pytest.mark.parametrize("one", [one for one in pairs() if one["id"].startswith("own")], ids=lambda one: one["id"])
def test_each_pair_of_our_own_relates_as_labelled(one: dict[str, Any]) -> None:
    wanted = {"different", "follow_up"} if one["relation"] == "different" else {one["relation"]}
    assert answers()[one["id"]] in wanted, one["why"]


@pytest.mark.parametrize("one", pairs(), ids=lambda one: one["id"])
def test_the_answer_is_the_same_whichever_comes_first(one: dict[str, Any]) -> None:
    a, b = telling(**one["a"]), telling(**one["b"])
    assert relate(a, b) == relate(b, a)


BODY = (
    "The teacher Ana Ruiz left the women's prison of Lima on Friday morning with a bag of letters under her arm. "
    "Judges had set aside her sentence of twelve years two days before, because nothing had shown that she wrote the "
    "leaflets she was jailed for. Her pupils waited at the gate from six o'clock with flowers and a drum. She said "
    "that she would sleep first and teach again on Monday, if the school still wanted her. The ministry is "
    "silent."
)


@pytest.mark.parametrize(
    "changed",
    [
        BODY[: BODY.index(" She said")],
        f"{BODY} This story was first told by a partner of ours; its letter tells more of them every week.",
        BODY.replace("morning", "at dawn").replace("two days before", "on Wednesday").replace("again", "once more"),
        " ".join(reversed(BODY.split(". "))),
        BODY.upper(),
        BODY.replace(" ", "\n"),
    ],
)
def test_a_text_that_was_cut_extended_or_edited_a_little_is_a_copy(changed: str) -> None:
    one, other = telling("Ana Ruiz is free", BODY), telling("Update: Ana Ruiz is free", changed)
    assert relate(one, other)[0] in {Relation.COPY, Relation.SAME}
    assert len(set(sketch(BODY)) & set(sketch(changed))) >= 2


def test_a_form_that_is_filled_in_twice_is_no_copy() -> None:
    one = telling("Ana Ruiz is free", BODY)
    other = telling("Eva Soto is free", BODY.replace("Ana Ruiz", "Eva Soto").replace("Lima", "Cusco"))
    assert is_copy(one.text, other.text)
    relation, whys = relate(one, other)
    assert (relation, whys[:2]) == (Relation.DIFFERENT, ("only one names Ana Ruiz", "only one names Eva Soto"))


def test_a_form_with_given_names_alone_is_no_copy() -> None:
    text = BODY.replace("The teacher Ana Ruiz", "Ana")
    relation, whys = relate(telling("Ana goes home", text), telling("Ben goes home", text.replace("Ana", "Ben")))
    assert (relation, whys[0]) == (Relation.DIFFERENT, "in the same sentence one says Ana, the other Ben")


def test_a_short_text_is_never_a_copy_and_has_no_sketch() -> None:
    assert sketch("Ana Ruiz is free.") == ()
    assert not is_copy("Ana Ruiz is free.", "Ana Ruiz is free.")


def test_the_same_page_is_the_same_story_whatever_its_words() -> None:
    one = telling("Ana Ruiz is free", "She is home.", url="https://example.org/ana?utm_source=feed")
    other = telling("Released at last", "A teacher is home.", url="https://example.org/ana")
    assert relate(one, other) == (Relation.SAME, ("both point to the same page",))


def test_words_without_spaces_between_them_are_compared_sign_by_sign() -> None:
    text = (
        "法院宣布他无罪。经过九年的等待，他终于回到了家人身边。支持者在门口唱歌，许多人流下了眼泪。他说谢谢大家写的信。"
    )
    assert overlap(text, text.replace("九年", "八年"))[0] > 0.8
    assert sketch(text)
