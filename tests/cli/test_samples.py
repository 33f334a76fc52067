"""Real input through the real command: the listing, and twenty-five feeds over HTTP."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.team import Team
from tests.web import Page, Web, serving

NOW = "2020-09-07T08:00:00Z"
WHOLE = "2020-04-01..2020-09-04"


@pytest.fixture
def listing(samples: Path, tmp_path: Path) -> Team:
    team = Team(tmp_path / "team")
    for path in samples.glob("003_*.txt"):
        shutil.copy(path, team.folder / "stories")
    assert team.run("ingest", now=NOW).returncode == 0
    return team


def test_the_listing_gives_fifteen_entries_with_their_days_and_no_navigation(listing: Team) -> None:
    rows = listing.ask("entries", now=NOW)
    assert (len(rows), rows[0]["published_on"], rows[-1]["published_on"]) == (15, "2020-09-04", "2020-04-01")
    assert {row["date_precision"] for row in rows} == {"day"}
    assert {row["title_is"] for row in rows} == {"derived"}
    assert all(row["title"] in row["text"] for row in rows)
    assert not any(word in row["text"] for row in rows for word in ("Main menu", "Facebook Share", "search icon"))


def test_the_entry_that_holds_only_bad_news_is_no_win(listing: Team) -> None:
    verdicts = {row["published_on"]: row["verdict"] for row in listing.ask("entries", now=NOW)}
    assert verdicts["2020-04-30"] != "win"


def test_every_diacritic_of_the_listing_reaches_everything_that_leaves(listing: Team) -> None:
    rows = listing.ask("stories", "list", now=NOW)
    listing.configure("maximum = 20\n[publications.selection]\nper_source = 20\nper_outcome = 20\nper_country = 20")
    assert listing.run("draft", "weekly", "--period", WHOLE, now=NOW).returncode == 0
    edition = f"weekly/{WHOLE}"
    placed = {row["story"] for row in listing.ask("show", edition, now=NOW)[0]["highlights"]}
    for row in rows:
        if row["id"] not in placed:
            assert listing.run("edit", edition, "--add", row["id"], now=NOW).returncode == 0
    shown = listing.ask("show", edition, now=NOW)[0]
    words = {
        word
        for highlight in shown["highlights"]
        for word in re.findall(r"\w+", highlight["headline"], re.UNICODE)
        if not word.isascii()
    }
    assert "Quiñones" in words
    folder = listing.drafts(edition)
    for name in ("letter.html", "letter.txt", "edition.json", "article.md", "posts/facebook.txt"):
        body = (folder / name).read_text("utf-8")
        text = html.unescape(body) if name.endswith(".html") else body
        assert [word for word in words if word not in text] == [], name


# ── feeds ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def web(samples: Path) -> Iterator[Web]:
    with serving() as server:
        for path in (samples / "feeds").iterdir():
            server.pages[f"/{path.name}"] = Page(path.read_bytes())
        yield server


def expected_counts(samples: Path) -> dict[str, int]:
    rows = re.findall(r"^\| ([\w.-]+) \| [^|]+ \| (\d+|-) \|", (samples / "README.md").read_text("utf-8"), re.MULTILINE)
    return {name: 20 if count == "-" else int(count) for name, count in rows}


def test_every_feed_gives_its_entries_and_reading_again_gives_nothing_new(
    samples: Path, web: Web, tmp_path: Path
) -> None:
    team = Team(tmp_path / "team")
    expected = expected_counts(samples)
    assert len(expected) == 25
    names = {f"f{number}": name for number, name in enumerate(expected)}
    more = "".join(f'[[sources]]\nname = "{key}"\nurl = "{web.url("/" + name)}"\n' for key, name in names.items())
    team.configure(more=f'{more}[http]\nallow_private = ["{web.pair}"]\nhost_spacing_s = 0.0\n')
    assert team.run("ingest").returncode == 0
    found = {names[row["name"]]: row["entries"] for row in team.ask("sources", "list") if row["name"] in names}
    assert 10 <= found.pop("illegally-nested.xml") <= 20
    expected.pop("illegally-nested.xml")
    assert found == expected
    again = [row for row in team.ask("ingest") if row["source"] in names]
    assert {(row["new"], row["changed"]) for row in again} == {(0, 0)}
    _edit_one_item(web)
    edited = {row["source"]: (row["new"], row["changed"]) for row in team.ask("ingest") if row["source"] in names}
    assert {names[key]: count for key, count in edited.items() if count != (0, 0)} == {"tails.rss": (0, 1)}


def _edit_one_item(web: Web) -> None:
    body = web.pages["/tails.rss"].body
    title = re.findall(rb"<title>([^<]+)</title>", body)[2]
    web.pages["/tails.rss"] = Page(
        body.replace(b"<title>" + title + b"</title>", b"<title>" + title + b" (mended)</title>", 1)
    )
