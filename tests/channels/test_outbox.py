"""The outbox: a folder whole or not at all, on real disks that fill up and with processes that are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.channels import folders
from newsletter.channels.outbox import OutboxChannel
from newsletter.errors import ChannelError
from newsletter.model.deliveries import Accepted, Deferred, Parcel, ParcelFile, Rejected
from newsletter.model.settings import ChannelSettings

NOW = datetime(2020, 9, 7, 7, tzinfo=UTC)
KEY = "2020-W36"
FIRST = {"letter.html": b"<p>Zo\xc3\xab is free</p>", "posts/x.txt": b"Zo\xc3\xab", "posts/deep/er.txt": b""}
SECOND = {"letter.html": b"<p>corrected</p>", "edition.json": b"{}"}


def parcel(files: dict[str, bytes], key: str = KEY, publication: str = "weekly") -> Parcel:
    return Parcel(
        id="p1",
        edition=f"{publication}/{key}",
        publication=publication,
        period_key=key,
        files=tuple(ParcelFile(path=path, body=body) for path, body in files.items()),
        attempted_at=NOW,
    )


def outbox(root: Path, *, private: bool = False) -> OutboxChannel:
    return OutboxChannel(ChannelSettings(name="outbox", path=root), private=private)


def found(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hidden(shelf: Path) -> list[str]:
    return sorted(path.name for path in shelf.iterdir() if path.name.startswith("."))


def modes(folder: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), path.stat().st_mode & 0o7777) for path in (folder, *folder.rglob("*"))}


def test_given_a_parcel_when_sent_then_its_folder_stands_whole_with_the_right_modes(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        reply = outbox(tmp_path / "new" / "outbox").send(parcel(FIRST))
    finally:
        os.umask(before)
    target = tmp_path / "new" / "outbox" / "weekly" / KEY
    assert reply == Accepted(detail=str(target))
    assert found(target) == FIRST
    assert modes(target) == {(True, 0o755), (False, 0o644)}
    assert [path.stat().st_mode & 0o777 for path in (target.parent, target.parent.parent)] == [0o755, 0o755]
    assert hidden(target.parent) == []


def test_given_drafts_when_sent_then_only_their_owner_can_read_them(tmp_path: Path) -> None:
    outbox(tmp_path / "drafts", private=True).send(parcel(FIRST))
    assert modes(tmp_path / "drafts") == {(True, 0o700), (False, 0o600)}


def test_given_the_same_parcel_again_when_sent_then_nothing_is_touched(tmp_path: Path) -> None:
    channel = outbox(tmp_path)
    channel.send(parcel(FIRST))
    target = channel.folder("weekly", KEY)
    (target / ".DS_Store").write_bytes(b"left by a file manager")
    stamp = target.stat().st_ino
    assert channel.send(parcel(FIRST)) == Accepted(detail="already there")
    assert target.stat().st_ino == stamp


@pytest.mark.parametrize("more", [{}, {"posts/old.txt": b"an old post"}, {"letter.html": b"changed by hand"}])
def test_given_other_bytes_there_when_sent_then_the_folder_is_replaced_as_a_whole(
    tmp_path: Path, more: dict[str, bytes]
) -> None:
    channel = outbox(tmp_path)
    channel.send(parcel(FIRST | more))
    assert channel.send(parcel(SECOND)) == Accepted(detail=str(channel.folder("weekly", KEY)))
    assert found(tmp_path / "weekly") == {f"{KEY}/{path}": body for path, body in SECOND.items()}


@pytest.mark.parametrize(
    "path",
    ["../escape", "/etc/passwd", "a/../../b", "a//b", "", ".", ".hidden", "a/.hidden", "a\\b", "con", "NUL.txt", "a ",
     "a.", " a", "a\nb", "a\u202eb", "a:b", "what?", "x" * 201, "\ud800"],
)  # fmt: skip
def test_given_an_odd_path_when_sent_then_it_is_refused_and_nothing_is_made(tmp_path: Path, path: str) -> None:
    with pytest.raises(ChannelError):
        outbox(tmp_path).send(parcel({"letter.html": b"", path: b""}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "paths", [("Letter.html", "letter.html"), ("posts", "posts/x.txt"), ("Posts/a", "posts/b"), ("é", "e\u0301")]
)
def test_given_paths_in_each_others_place_when_sent_then_they_are_refused(
    tmp_path: Path, paths: tuple[str, str]
) -> None:
    with pytest.raises(ChannelError, match="in each other's place"):
        outbox(tmp_path).send(parcel(dict.fromkeys(paths, b"")))


@pytest.mark.parametrize(("publication", "key"), [("..", KEY), ("weekly", ".."), ("a/b", KEY), ("weekly", ".x")])
def test_given_an_odd_publication_or_key_when_sent_then_it_is_refused(
    tmp_path: Path, publication: str, key: str
) -> None:
    with pytest.raises(ChannelError):
        outbox(tmp_path).send(parcel(FIRST, key, publication))


def test_given_a_range_of_days_for_a_key_when_sent_then_it_is_a_good_name(tmp_path: Path) -> None:
    assert isinstance(outbox(tmp_path).send(parcel(FIRST, "2020-04-01..2020-09-04")), Accepted)


def test_given_something_else_in_its_place_when_sent_then_it_is_left_alone_and_told(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "weekly").mkdir()
    (tmp_path / "weekly" / KEY).symlink_to(tmp_path / "elsewhere")
    reply = outbox(tmp_path).send(parcel(FIRST))
    assert isinstance(reply, Rejected)
    assert "move it away" in reply.reason
    assert list((tmp_path / "elsewhere").iterdir()) == []


# --- what a killed run leaves -------------------------------------------------------------------


def test_given_leftovers_of_killed_runs_when_sent_then_the_shelf_is_whole_again(tmp_path: Path) -> None:
    shelf = tmp_path / "weekly"
    for name in (".new-abc", ".old-2020-W34", ".old-2020-W35", ".gone-2020-W33", "2020-W35"):
        (shelf / name).mkdir(parents=True)
        (shelf / name / "letter.html").write_text(name)
    outbox(tmp_path).send(parcel(FIRST))
    assert found(shelf) == {
        "2020-W34/letter.html": b".old-2020-W34",  # killed between two renames: put back
        "2020-W35/letter.html": b"2020-W35",
        **{f"{KEY}/{path}": body for path, body in FIRST.items()},
    }


WRITER = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from newsletter.channels.outbox import OutboxChannel
    from newsletter.model.deliveries import Parcel, ParcelFile
    from newsletter.model.settings import ChannelSettings
    channel = OutboxChannel(ChannelSettings(name="outbox", path=Path(sys.argv[1])))
    print("ready", flush=True)
    for turn in range(10**6):
        body = str(turn % 2).encode() * 20_000
        files = tuple(ParcelFile(path=f"posts/{n}.txt", body=body) for n in range(12))
        channel.send(Parcel(id="p", edition="e", publication="weekly", period_key="2020-W36", files=files,
                            attempted_at=datetime(2020, 9, 7, tzinfo=UTC)))
    """
)


