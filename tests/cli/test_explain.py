"""``explain`` answers every line it can read, and says what is wrong with the others."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from newsletter.cli.explain import explain


@pytest.mark.parametrize("command", ["judge", "post", "quotes"])
def test_a_line_whose_fields_are_not_text_is_told_and_the_next_is_answered(command: str) -> None:
    right = {"id": 2, "platform": "x", "text": "Ana is free."}
    lines = [{**right, "id": 1, "text": 5}, right]
    done = CliRunner().invoke(explain, [command], input="\n".join(json.dumps(line) for line in lines))
    assert (done.exit_code, done.stderr) == (2, "line 1: text must be text\n")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [2]


def test_a_missing_text_is_not_measured_as_a_word() -> None:
    done = CliRunner().invoke(explain, ["post"], input='{"id": 1, "platform": "x", "text": null}')
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_pair_is_related_whichever_comes_first_and_a_title_is_enough() -> None:
    a = {"title": "Free Ana Ruiz now", "text": "", "published_on": "2026-03-01"}
    b = {"title": "Ana Ruiz is free now", "published_on": "2026-03-06"}
    asked = [{"id": 1, "a": a, "b": b}, {"id": 2, "a": b, "b": a}]
    done = CliRunner().invoke(explain, ["pair"], input="\n".join(json.dumps(line) for line in asked))
    one, other = (json.loads(line) for line in done.stdout.splitlines())
    assert (one["relation"], one["reasons"]) == (other["relation"], other["reasons"])
    assert one["relation"] in ("different", "follow_up")
    assert one["reasons"]
