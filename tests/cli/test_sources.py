"""Sources at the command line: added, found behind a site, paused, taken from and given to other programs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.team import Team
from tests.web import Page, Web, serving

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Partner</title><link>https://p.example.org/</link>
<item><title>Ten fishermen released in Sri Lanka</title><guid>1</guid><pubDate>Wed, 02 Sep 2026 09:15:00 +0000</pubDate>
<description>Ten fishermen were released from prison in Sri Lanka on Wednesday.</description></item></channel></rss>"""
SITE = b"""<!doctype html><html><head><title>Partner</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="News" href="/feed.xml"></head><body>Welcome</body></html>"""
OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Partners">
<outline type="rss" text="Óscar&apos;s News!" xmlUrl="https://oscar.example.org/feed"/>
<outline type="rss" text="Óscar&apos;s News!" xmlUrl="https://other.example.org/feed"/>
<outline type="rss" text="Again" xmlUrl="https://oscar.example.org/feed"/></outline></body></opml>"""


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        server.pages = {"/feed.xml": Page(RSS), "/": Page(SITE), "/comments.xml": Page(status=404)}
        yield server


@pytest.fixture
def team(tmp_path: Path, web: Web) -> Team:
    made = Team(tmp_path / "team")
    made.configure(more=f'[http]\nallow_private = ["{web.pair}"]\nhost_spacing_s = 0.0\n')
    return made


def desk(team: Team) -> dict[str, object]:
    return tomllib.loads((team.folder / "config" / "desk.toml").read_text("utf-8"))


def names(team: Team) -> list[str]:
    return [row["name"] for row in team.ask("sources", "list")]


@pytest.mark.parametrize("path", ["/feed.xml", "/"])
def test_a_feed_is_added_by_its_address_or_by_its_sites_and_read_from_then_on(team: Team, web: Web, path: str) -> None:
    done = team.run("sources", "add", "partner", web.url(path), "--trust", "partner", "--by", "Ada")
    assert done.returncode == 0, done.stderr
    assert "add partner to sources of weekly" in done.stdout
    assert desk(team) == {
        "sources": [{"name": "partner", "url": web.url("/feed.xml"), "trust": "partner", "language": "en"}]
    }
    assert "# added by Ada" in (team.folder / "config" / "desk.toml").read_text("utf-8")
    team.run("ingest")
    assert {row["name"]: row["entries"] for row in team.ask("sources", "list")} == {"stories": 0, "partner": 1}


def test_a_newsletter_that_names_no_sources_chooses_from_all(team: Team, web: Web) -> None:
    path = team.folder / "config" / "newsletter.toml"
    path.write_text(path.read_text("utf-8").replace('sources = ["stories"]\n', ""), "utf-8")
    team.run("sources", "add", "partner", web.url("/feed.xml"), "--trust", "wins")
    team.run("run")
    assert [row["headline"] for row in team.show()["highlights"]] == ["Ten fishermen released in Sri Lanka"]


@pytest.mark.parametrize("path", ["/nothing", "/comments.xml"])
def test_an_address_without_a_feed_is_not_added(team: Team, web: Web, path: str) -> None:
    done = team.run("sources", "add", "partner", web.url(path))
    assert (done.returncode, "No feed was found" in done.stderr) == (3, True)
    assert names(team) == ["stories"]


@pytest.mark.parametrize(("name", "said"), [("stories", "already"), ("Our News", "lower-case letters")])
def test_a_name_that_is_taken_or_odd_is_refused(team: Team, web: Web, name: str, said: str) -> None:
    done = team.run("sources", "add", name, web.url("/feed.xml"))
    assert (done.returncode, said in done.stderr) == (1, True)


def test_a_paused_source_is_not_read_until_it_is_resumed(team: Team, web: Web) -> None:
    team.run("sources", "add", "partner", web.url("/feed.xml"))
    assert team.run("sources", "pause", "partner").returncode == 0
    web.asked.clear()
    team.run("ingest")
    assert (web.asked, team.ask("sources", "list")[1]["status"]) == ([], "paused")
    team.run("sources", "pause", "partner", "--resume")
    team.run("ingest")
    assert len(web.asked) == 1


def test_what_is_written_by_hand_wins_and_says_so(team: Team) -> None:
    path = team.folder / "config" / "newsletter.toml"
    path.write_text(path.read_text("utf-8").replace('trust = "wins"', 'trust = "wins"\npaused = false'), "utf-8")
    done = team.run("sources", "pause", "stories")
    assert (done.returncode, "written by hand wins" in done.stderr) == (1, True)


def test_a_mistake_in_the_desks_file_is_told_with_its_name(team: Team) -> None:
    (team.folder / "config" / "desk.toml").write_text('[[sources]]\nname = "x"\ntrust = "winz"\n', "utf-8")
    done = team.run("run")
    assert done.returncode == 2
    assert 'config/desk.toml [[sources]] x, trust: "winz" is not allowed' in done.stderr


def test_a_list_of_feeds_comes_in_once_and_goes_out_again(team: Team, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML, "utf-8")
    assert "2 feeds added: oscar-s-news, oscar-s-news-2" in team.run("sources", "import", "../list.opml").stdout
    assert "none is new" in team.run("sources", "import", "../list.opml").stdout
    listed = team.run("sources", "export").stdout
    assert 'title="Óscar\'s News!"' in listed
    (tmp_path / "again.opml").write_text(listed, "utf-8")
    other = Team(tmp_path / "other")
    other.run("sources", "import", "../again.opml")
    assert names(other) == names(team)


@pytest.mark.parametrize(
    "body", ["not xml", '<!DOCTYPE x [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>']
)
def test_a_list_that_is_none_or_unfolds_is_refused(team: Team, tmp_path: Path, body: str) -> None:
    (tmp_path / "list.opml").write_text(body, "utf-8")
    assert team.run("sources", "import", "../list.opml").returncode == 3
    assert names(team) == ["stories"]


# ── a team's first day ─────────────────────────────────────────────────────────────────────


def feed_of(days: int) -> bytes:
    moment = datetime.now(UTC) - timedelta(days=days)
    return RSS.replace(b"Wed, 02 Sep 2026 09:15:00 +0000", format_datetime(moment).encode())


@pytest.mark.parametrize("days", [8, 20])
def test_a_team_starts_from_its_site_with_a_draft_of_last_week_or_the_last_four(
    tmp_path: Path, web: Web, days: int
) -> None:
    head = b'<html lang="en-GB"><head><meta property="og:site_name" content="P\xc3\xa1rtner Network">'
    web.pages |= {"/": Page(SITE.replace(b"<html><head>", head)), "/feed.xml": Page(feed_of(days))}
    team = Team(tmp_path / "any")
    done = team.run("init", "../new", "--site", web.url("/"), "--allow-private", web.pair, now=None)
    assert done.returncode == 0, done.stderr
    new = Team.at(tmp_path / "new")
    settings = tomllib.loads((new.folder / "config" / "newsletter.toml").read_text("utf-8"))
    assert settings["site"]["organisation"] == "Pártner Network"
    assert [row["name"] for row in settings["sources"]] == ["stories", "our-site"]
    assert "# whose stories may enter" in (new.folder / "config" / "newsletter.toml").read_text("utf-8")
    drafted = done.stdout.split("drafted ")[1].split(".  Next")[0].split(" ")[0].rstrip(".")
    shown = new.ask("show", drafted, now=None)[0]
    assert [row["headline"] for row in shown["highlights"]] == ["Ten fishermen released in Sri Lanka"]


def test_a_site_that_cannot_be_reached_makes_nothing(tmp_path: Path, web: Web) -> None:
    team = Team(tmp_path / "any")
    done = team.run("init", "../new", "--site", web.url("/gone"), "--allow-private", web.pair, now=None)
    assert (done.returncode, "answered 404" in done.stderr) == (3, True)
    assert not (tmp_path / "new").exists()


def test_the_list_says_how_each_source_is_in_words(team: Team, web: Web) -> None:
    team.run("sources", "add", "partner", web.url("/feed.xml"))
    listed = team.run("sources", "list", now=None).stdout
    assert "partner  feed, general news, 0 entries: not read yet; newsletter ingest reads it" in listed
    team.run("ingest", now="2026-09-07T08:00:00Z")
    assert "1 entry: well, last well 2026-09-07 08:00" in team.run("sources", "list").stdout
    web.pages["/feed.xml"] = Page(status=404)
    for hour in ("09", "10"):
        team.run("ingest", now=f"2026-09-07T{hour}:00:00Z")
    listed = team.run("sources", "list").stdout
    assert "failing, 2 times in a row, last well 2026-09-07 08:00; asked again 2026-09-07 12:00" in listed
    assert "check the address of the source" in listed
    team.run("sources", "pause", "partner")
    assert (
        "paused, last well 2026-09-07 08:00; newsletter sources pause --resume partner"
        in team.run("sources", "list").stdout
    )


def test_a_feed_that_moved_for_good_is_told_where_it_is_now(team: Team, web: Web) -> None:
    team.run("sources", "add", "partner", web.url("/feed.xml"))
    web.pages["/new.xml"] = Page(RSS)
    web.pages["/feed.xml"] = Page(status=301, headers={"Location": web.url("/new.xml")})
    team.run("ingest")
    assert f"it moved to {web.url('/new.xml')}; write that as its url" in team.run("sources", "list").stdout


def test_stories_say_which_entries_are_the_same_and_why(team: Team, web: Web) -> None:
    team.run("sources", "add", "one", web.url("/feed.xml"))
    web.pages["/feed.xml"] = Page(RSS.replace(b"<guid>1", b"<link>https://p.example.org/ten</link><guid>1"))
    web.pages["/other.xml"] = Page(web.pages["/feed.xml"].body.replace(b"<guid>1", b"<guid>other"))
    team.run("sources", "add", "two", web.url("/other.xml"))
    team.run("ingest")
    [story] = team.ask("stories", "list")
    assert [joined["why"] for joined in story["joined"]] == ["both point to the same page"]
    assert "because both point to the same page" in team.run("stories", "list").stdout
