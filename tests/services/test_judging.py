"""What is judged, and when: new entries at once, what other rules judged before a draft needs it, the rest in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter.model.stories import Verdict
from newsletter.services import draft, holding, ingest, judging
from newsletter.services.app import App
from newsletter.store import judgements, reading
from tests.services.conftest import Open
from tests.team import MOMENT, RELEASES, WEEK, Team


@pytest.fixture
def read(team: Team, opened: Open) -> App:
    """Four good stories of the week, and one of a year before."""
    team.tell("old", "Ana Ruiz freed in Peru", "The teacher Ana Ruiz was freed from prison in Peru.", "2025-09-03")
    app = opened(team)
    ingest.ingest(app, MOMENT)
    return app


def with_other_rules(app: App) -> App:
    return replace(app, rules_hash="f" * 64)


def judged_by(app: App) -> Counter[str]:
    with app.store.reading() as connection:
        ids = [one.entry for one in reading.newest_revisions(connection)]
        return Counter(by.split()[0][:1] for _, by in judgements.rules_of(connection, ids).values())


def test_a_change_of_rules_is_followed_some_entries_at_a_time(read: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "OTHERWISE", 2)
    app = with_other_rules(read)
    for done in (2, 4, 5, 5):
        holding.judge_and_hold(app, MOMENT)
        assert judged_by(app)["f"] == done


def test_a_draft_has_all_that_it_may_tell_judged_by_the_rules_in_force_and_nothing_else(
    read: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "OTHERWISE", 0)
    app = with_other_rules(read)
    assert draft.draft_by_hand(app, "weekly", WEEK.partition("/")[2], MOMENT, "Mei").version is not None
    assert judged_by(app)["f"] == len(RELEASES)
    holding.judge_and_hold(app, MOMENT)
    assert judged_by(app)["f"] == len(RELEASES)


def test_a_source_that_is_trusted_less_has_its_entries_judged_anew(
    team: Team, opened: Open, read: App, change_trust: Callable[[str], None]
) -> None:
    def verdicts(app: App) -> set[Verdict]:
        with app.store.reading() as connection:
            ids = [one.entry for one in reading.newest_revisions(connection)]
            return {judgement.verdict for judgement, _ in judgements.of_newest(connection, ids).values()}

    assert verdicts(read) == {Verdict.WIN}
    change_trust("general")
    less = opened(team)
    holding.judge_and_hold(less, MOMENT)
    assert Verdict.WIN not in verdicts(less)


@pytest.fixture
def change_trust(team: Team) -> Callable[[str], None]:
    def change(trust: str) -> None:
        path = team.folder / "config" / "newsletter.toml"
        path.write_text(path.read_text("utf-8").replace('trust = "wins"', f'trust = "{trust}"'), "utf-8")

    return change
