"""A backup that is brought back is whole, or nothing; and nothing leaves twice because of it."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter import config
from newsletter.errors import NotAllowed
from newsletter.model.deliveries import DeliveryState
from newsletter.services import backup, publish, review, tick
from newsletter.services.app import App
from newsletter.store import deliveries
from tests.services.conftest import Open
from tests.services.test_leaving import WEBHOOK
from tests.team import MOMENT, WEEK, Team


def store_url(folder: Path) -> str:
    return config.load(folder / "config" / "newsletter.toml", {}, whole=False).store


def respoiled(kept: Path, name: str, body: bytes) -> Path:
    """The same backup with one part exchanged."""
    spoiled = kept.with_name("spoiled.zip")
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(spoiled, "w") as new:
        for part in {*old.namelist(), name}:
            new.writestr(part, body if part == name else old.read(part))
    return spoiled


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("backup.json", b"{"),
        ("backup.json", b"[]"),
        ("backup.json", b"{}"),
        ("tables/entries.jsonl", b"{\n"),
        ("tables/entries.jsonl", b'{"nobody": 1}\n'),
        ("tables/entries.jsonl", b'{"id": "half a row"}\n'),
        ("files/config", b"a file where a folder is needed"),
        ("files/../../elsewhere.txt", b"outside"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused_and_leaves_nothing(
    drafted: App, tmp_path: Path, name: str, body: bytes
) -> None:
    backup.write(drafted, tmp_path / "kept.zip", MOMENT)
    spoiled = respoiled(tmp_path / "kept.zip", name, body)
    with pytest.raises(NotAllowed):
        backup.read(spoiled, tmp_path / "again", store_url, MOMENT)
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    ("later", "then"), [(timedelta(hours=1), DeliveryState.QUEUED), (timedelta(days=2), DeliveryState.UNCERTAIN)]
)
def test_what_may_have_left_since_the_backup_is_asked_about_and_never_repeated(
    team: Team, opened: Open, tmp_path: Path, later: timedelta, then: DeliveryState
) -> None:
    team.configure(more=WEBHOOK, channels=("outbox", "press"))
    environ = {"PRESS": "whsec_c2VjcmV0"}
    app = opened(team, environ)
    tick.tick(app, MOMENT)
    review.approve(app, WEEK, MOMENT, "ann")
    publish.publish_approved(app, MOMENT)
    backup.write(app, tmp_path / "kept.zip", MOMENT)
    restored = backup.read(tmp_path / "kept.zip", tmp_path / "again", store_url, MOMENT + later)
    with opened(Team.at(tmp_path / "again"), environ).store.reading() as connection:
        press = next(one for one in deliveries.of_edition(connection, WEEK) if one.channel == "press")
    assert (press.state, restored.uncertain) == (then, int(then is DeliveryState.UNCERTAIN))