def test_given_a_writer_killed_at_forty_random_moments_when_looked_at_then_there_is_never_a_half_folder(
    tmp_path: Path,
) -> None:
    chance = random.Random(36)
    whole = [{f"posts/{n}.txt": sign * 20_000 for n in range(12)} for sign in (b"0", b"1")]
    for _ in range(40):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.random() * 0.05)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        target = tmp_path / "weekly" / KEY
        # Missing only between the two renames of a replacement; the old one then waits beside it, whole.
        aside = target.with_name(f".old-{KEY}")
        standing = target if target.exists() else aside if aside.exists() else None
        assert standing is None or found(standing) in whole
    reply = outbox(tmp_path).send(parcel(FIRST))
    assert isinstance(reply, Accepted)
    assert found(tmp_path / "weekly") == {f"{KEY}/{path}": body for path, body in FIRST.items()}


def test_given_two_writers_at_once_when_both_send_then_one_whole_folder_stands(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) for _ in "ab"]
    time.sleep(1.0)
    for writer in writers:
        assert writer.poll() is None  # neither has stumbled over the other
        writer.kill()
        writer.communicate()
    assert isinstance(outbox(tmp_path).send(parcel(FIRST)), Accepted)
    assert hidden(tmp_path / "weekly") == []


def test_given_another_process_holding_the_shelf_when_sent_then_it_is_deferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "WAIT_FOR_LOCK_S", 0.1)
    (tmp_path / "weekly").mkdir()
    with folders.locked(tmp_path / "weekly"):
        reply = outbox(tmp_path).send(parcel(FIRST))
    assert reply == Deferred(reason=f"another process is writing in {tmp_path / 'weekly'}")


