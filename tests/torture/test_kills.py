"""The program is killed at random moments, and started twice at once. One edition, one whole folder."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import new_database
from tests.pictures.drawing import jpeg
from tests.team import NOW, WEEK, Team

pytestmark = pytest.mark.torture

KILLS = 50
SEED = 20261120


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    """What an undisturbed run makes, and how long it takes, in seconds."""
    team = automatic(tmp_path_factory.mktemp("reference") / "team")
    began = time.monotonic()
    assert team.run("run").returncode == 0
    return files(team.outbox()), time.monotonic() - began


def automatic(folder: Path) -> Team:
    team = Team(folder)
    team.configure('approval = "automatic"')
    team.tell_all()
    story = team.tell("marta")
    shown = "picture: {src: gate.jpg, alt: A woman stands at a gate}\n---\n\nThe teacher"
    story.write_text(story.read_text("utf-8").replace("---\n\nThe teacher", shown), "utf-8")
    (team.folder / "stories" / "gate.jpg").write_bytes(jpeg(3000, 2000))
    return team


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hidden(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.name != ".gitkeep"]


def assert_whole(team: Team, expected: dict[str, bytes]) -> None:
    rows = team.ask("editions")
    assert [(row["edition"], row["status"]) for row in rows] == [(WEEK, "scheduled")]
    assert [name.partition("/")[0] for name in expected].count("pictures") == 1
    assert files(team.outbox()) == expected
    assert [path.name for path in (team.folder / "outbox" / "weekly").iterdir()] == ["2026-W36"]
    assert hidden(team.folder / "outbox") == []
    assert files(team.folder / "drafts") == {}
    deliveries = team.ask("deliveries", "list", now=None)
    assert [(row["channel"], row["state"]) for row in deliveries] == [("outbox", "accepted")]


@pytest.mark.parametrize("number", range(KILLS))
def test_given_a_kill_at_any_moment_when_started_again_then_everything_is_whole_and_once(
    tmp_path: Path, reference: tuple[dict[str, bytes], float], number: int
) -> None:
    expected, duration = reference
    chance = random.Random(f"{SEED}-{number}")
    team = automatic(tmp_path / "team")
    for _ in range(chance.choice([1, 1, 2])):
        # The first third of a run only imports; most kills fall where something is written.
        wait = duration * chance.uniform(0.25, 1.05)
        process = team.start("run", "--now", NOW)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        standing = team.outbox()
        # Whatever the moment: a folder that stands is whole.
        assert not standing.exists() or files(standing) == expected
    done = team.run("run")
    assert done.returncode == 0, done.stderr
    assert_whole(team, expected)


@pytest.mark.parametrize("number", range(6))
def test_given_three_runs_at_once_on_either_engine_then_everything_is_whole_and_once(
    tmp_path: Path,
    reference: tuple[dict[str, bytes], float],
    number: int,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = automatic(tmp_path / "team")
    environ = {} if number % 2 else {"NEWSLETTER_STORE": new_database(request.getfixturevalue("postgres"))}
    monkeypatch.setattr(team, "environ", lambda more=None: {**Team.environ(team, more), **environ})
    processes = [team.start("run", "--now", NOW) for _ in range(3)]
    for process in processes:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert team.run("run").returncode == 0
    assert_whole(team, reference[0])
