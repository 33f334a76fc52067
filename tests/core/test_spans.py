"""Whether a stretch of text meets one of many."""

from __future__ import annotations

import random
from datetime import timedelta
from time import process_time

from newsletter.core.spans import Spans


def test_it_answers_as_looking_at_each_would() -> None:
    chance = random.Random(7)
    for _ in range(300):
        many = [(start, start + chance.randrange(6)) for start in (chance.randrange(40) for _ in range(8))]
        start = chance.randrange(45)
        end = start + 1 + chance.randrange(5)
        assert Spans(many).meet(start, end) is any(a < end and start < b for a, b in many)


def test_among_none_nothing_is_met() -> None:
    assert not Spans([]).meet(0, 10)


def test_very_many_are_asked_very_often_in_a_moment() -> None:
    many = Spans((at, at + 9) for at in range(0, 1_000_000, 10))
    before = process_time()
    assert sum(many.meet(at, at + 1) for at in range(100_000)) == 90_000
    assert timedelta(seconds=process_time() - before) < timedelta(seconds=2)