# --- disks that refuse --------------------------------------------------------------------------


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_given_a_disk_that_fills_up_when_sent_then_it_is_deferred_and_nothing_half_is_left(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=128k"):
        channel = outbox(tmp_path / "disk")
        channel.send(parcel(FIRST))
        reply = channel.send(parcel(SECOND | {"letter.eml": b"x" * 200_000}))
        assert isinstance(reply, Deferred)
        assert "the disk is full; nothing half is left" in reply.reason
        assert found(tmp_path / "disk" / "weekly") == {f"{KEY}/{path}": body for path, body in FIRST.items()}
        assert hidden(tmp_path / "disk" / "weekly") == []
        assert isinstance(channel.send(parcel(SECOND)), Accepted)  # room again: it goes through


def test_given_a_disk_without_names_left_when_sent_then_it_is_deferred(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "nr_inodes=6"):
        reply = outbox(tmp_path / "disk").send(parcel(FIRST))
        assert isinstance(reply, Deferred)
        assert "the disk is full" in reply.reason


def test_given_a_read_only_disk_when_sent_then_it_is_deferred(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "ro"):
        reply = outbox(tmp_path / "disk").send(parcel(FIRST))
        assert isinstance(reply, Deferred)
        assert "the disk is read-only" in reply.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_given_a_folder_one_may_not_write_when_sent_then_it_is_deferred(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir(mode=0o500)
    reply = outbox(tmp_path / "outbox").send(parcel(FIRST))
    assert isinstance(reply, Deferred)
    assert "not permitted" in reply.reason


def test_given_a_file_where_the_outbox_should_be_when_sent_then_it_is_deferred(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("")
    reply = outbox(tmp_path / "outbox").send(parcel(FIRST))
    assert isinstance(reply, Deferred)


# --- taking back --------------------------------------------------------------------------------


def test_given_an_edition_in_the_outbox_when_withdrawn_then_it_stands_whole_in_drafts(tmp_path: Path) -> None:
    channel = outbox(tmp_path / "outbox")
    channel.send(parcel(FIRST))
    to = tmp_path / "drafts" / "weekly" / KEY
    assert channel.withdraw("weekly", KEY, to)
    assert (found(to), modes(to)) == (FIRST, {(True, 0o700), (False, 0o600)})
    assert list((tmp_path / "outbox" / "weekly").iterdir()) == []
    assert not channel.withdraw("weekly", KEY, to)
    assert found(to) == FIRST


def test_given_an_older_draft_in_its_place_when_withdrawn_then_it_is_replaced(tmp_path: Path) -> None:
    channel, to = outbox(tmp_path / "outbox"), tmp_path / "drafts" / "weekly" / KEY
    outbox(tmp_path / "drafts", private=True).send(parcel(SECOND))
    channel.send(parcel(FIRST))
    assert channel.withdraw("weekly", KEY, to)
    assert found(tmp_path / "drafts" / "weekly") == {f"{KEY}/{path}": body for path, body in FIRST.items()}


def test_given_drafts_on_another_disk_when_withdrawn_then_the_folder_is_copied_whole_or_stays(tmp_path: Path) -> None:
    channel = outbox(tmp_path / "outbox")
    with small_disk(tmp_path / "disk", "size=64k"):
        channel.send(parcel(FIRST | {"letter.eml": b"x" * 200_000}))
        with pytest.raises(ChannelError, match="the disk is full"):
            channel.withdraw("weekly", KEY, tmp_path / "disk" / "weekly" / KEY)
        assert found(channel.folder("weekly", KEY)) == FIRST | {"letter.eml": b"x" * 200_000}
        assert list((tmp_path / "disk" / "weekly").iterdir()) == []
        channel.send(parcel(FIRST))
        assert channel.withdraw("weekly", KEY, tmp_path / "disk" / "weekly" / KEY)
        assert found(tmp_path / "disk" / "weekly" / KEY) == FIRST
        assert list((tmp_path / "outbox" / "weekly").iterdir()) == []


def test_given_no_outbox_when_withdrawn_then_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    assert not outbox(tmp_path / "outbox").withdraw("weekly", KEY, tmp_path / "drafts")
    assert list(tmp_path.iterdir()) == []


def test_given_a_folder_or_none_when_discarded_then_it_is_gone_or_there_was_none(tmp_path: Path) -> None:
    channel = outbox(tmp_path)
    channel.send(parcel(FIRST))
    assert [channel.discard("weekly", KEY), channel.discard("weekly", KEY)] == [True, False]
    assert list((tmp_path / "weekly").iterdir()) == []
