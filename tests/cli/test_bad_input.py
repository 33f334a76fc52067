"""Whatever is wrong outside is told in words, with the right exit code, and nothing good is lost for it."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.team import COMMAND, RELEASES, WEEK, Team
from tests.web import Page, Web, drip, serving, stall

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Partner</title><link>https://p.example.org/</link>
<item><title>Ten fishermen released in Sri Lanka</title><link>https://p.example.org/1</link><guid>1</guid>
<pubDate>Wed, 02 Sep 2026 09:15:00 +0000</pubDate>
<description>Ten fishermen were released from prison in Sri Lanka on Wednesday.</description></item></channel></rss>"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path / "team")
    made.tell_all()
    return made


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


# ── the settings ───────────────────────────────────────────────────────────────────────────


def test_given_five_mistakes_in_the_settings_then_all_are_told_and_nothing_is_made(team: Team) -> None:
    path = team.folder / "config" / "newsletter.toml"
    text = (
        path.read_text("utf-8")
        .replace('trust = "wins"', 'trust = "winz"\nevery = 5')
        .replace('path = "outbox"', "path = 7")
    )
    path.write_text(text + '[[publications]]\nname = "Month"\nrhythm = "montly"\nzone = "Mars"\n', "utf-8")
    done = team.run("run")
    assert done.returncode == 2
    assert all(word in done.stderr for word in ('"winz"', "every:", "path:", '"montly"', '"Mars"'))
    assert not (team.folder / "newsletter.db").exists()


def test_a_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "run"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert (done.returncode, "newsletter init DIR" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "weekly/1999-W01"), "there is no edition"),
        (("draft", "daily"), "there is no newsletter named 'daily' in the settings; known: weekly"),
        (("draft", "weekly", "--period", "2026-36"), "2026-36"),
        (("ingest", "nobody"), "there is no source named 'nobody'"),
        (("stories", "hold", "ffffffffffff", "--why", "x"), "there is no such story"),
        (("run", "--now", "yesterday"), "is no moment"),
        (("run", "--now", "9999-12-31T23:59:59Z"), "is too far away to rehearse"),
        (("show", "w\udcffekly"), "is not written in UTF-8"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(team: Team, arguments: tuple[str, ...], said: str) -> None:
    done = team.run(*arguments, now=None)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_signs_that_a_terminal_does_not_know_are_told_as_escapes(team: Team) -> None:
    team.run("run")
    narrow = team.environ({"PYTHONIOENCODING": "latin-1"})
    shown = subprocess.run([*COMMAND, "show", WEEK], cwd=team.folder, env=narrow, capture_output=True, check=True)
    assert b"Ivan \\u0160ari\\u0107" in shown.stdout


# ── the folder ─────────────────────────────────────────────────────────────────────────────


def big(folder: Path) -> None:
    with (folder / "big.txt").open("wb") as file:
        file.truncate(200_000_000)


def binary(folder: Path) -> None:
    (folder / "picture.md").write_bytes(bytes(range(256)) * 40)


def link_out(folder: Path) -> None:
    outside = folder.parent.parent / "outside.md"
    outside.write_text("---\ntitle: Secret\n---\n\nA prisoner was released from prison in Peru.\n", "utf-8")
    (folder / "link.md").symlink_to(outside)


def gone_link(folder: Path) -> None:
    (folder / "gone.md").symlink_to(folder / "nowhere.md")


def unreadable(folder: Path) -> None:
    path = folder / "closed.md"
    path.write_text("A prisoner was released.", "utf-8")
    path.chmod(0)


@pytest.mark.parametrize("spoil", [big, binary, link_out, gone_link, unreadable], ids=lambda f: f.__name__)
def test_one_bad_file_is_told_and_takes_nothing_from_the_others(team: Team, spoil: object) -> None:
    if spoil is unreadable and os.geteuid() == 0:
        pytest.skip("root may read everything")
    spoil(team.folder / "stories")  # type: ignore[operator]  # one of the functions above
    done = team.run("run")
    assert done.returncode == 0, done.stderr
    assert len(team.show()["highlights"]) == len(RELEASES)
    problems = team.ask("sources", "list")[0]["problems"]
    assert len(problems) == 1
    assert all(problems[0][key] for key in ("where", "what", "mend"))
    assert "Secret" not in json.dumps(team.ask("entries"))


def test_a_missing_folder_is_a_failed_source_and_the_others_go_on(team: Team) -> None:
    more = '[[sources]]\nname = "shared"\nkind = "folder"\npath = "gone"\ntrust = "wins"\n'
    team.configure(more=more, sources=("stories", "shared"))
    done = team.run("run")
    assert done.returncode == 3
    assert "shared" in done.stdout
    assert len(team.show()["highlights"]) == len(RELEASES)
    assert [row["status"] for row in team.ask("sources", "list")] == ["ok", "failing"]


# ── feeds ──────────────────────────────────────────────────────────────────────────────────


def a_bomb() -> bytes:
    return gzip.compress(b"\0" * 300_000_000, 9)


FEEDS = {
    "not found": lambda web: Page(status=404),
    "a page": lambda web: Page(b"<!doctype html><html><body><h1>Welcome</h1></body></html>"),
    "empty": lambda web: Page(b""),
    "a bomb": lambda web: Page(a_bomb(), headers={"Content-Encoding": "gzip", "Content-Type": "application/rss+xml"}),
    "stalls": lambda web: Page(act=stall(web)),
    "drips": lambda web: Page(act=drip(web, b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")),
    "to loopback": lambda web: Page(status=302, headers={"Location": "http://127.0.0.1:1/feed"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(FEEDS))
def test_a_bad_feed_is_told_within_its_time_and_the_good_one_is_read(team: Team, web: Web, kind: str) -> None:
    web.pages = {"/bad": FEEDS[kind](web), "/good": Page(RSS, headers={"Content-Type": "application/rss+xml"})}
    feeds = "".join(
        f'[[sources]]\nname = "{name}"\nurl = "{web.url("/" + name)}"\ntrust = "wins"\n' for name in ("bad", "good")
    )
    http = f'[http]\nallow_private = ["{web.pair}"]\nhost_spacing_s = 0.0\ntotal_timeout_s = 2.0\n'
    team.configure(more=feeds + http, sources=("stories", "bad", "good"))
    done = team.run("run", timeout=30)
    assert done.returncode == 3, done.stderr
    rows = {row["name"]: row for row in team.ask("sources", "list")}
    assert (rows["bad"]["status"], rows["good"]["status"]) == ("failing", "ok")
    assert rows["bad"]["last_error"]
    assert rows["good"]["entries"] == 1
    assert len(team.show()["highlights"]) == len(RELEASES) + 1


def test_a_feed_on_a_private_address_is_refused_unless_allowed(team: Team, web: Web) -> None:
    web.pages = {"/good": Page(RSS)}
    team.configure(more=f'[[sources]]\nname = "good"\nurl = "{web.url("/good")}"\n', sources=("stories", "good"))
    assert team.run("run").returncode == 3
    assert (web.connections, web.asked) == (0, [])


# ── templates ──────────────────────────────────────────────────────────────────────────────


def test_a_misspelt_variable_is_told_with_file_line_and_suggestion_and_no_draft_is_lost(team: Team) -> None:
    ours = Path(__file__).parents[2] / "templates" / "email" / "digest.mjml"
    own = team.folder / "templates" / "email" / "digest.mjml"
    own.parent.mkdir(parents=True)
    text = ours.read_text("utf-8")
    assert "edition.title" in text
    own.write_text(text.replace("edition.title", "edition.tittle", 1), "utf-8")
    line = text[: text.index("edition.title")].count("\n") + 1
    done = team.run("run")
    assert done.returncode == 2
    assert f"templates/email/digest.mjml:{line}: " in done.stderr
    assert "did you mean 'title'?" in done.stderr
    own.write_text(text, "utf-8")
    assert team.run("run").returncode == 0
    assert team.status() == "in_review"


# ── webhooks ───────────────────────────────────────────────────────────────────────────────


def hooked(team: Team, web: Web) -> str:
    """A team with a webhook and an approved edition of these days; returns the edition."""
    today = datetime.now(UTC).date().isoformat()
    for slug in RELEASES:
        team.tell(slug, day=today)
    hook = (
        f'[[channels]]\nname = "press"\nkind = "webhook"\nurl = "{web.url("/hook")}"\nsecret_file = "secret.txt"\n'
        f'timeout_s = 1.0\n[http]\nallow_private = ["{web.pair}"]\nhost_spacing_s = 0.0\n'
    )
    (team.folder / "secret.txt").write_text(SECRET, "utf-8")
    team.configure(more=hook, channels=("outbox", "press"))
    edition = f"weekly/{today}..{today}"
    assert team.run("ingest", now=None).returncode == 0
    drafted = team.run("draft", "weekly", "--period", f"{today}..{today}", now=None)
    assert drafted.returncode == 0, drafted.stderr
    approved = team.run("approve", edition, now=None)
    assert approved.returncode == 0, approved.stderr
    assert web.asked == []  # ten minutes to recall
    return edition


def press(team: Team) -> dict[str, object]:
    return next(row for row in team.ask("deliveries", "list", now=None) if row["channel"] == "press")


ANSWERS = {
    "200": (Page(b"ok"), "accepted", "closed"),
    "500": (Page(status=500), "deferred", "sending"),
    "429": (Page(status=429, headers={"Retry-After": "3600"}), "deferred", "sending"),
    "301": (Page(status=301, headers={"Location": "https://example.org/new"}), "rejected", "closed"),
    "410": (Page(status=410), "rejected", "closed"),
}


@pytest.mark.parametrize("answer", list(ANSWERS))
def test_a_webhooks_answer_becomes_its_state(team: Team, web: Web, answer: str) -> None:
    page, state, status = ANSWERS[answer]
    web.pages = {"/hook": page}
    edition = hooked(team, web)
    done = team.run("publish", edition, now=None)
    assert done.returncode == 0, done.stderr
    assert (press(team)["state"], len(web.asked)) == (state, 1)
    assert team.ask("show", edition, now=None)[0]["status"] == status
    assert SECRET not in done.stdout + done.stderr
    for _ in range(2):  # asking again sooner than agreed sends nothing; a slow machine may come later than that
        asked, due = len(web.asked), datetime.fromisoformat(str(press(team)["due_at"]))
        team.run("run", now=None)
        assert len(web.asked) == asked or (state == "deferred" and datetime.now(UTC) >= due)


def test_the_approved_body_is_what_the_webhook_gets_signed(team: Team, web: Web) -> None:
    from standardwebhooks import Webhook

    web.pages = {"/hook": Page(b"ok")}
    edition = hooked(team, web)
    team.run("publish", edition, now=None)
    _, _, headers, body = web.asked[0]
    Webhook(SECRET).verify(body, headers)
    listed = [row for row in team.ask("show", edition, now=None)[0]["renderings"] if row["kind"] == "webhook"]
    assert [row["bytes"] for row in listed] == [len(body)]
    assert json.loads(body)["type"] == "edition.approved"


def test_a_webhook_that_hangs_after_receiving_is_uncertain_until_a_person_settles_it(team: Team, web: Web) -> None:
    web.pages = {"/hook": Page(act=stall(web))}
    edition = hooked(team, web)
    team.run("publish", edition, now=None)
    assert press(team)["state"] == "uncertain"
    team.run("run", now=None)
    assert len(web.asked) == 1
    assert team.run("recall", edition, now=None).returncode == 1
    team.run("deliveries", "settle", str(press(team)["id"]), "--arrived", now=None)
    assert (press(team)["state"], team.ask("show", edition, now=None)[0]["status"]) == ("accepted", "closed")


def test_a_delivery_that_waits_for_a_channel_taken_from_the_settings_is_let_go_by_a_person(
    team: Team, web: Web
) -> None:
    web.pages = {"/hook": Page(status=500)}
    edition = hooked(team, web)
    team.run("publish", edition, now=None)
    waiting = str(press(team)["id"])
    team.configure()
    assert team.run("deliveries", "settle", waiting, "--lost", now=None).returncode == 0
    assert (press(team)["state"], team.ask("show", edition, now=None)[0]["status"]) == ("expired", "closed")


def test_a_closed_webhook_is_used_again_when_a_person_says_so(team: Team, web: Web) -> None:
    web.pages = {"/hook": Page(status=410)}
    edition = hooked(team, web)
    team.run("publish", edition, now=None)
    web.pages = {"/hook": Page(b"ok")}
    team.run("deliveries", "retry", str(press(team)["id"]), now=None)
    assert (press(team)["state"], len(web.asked)) == ("accepted", 2)


# ── disk and store ─────────────────────────────────────────────────────────────────────────


def test_a_full_disk_leaves_nothing_half_and_is_tried_again(team: Team) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    outbox = team.folder / "outbox"
    outbox.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(outbox)], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts nothing")
    try:
        assert team.run("run").returncode == 0
        done = team.run("approve", WEEK)
        assert "the disk is full" in team.ask("deliveries", "list", now=None)[0]["last_reply"], done.stderr
        assert [path for path in outbox.rglob("*") if path.is_file()] == []
        subprocess.run(["mount", "-o", "remount,size=16m", str(outbox)], check=True)
        team.run("run", now="2026-09-07T08:10:00Z")
        assert (team.outbox() / "manifest.json").exists()
        assert team.status() == "scheduled"
    finally:
        subprocess.run(["umount", str(outbox)], check=True)


def test_a_store_newer_than_the_program_is_refused_and_left_alone(team: Team) -> None:
    team.run("run")
    with sqlite3.connect(team.folder / "newsletter.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (team.folder / "newsletter.db").read_bytes()
    for command in (("run",), ("show", WEEK), ("upgrade",)):
        done = team.run(*command)
        assert (done.returncode, "newer version of this program" in done.stderr) == (2, True)
    assert (team.folder / "newsletter.db").read_bytes() == before


def test_a_store_that_is_no_database_is_refused_in_words(team: Team) -> None:
    (team.folder / "newsletter.db").write_bytes(b"shopping list\n" * 400)
    done = team.run("run")
    assert (done.returncode, "no database of this program" in done.stderr) == (2, True)
