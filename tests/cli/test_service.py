"""The program that runs by itself, and what the operator does to it."""

from __future__ import annotations

import shutil
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter import config
from newsletter.errors import StoreError
from newsletter.services import backup
from newsletter.store import engine
from tests.conftest import new_database
from tests.team import MOMENT, WEEK, Team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path / "team")
    made.tell_all()
    return made


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


# ── serve ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_ticks_and_stops_cleanly_when_told(team: Team, how: signal.Signals) -> None:
    process = team.start("serve", "--every", "1")
    wait_until((team.folder / "drafts").exists)
    began = time.monotonic()
    process.send_signal(how)
    _, said = process.communicate(timeout=15)
    assert (process.returncode, time.monotonic() - began < 10) == (0, True), said
    assert "stopped" in said
    assert "Traceback" not in said


def test_serve_goes_on_after_a_tick_that_failed(team: Team) -> None:
    own = team.folder / "templates" / "email"
    own.mkdir(parents=True)
    (own / "digest.mjml").write_text("<mjml><mj-body>{{ edition.nothing }}</mj-body></mjml>", "utf-8")
    process = team.start("serve", "--every", "1")
    assert process.stderr is not None
    told = (line for line in process.stderr if "digest.mjml" in line)
    assert next(told, None) is not None
    (own / "digest.mjml").unlink()
    wait_until((team.folder / "drafts").exists)
    process.terminate()
    process.communicate(timeout=15)


# ── a second process ───────────────────────────────────────────────────────────────────────


def test_the_walk_is_the_same_on_postgresql(team: Team, postgres: str) -> None:
    team.run("run")
    on_sqlite = team.show()["version"]
    environ = {"NEWSLETTER_STORE": new_database(postgres)}
    (team.folder / "newsletter.db").unlink()
    for path in ("drafts", "outbox"):
        if (team.folder / path).exists():
            (team.folder / path).rename(team.folder / f"{path}-of-sqlite")
    done = team.run("run", env=environ)
    assert done.returncode == 0, done.stderr
    assert team.run("approve", WEEK, "--version", on_sqlite[:12], env=environ).returncode == 0
    assert (team.outbox() / "letter.html").exists()
    assert not (team.folder / "newsletter.db").exists()


# ── backup, restore, upgrade ───────────────────────────────────────────────────────────────


def test_a_backup_restored_elsewhere_is_the_same_team(team: Team, tmp_path: Path) -> None:
    team.run("run")
    team.run("approve", WEEK)
    assert team.run("backup", "../kept.zip", now=None).returncode == 0
    done = team.run("restore", "../kept.zip", "../again", now=None)
    assert done.returncode == 0, done.stderr
    again = Team.at(tmp_path / "again")
    assert again.show() == team.show()
    assert again.ask("entries") == team.ask("entries")
    assert (again.outbox() / "manifest.json").read_bytes() == (team.outbox() / "manifest.json").read_bytes()
    again.folder.joinpath("stories").mkdir()
    again.tell_all()
    assert again.run("run").returncode == 0
    assert len(again.ask("editions")) == 1


def test_a_backup_moves_from_sqlite_to_postgresql(team: Team, tmp_path: Path, postgres: str) -> None:
    team.run("run")
    team.run("backup", "../kept.zip", now=None)
    environ = {"NEWSLETTER_STORE": new_database(postgres)}
    assert team.run("restore", "../kept.zip", "../again", now=None, env=environ).returncode == 0
    again = Team.at(tmp_path / "again")
    done = again.run("approve", WEEK, env=environ)
    assert done.returncode == 0, done.stderr
    assert again.outbox().exists()


def test_a_backup_names_secrets_and_holds_none(team: Team, tmp_path: Path) -> None:
    (team.folder / "config" / "press-secret.txt").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "utf-8")
    hook = (
        '[[channels]]\nname = "press"\nkind = "webhook"\nurl = "https://example.org/"\n'
        'secret_file = "config/press-secret.txt"\n'
    )
    team.configure(more=hook)
    assert team.run("backup", "../kept.zip", now=None).returncode == 0
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"whsec_" not in everything
    assert "config/press-secret.txt" in team.run("restore", "../kept.zip", "../again", now=None).stdout
    assert (tmp_path / "kept.zip").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("what", ["folder", "file", "damaged"])
def test_a_restore_that_cannot_be_whole_is_refused(team: Team, tmp_path: Path, what: str) -> None:
    team.run("run")
    team.run("backup", "../kept.zip", now=None)
    kept = tmp_path / "kept.zip"
    if what == "folder":
        (tmp_path / "again").mkdir()
        (tmp_path / "again" / "something").write_text("x", "utf-8")
    elif what == "file":
        kept.write_bytes(b"no zip")
    else:
        body = bytearray(kept.read_bytes())
        body[len(body) // 3] ^= 0xFF
        kept.write_bytes(bytes(body))
    done = team.run("restore", "../kept.zip", "../again", now=None)
    assert done.returncode == 1
    assert {"folder": "not empty", "file": "damaged or no backup", "damaged": "damaged"}[what] in done.stderr
    assert not (tmp_path / "again" / "newsletter.db").exists()


def test_a_backup_never_replaces_one(team: Team) -> None:
    team.run("backup", "../kept.zip", now=None)
    refused = team.run("backup", "../kept.zip", now=None)
    assert (refused.returncode, "exists already" in refused.stderr) == (1, True)


NEXT = f"""'''Tomorrow.'''

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{engine.SCHEMA}"


def upgrade() -> None:
    op.add_column("sources", sa.Column("tomorrow", sa.String(), nullable=True))
"""


def test_upgrade_keeps_a_backup_first_and_can_be_rehearsed(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.run("run")
    assert "Nothing to do" in team.run("upgrade", now=None).stdout
    # This program as it will be after one more migration.
    migrations = team.folder / "migrations"
    shutil.copytree(engine.MIGRATIONS, migrations)
    (migrations / "versions" / "9999_tomorrow.py").write_text(NEXT, "utf-8")
    monkeypatch.setattr(engine, "MIGRATIONS", migrations)
    today = engine.SCHEMA
    monkeypatch.setattr(engine, "SCHEMA", "9999")
    settings = config.load(team.folder / "config" / "newsletter.toml", {})
    with pytest.raises(StoreError, match="newsletter upgrade"):
        engine.open_store(settings.store)
    rehearsed = backup.upgrade(settings, MOMENT, rehearse=True)
    assert rehearsed.endswith(f"bring the schema from {today} to 9999.")
    assert list(team.folder.glob("*.zip")) == []
    backup.upgrade(settings, MOMENT, rehearse=False)
    assert len(list(team.folder.glob("backup-before-*.zip"))) == 1
    opened = engine.open_store(settings.store)
    with opened.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(tomorrow) FROM sources").scalar_one() == 0
    opened.close()


# ── init ───────────────────────────────────────────────────────────────────────────────────


def test_a_new_folder_runs_and_asks_for_a_person(team: Team, tmp_path: Path) -> None:
    assert team.run("init", "../new", now=None).returncode == 0
    new = Team.at(tmp_path / "new")
    new.tell_all()
    done = new.run("run")
    assert done.returncode == 0, done.stderr
    assert new.status() == "in_review"
    before = (new.folder / "config" / "newsletter.toml").read_bytes()
    assert team.run("init", "../new", now=None).stdout.count("made ") == 0
    assert (new.folder / "config" / "newsletter.toml").read_bytes() == before
