"""Pictures, from where an entry names them to the letter and the posts: asked for once, drawn anew, never another's."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.editions import Finding
from newsletter.services import draft, ingest, pictures, publish, review, tick
from newsletter.services.app import App
from newsletter.store import pictures as kept
from tests.net.test_inward import addresses, inner_names
from tests.pictures.drawing import jpeg, opened, photo, png_that_claims, saved
from tests.services.conftest import Open
from tests.sources.documents.office import docx, paragraph, picture
from tests.team import MOMENT, RELEASES, WEEK, Team
from tests.web import Page, Web, drip, serving

__all__ = ["inner_names"]  # a fixture: names that lead inside

ALT = "A woman holds a pair of red shoes at a gate"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def canary() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team")


def configure(team: Team, *allowed: Web, site: str = "", more: str = "", **rest: Any) -> None:
    pairs = ", ".join(f'"{one.pair}"' for one in allowed)
    http = f"[http]\nallow_private = [{pairs}]\nhost_spacing_s = 0.0\ntotal_timeout_s = 2.0"
    team.configure(more=f"[site]\n{site}\n{http}\n{more}", **rest)


def tell(team: Team, slug: str = "marta", src: str = "gate.jpg", alt: str = ALT, credit: str = "Ana Ruiz") -> None:
    """A story with a picture; known slugs bring their own words."""
    title, text = RELEASES[slug]
    (team.folder / "stories" / f"{slug}.md").write_text(
        f'---\ntitle: {title}\ndate: 2026-09-03\nurl: https://example.org/{slug}\n'
        f'picture: {{src: "{src}", alt: "{alt}", caption: "At the gate.", credit: "{credit}"}}\n---\n\n{text}\n',
        "utf-8",
    )  # fmt: skip


def put(team: Team, name: str = "gate.jpg", data: bytes | None = None) -> None:
    path = team.folder / "stories" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jpeg(1500, 1000) if data is None else data)


def picture_findings(app: App) -> list[Finding]:
    return [one for one in review.findings(app, WEEK) if "picture" in one.code or one.code.startswith("alt")]


def kept_names(team: Team) -> set[str]:
    folder = team.folder / "pictures"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def draft_of(team: Team, name: str) -> str:
    return (team.drafts() / name).read_text("utf-8-sig")


# ── from the story to the letter ───────────────────────────────────────────────────────────


def beside(team: Team, web: Web) -> None:
    put(team, "2026/gate.jpg")
    tell(team, src="2026/gate.jpg")


def on_the_web(team: Team, web: Web) -> None:
    web.pages["/up/gate.jpg"] = Page(body=jpeg(1500, 1000))
    tell(team, src=web.url("/up/gate.jpg"))


def in_a_word_file(team: Team, web: Web) -> None:
    title, text = RELEASES["marta"]
    story = docx(paragraph(title, "Title"), paragraph("3 September 2026"), paragraph(text), picture(ALT),
                 paragraph("At the gate. Photo: Ana Ruiz", "caption"), image=jpeg(1500, 1000))  # fmt: skip
    (team.folder / "stories" / "marta.docx").write_bytes(story)


@pytest.mark.parametrize("told", [beside, on_the_web, in_a_word_file])
def test_given_a_story_with_a_picture_then_the_letter_shows_ours_and_the_posts_have_it_ready(
    team: Team, web: Web, opened_: App, told: Any
) -> None:
    app = opened_
    told(team, web)
    tick.tick(app, MOMENT)
    [file] = (team.drafts() / "pictures").iterdir()
    assert opened(file.read_bytes()).size == (1200, 800)
    assert f'src="pictures/{file.name}"' in draft_of(team, "letter.html")
    assert ALT in draft_of(team, "letter.html")
    assert "At the gate. " in draft_of(team, "letter.html")
    assert "Ana Ruiz" in draft_of(team, "letter.html")
    assert web.pair not in "".join(draft_of(team, name) for name in ("letter.html", "article.html", "posts.csv"))
    rows = list(csv.DictReader(io.StringIO(draft_of(team, "posts.csv"), newline="")))
    assert {(row["picture"], row["alt"]) for row in rows if row["post"].startswith("mastodon-") and row["picture"]} == {
        (f"pictures/{file.name}", ALT)
    }
    assert f"[Picture: pictures/{file.name}]\n[Alt text of the picture: {ALT}]" in draft_of(team, "posts/mastodon.txt")
    shown = json.loads(draft_of(team, "edition.json"))["highlights"][0]["picture"]
    assert shown == {
        "path": f"pictures/{file.name}",
        "url": None,
        "alt": ALT,
        "caption": "At the gate.",
        "credit": "Ana Ruiz",
    }
    mail = message_from_bytes((team.drafts() / "letter.eml").read_bytes())
    drawn = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "image"]
    assert drawn == [file.read_bytes()]
    assert picture_findings(app) == []


@pytest.fixture
def opened_(team: Team, web: Web, opened: Open) -> App:
    configure(team, web)
    return opened(team)


def test_given_an_approved_letter_then_its_pictures_are_approved_bytes(team: Team, opened_: App, web: Web) -> None:
    on_the_web(team, web)
    tick.tick(opened_, MOMENT)
    review.approve(opened_, WEEK, MOMENT, "ann")
    web.pages["/up/gate.jpg"] = Page(body=jpeg(700, 700))
    for path in (team.folder / "pictures").iterdir():
        path.unlink()
    publish.publish_approved(opened_, MOMENT)
    [file] = (team.outbox() / "pictures").iterdir()
    listed = json.loads((team.outbox() / "manifest.json").read_text("utf-8"))["renderings"]
    assert [(one["kind"], one["path"], one["bytes"]) for one in listed if one["kind"] == "picture"] == [
        ("picture", f"pictures/{file.name}", file.stat().st_size)
    ]
    assert opened(file.read_bytes()).size == (1200, 800)


def test_given_a_site_that_hosts_them_then_the_letter_names_its_address(team: Team, web: Web, opened: Open) -> None:
    configure(team, web, site='base_url = "https://news.example.org/"\npictures = "hosted"')
    on_the_web(team, web)
    app = opened(team)
    tick.tick(app, MOMENT)
    [file] = (team.drafts() / "pictures").iterdir()
    assert f'src="https://news.example.org/pictures/{file.name}"' in draft_of(team, "letter.html")
    assert b"Content-ID" not in (team.drafts() / "letter.eml").read_bytes()
    assert picture_findings(app) == []


# ── asked for once ─────────────────────────────────────────────────────────────────────────


def test_given_a_kept_picture_then_it_is_not_asked_for_again_also_not_for_another_story(
    team: Team, opened_: App, web: Web
) -> None:
    on_the_web(team, web)
    tick.tick(opened_, MOMENT)
    tell(team, "law", src=web.url("/up/gate.jpg"))
    tick.tick(opened_, MOMENT + timedelta(minutes=5))
    assert [path for _, path, _, _ in web.asked] == ["/up/gate.jpg"]
    assert len(kept_names(team)) == 2  # the letter's size and the large one


def test_given_the_same_bytes_at_two_addresses_then_they_are_kept_once(team: Team, opened_: App, web: Web) -> None:
    web.pages["/a.jpg"] = web.pages["/b.jpg"] = Page(body=jpeg(600, 400))
    tell(team, "marta", src=web.url("/a.jpg"))
    tell(team, "law", src=web.url("/b.jpg"))
    tick.tick(opened_, MOMENT)
    assert len(kept_names(team)) == 1


def test_given_a_kept_file_that_is_gone_then_it_is_kept_again(team: Team, opened_: App, web: Web) -> None:
    on_the_web(team, web)
    tick.tick(opened_, MOMENT)
    before = kept_names(team)
    for name in before:
        (team.folder / "pictures" / name).unlink()
    tick.tick(opened_, MOMENT + timedelta(minutes=5))
    assert kept_names(team) == before


def test_given_an_entry_of_another_time_or_no_good_news_then_its_picture_is_not_asked_for(
    team: Team, web: Web, opened: Open
) -> None:
    configure(team, web)
    web.pages["/old.jpg"] = web.pages["/bad.jpg"] = Page(body=jpeg())
    tell(team, "marta", src=web.url("/old.jpg"))
    path = team.folder / "stories" / "marta.md"
    path.write_text(path.read_text("utf-8").replace("2026-09-03", "2025-01-03"), "utf-8")
    (team.folder / "stories" / "bad.md").write_text(
        f"---\ntitle: The mayor opens a car park\ndate: 2026-09-03\npicture: {web.url('/bad.jpg')}\n---\n\n"
        "The mayor opened a car park beside the river on Thursday.\n", "utf-8",
    )  # fmt: skip
    settings = team.folder / "config" / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace('trust = "wins"', 'trust = "general"'), "utf-8")
    tick.tick(opened(team), MOMENT)
    assert web.asked == []


def test_given_pictures_that_no_edition_used_when_months_have_passed_then_only_those_are_let_go(
    team: Team, opened_: App, web: Web
) -> None:
    on_the_web(team, web)
    tick.tick(opened_, MOMENT)
    used = kept_names(team)
    put(team, "other.jpg", jpeg(800, 500))
    tell(team, "law", src="other.jpg")  # of this week, and its letter is drafted already
    tick.tick(opened_, MOMENT + timedelta(minutes=5))
    folder = team.folder / "pictures"
    (folder / "logo.jpg").write_bytes(b"the team's own")
    (folder / ".new-half").write_bytes(b"of a run that was killed")
    (folder / f"{'0' * 20}.jpg").write_bytes(b"of another process, a moment ago")
    for path in folder.iterdir():
        if not path.name.startswith("0000"):
            os.utime(path, (0, 0))
    assert len(kept_names(team)) == 6
    assert pictures.forget_unused(opened_, MOMENT + timedelta(days=89)) == 0
    assert pictures.forget_unused(opened_, MOMENT + timedelta(days=91)) == 1
    assert kept_names(team) == used | {"logo.jpg", f"{'0' * 20}.jpg"}


def test_given_more_pictures_than_one_server_is_asked_for_then_those_of_the_letter_are_there(
    team: Team, opened_: App, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_OF_SERVER", 2)
    for number, slug in enumerate(RELEASES):
        web.pages[f"/{slug}.jpg"] = Page(body=jpeg(600, 400 + number))
        tell(team, slug, src=web.url(f"/{slug}.jpg"))
    ingest.ingest(opened_, MOMENT)
    assert pictures.keep_due(opened_, MOMENT - timedelta(days=1)) == 4  # while the week runs
    assert len(web.asked) == 2
    draft.draft_by_hand(opened_, "weekly", None, MOMENT, "ann")
    assert len(kept_names(team)) == 4
    assert picture_findings(opened_) == []


# ── what goes wrong ────────────────────────────────────────────────────────────────────────


def test_given_a_server_that_fails_then_the_letter_goes_without_and_it_is_asked_less_and_less(
    team: Team, opened_: App, web: Web
) -> None:
    web.pages["/up/gate.jpg"] = Page(status=503, headers={"Retry-After": "3600"})
    tell(team, src=web.url("/up/gate.jpg"))
    tick.tick(opened_, MOMENT)
    [told] = picture_findings(opened_)
    assert (told.code, told.message) == (
        "picture-not-there",
        "The picture of “Marta Ñuñez walks free in Peru” is not there yet: 127.0.0.1 answered 503.",
    )
    tick.tick(opened_, MOMENT + timedelta(minutes=59))
    assert len(web.asked) == 1
    web.pages["/up/gate.jpg"] = Page(body=jpeg())
    tick.tick(opened_, MOMENT + timedelta(minutes=61))
    assert (len(web.asked), len(kept_names(team))) == (2, 1)
    review.rerender(opened_, WEEK, MOMENT, "ann")
    assert picture_findings(opened_) == []
    publish.settle_folders(opened_, MOMENT)
    assert 'src="pictures/' in draft_of(team, "letter.html")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is an SVG drawing"),
        (b"<!DOCTYPE html><p>Sign in</p>", "it is a web page"),
        (png_that_claims(50_000, 50_000), "it has far too many dots"),
        (saved(photo(40, 400), "PNG"), "it is too small"),
        (jpeg()[:5000], "it is damaged or cut off"),
    ],
)
def test_given_what_is_no_picture_then_it_is_told_once_and_not_asked_for_again(
    team: Team, opened_: App, web: Web, body: bytes, what: str
) -> None:
    web.pages["/up/gate.jpg"] = Page(body=body)
    tell(team, src=web.url("/up/gate.jpg"))
    tick.tick(opened_, MOMENT)
    tick.tick(opened_, MOMENT + timedelta(days=1))
    [told] = picture_findings(opened_)
    assert (told.code, what in told.message, len(web.asked)) == ("picture-not-shown", True, 1)
    assert kept_names(team) == set()
    assert "<img" not in draft_of(team, "letter.html")


def test_given_a_counter_of_readers_first_then_the_next_picture_is_shown_and_nothing_told(
    team: Team, opened_: App, web: Web
) -> None:
    web.pages["/open.gif"] = Page(body=saved(photo(1, 1), "GIF"))
    web.pages["/gate.jpg"] = Page(body=jpeg())
    title, text = RELEASES["marta"]
    (team.folder / "stories" / "marta.md").write_text(
        f"---\ndate: 2026-09-03\n---\n\n# {title}\n\n![A dot of one colour]({web.url('/open.gif')})\n\n{text}\n\n"
        f"![{ALT}]({web.url('/gate.jpg')})\n", "utf-8",
    )  # fmt: skip
    tick.tick(opened_, MOMENT)
    assert 'src="pictures/' in draft_of(team, "letter.html")
    assert picture_findings(opened_) == []
    assert len(kept_names(team)) == 1


def test_given_a_thumbnail_first_then_the_larger_picture_is_shown(team: Team, opened_: App, web: Web) -> None:
    web.pages["/150.jpg"], web.pages["/full.jpg"] = Page(body=jpeg(150, 150)), Page(body=jpeg(900, 600))
    title, text = RELEASES["marta"]
    (team.folder / "stories" / "marta.md").write_text(
        f"---\ndate: 2026-09-03\n---\n\n# {title}\n\n![{ALT}]({web.url('/150.jpg')})\n\n{text}\n\n"
        f"![{ALT}]({web.url('/full.jpg')})\n", "utf-8",
    )  # fmt: skip
    tick.tick(opened_, MOMENT)
    [file] = (team.drafts() / "pictures").iterdir()
    assert opened(file.read_bytes()).size == (900, 600)
    web.pages["/full.jpg"] = Page(status=404)
    tick.tick(opened_, MOMENT)
    assert [path for _, path, _, _ in web.asked] == ["/150.jpg", "/full.jpg"]


def test_given_only_a_thumbnail_then_it_is_shown_no_wider_than_it_is(team: Team, opened_: App, web: Web) -> None:
    web.pages["/150.jpg"] = Page(body=jpeg(150, 150))
    tell(team, src=web.url("/150.jpg"))
    tick.tick(opened_, MOMENT)
    assert 'width="150"' in draft_of(team, "letter.html")
    assert "max-width:150px" in draft_of(team, "letter.html")


@pytest.mark.parametrize(
    ("alt", "code"), [("", "picture-without-alt"), ("gate.jpg", "alt-is-file-name"), ("IMG_2031", "alt-is-file-name")]
)
def test_given_no_words_for_those_who_cannot_see_then_it_is_told_and_a_file_name_is_never_said(
    team: Team, opened_: App, web: Web, alt: str, code: str
) -> None:
    put(team)
    tell(team, alt=alt)
    tick.tick(opened_, MOMENT)
    assert [one.code for one in picture_findings(opened_)] == [code]
    for name in ("letter.html", "posts.csv", "posts/mastodon.txt", "article.html"):
        assert "gate.jpg" not in draft_of(team, name)
        assert "IMG_2031" not in draft_of(team, name)


def test_given_a_source_that_lets_only_a_part_be_shown_then_its_pictures_are_left_alone(
    team: Team, web: Web, opened: Open
) -> None:
    configure(team, web)
    settings = team.folder / "config" / "newsletter.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('trust = "wins"', 'trust = "wins"\nuse = "excerpt"'), "utf-8"
    )
    on_the_web(team, web)
    app = opened(team)
    tick.tick(app, MOMENT)
    assert (web.asked, picture_findings(app), kept_names(team)) == ([], [], set())


def test_given_one_server_that_drips_then_the_others_pictures_are_kept_and_the_run_ends(
    team: Team, web: Web, canary: Web, opened: Open
) -> None:
    configure(team, web, canary)
    app = opened(team)
    for slug in ("ivan", "law", "asma"):
        canary.pages[f"/{slug}.jpg"] = Page(act=drip(canary, b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n"))
        tell(team, slug, src=canary.url(f"/{slug}.jpg"))
    on_the_web(team, web)
    begun = time.monotonic()
    tick.tick(app, MOMENT)
    assert time.monotonic() - begun < 40
    assert len(kept_names(team)) == 2
    assert {one.code for one in picture_findings(app)} == {"picture-not-there"}


@pytest.mark.parametrize(
    "body",
    [b"\xff\xd8\xff" + bytes(20_000_001), b"\0" * 16_000_000],
    ids=["more than any answer", "more than a picture"],
)
def test_given_far_too_many_bytes_then_they_are_not_taken_in(team: Team, opened_: App, web: Web, body: bytes) -> None:
    web.pages["/up/gate.jpg"] = Page(body=body)
    tell(team, src=web.url("/up/gate.jpg"))
    tick.tick(opened_, MOMENT)
    assert "sent more than 15 MB" in picture_findings(opened_)[0].message


@pytest.mark.parametrize(
    ("body", "found"), [(jpeg(600, 400), ""), (bytes(400_000_000), "sent more than 15 MB")], ids=["a picture", "a bomb"]
)
def test_given_a_packed_answer_then_it_is_unpacked_only_as_far_as_a_picture_goes(
    team: Team, opened_: App, web: Web, body: bytes, found: str
) -> None:
    web.pages["/gate.jpg"] = Page(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})
    tell(team, src=web.url("/gate.jpg"))
    tick.tick(opened_, MOMENT)
    assert [found in one.message for one in picture_findings(opened_)] == ([True] if found else [])
    assert len(kept_names(team)) == (0 if found else 1)


def test_given_a_server_that_is_down_for_long_then_pictures_nobody_asked_it_for_are_not_given_up(
    team: Team, opened_: App, web: Web
) -> None:
    for slug in RELEASES:
        web.pages[f"/{slug}.jpg"] = Page(status=503)
        tell(team, slug, src=web.url(f"/{slug}.jpg"))
    for day in range(4):
        tick.tick(opened_, MOMENT + timedelta(days=day))
    with opened_.store.reading() as connection:
        entries = [one.entry for one in pictures.in_view(opened_, connection, MOMENT)]
        records = kept.records_of(connection, entries).values()
    assert sum(record.tries for record in records) == len(web.asked) == 4
    assert {record.state for record in records} == {"failed"}


# ── never inside ───────────────────────────────────────────────────────────────────────────


def test_given_addresses_that_lead_inside_then_nobody_there_is_asked(
    team: Team, web: Web, canary: Web, opened: Open
) -> None:
    wanted = addresses(canary)
    items = [
        {
            "id": str(number), "title": f"Marta Ñuñez walks free in Peru, for the {number}th time", "image": url,
            "url": f"https://example.org/{number}", "content_text": f"{RELEASES['marta'][1]} Story {number}.",
            "date_published": "2026-09-03T10:00:00Z",
        }
        for number, url in enumerate(wanted)
    ]  # fmt: skip
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": items}
    web.pages["/feed.json"] = Page(body=json.dumps(told).encode(), headers={"Content-Type": "application/feed+json"})
    feed = f'[[sources]]\nname = "feed"\nurl = "{web.url("/feed.json")}"\ntrust = "wins"'
    configure(team, web, more=feed, sources=("feed",))
    settings = team.folder / "config" / "newsletter.toml"
    port = canary.pair.rpartition(":")[2]
    open_ports = f"[http]\nports = [80, 443, {port}]\nconnect_timeout_s = 0.3"
    settings.write_text(settings.read_text("utf-8").replace("[http]", open_ports), "utf-8")
    app = opened(team)
    tick.tick(app, MOMENT)
    with app.store.reading() as connection:
        seen = pictures.in_view(app, connection, MOMENT)
        records = kept.records_of(connection, [one.entry for one in seen])
    assert len(records) == sum(1 for one in seen for figure in one.figures) > 150
    assert (canary.connections, kept_names(team)) == (0, set())


@pytest.mark.parametrize(
    "src",
    ["file:///etc/passwd", "/etc/passwd", "../../../../etc/passwd", "..\\..\\config\\newsletter.toml",
     "~/.ssh/id_rsa", "config/newsletter.toml", ".", "", "data:image/png;base64," + "A" * 4_000],
)  # fmt: skip
def test_given_a_path_that_leads_out_of_the_folder_then_nothing_is_opened_there(
    team: Team, opened_: App, src: str
) -> None:
    tell(team, src=src)
    tick.tick(opened_, MOMENT)
    assert kept_names(team) == set()
    assert {one.code for one in picture_findings(opened_)} <= {"picture-not-there", "picture-not-shown"}


def test_given_a_redirect_that_leads_inside_then_nobody_there_is_asked(
    team: Team, opened_: App, web: Web, canary: Web
) -> None:
    canary.pages["/secret.jpg"] = Page(body=jpeg())
    web.pages["/gate.jpg"] = Page(status=302, headers={"Location": canary.url("/secret.jpg")})
    tell(team, src=web.url("/gate.jpg"))
    tick.tick(opened_, MOMENT)
    assert (canary.connections, kept_names(team)) == (0, set())
    assert picture_findings(opened_)[0].code == "picture-not-shown"


def test_given_a_link_out_of_the_folder_then_it_is_not_followed(team: Team, opened_: App) -> None:
    (team.folder / "secret.jpg").write_bytes(jpeg())
    (team.folder / "stories" / "gate.jpg").symlink_to("../secret.jpg")
    tell(team)
    tick.tick(opened_, MOMENT)
    assert kept_names(team) == set()
    assert "it lies outside the folder" in picture_findings(opened_)[0].message


# ── resuming ───────────────────────────────────────────────────────────────────────────────


def test_given_a_run_that_is_stopped_then_the_next_one_goes_on_where_it_was(team: Team, opened_: App, web: Web) -> None:
    for slug in ("marta", "ivan", "law"):
        web.pages[f"/{slug}.jpg"] = Page(body=jpeg(600, 400 + len(slug)))
        tell(team, slug, src=web.url(f"/{slug}.jpg"))

    def stop_after_the_first(handler: Any) -> None:
        opened_.stop.set()
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(jpeg(600, 500))

    web.pages["/marta.jpg"] = Page(act=stop_after_the_first)
    web.pages["/ivan.jpg"] = web.pages["/law.jpg"] = web.pages["/marta.jpg"]
    tick.tick(opened_, MOMENT)
    assert len(web.asked) <= 1
    opened_.stop.clear()
    web.pages |= {f"/{slug}.jpg": Page(body=jpeg(600, 400)) for slug in ("marta", "ivan", "law")}
    pictures.keep_due(opened_, MOMENT)
    assert len(web.asked) == 3
    with opened_.store.reading() as connection:
        entries = [one.entry for one in pictures.in_view(opened_, connection, MOMENT)]
        assert {record.state for record in kept.records_of(connection, entries).values()} == {"kept"}


# ── what a person does ─────────────────────────────────────────────────────────────────────


def edited(team: Team, *arguments: str) -> Any:
    done = team.run("edit", WEEK, *arguments, "--by", "ann")
    assert done.returncode == 0, done.stderr
    return team.show()["highlights"][0]["picture"]


def test_given_a_picture_without_words_when_a_person_says_what_it_shows_then_it_is_shown(
    team: Team, opened_: App
) -> None:
    put(team)
    tell(team, alt="IMG_2031")
    tick.tick(opened_, MOMENT)
    assert "<img" not in draft_of(team, "letter.html")
    assert "IMG_2031" in team.run("show", WEEK).stdout  # for the team
    for bad in ("gate.jpg", "photo", " "):
        refused = team.run("edit", WEEK, "--alt", "1", bad)
        assert (refused.returncode, "does not say what can be seen" in refused.stderr) == (1, True)
    assert edited(team, "--alt", "1", ALT)["alt"] == ALT
    assert f'alt="{ALT}"' in draft_of(team, "letter.html")
    assert edited(team, "--headline", "1", "Marta Ñuñez is free")["alt"] == ALT  # it stays over later changes
    assert edited(team, "--no-picture", "1") is None
    assert edited(team, "--again") is None  # taken away is taken away
    assert not (team.drafts() / "pictures").exists()


def test_given_another_file_under_the_same_name_when_a_person_asks_again_then_it_is_shown(
    team: Team, opened_: App
) -> None:
    put(team)
    tell(team)
    tick.tick(opened_, MOMENT)
    before = edited(team, "--alt", "1", "A gate in the morning")
    put(team, data=jpeg(900, 900))
    after = edited(team, "--again")
    assert (after["alt"], after["path"] != before["path"]) == ("A gate in the morning", True)
    [file] = (team.drafts() / "pictures").iterdir()
    assert opened(file.read_bytes()).size == (900, 900)


def test_given_a_story_added_by_hand_then_its_picture_comes_with_it(team: Team, opened_: App) -> None:
    put(team)
    tell(team)
    path = team.folder / "stories" / "marta.md"
    path.write_text(path.read_text("utf-8").replace("2026-09-03", "2026-03-03"), "utf-8")
    tell(team, "law", src="none.jpg")
    tick.tick(opened_, MOMENT)
    assert kept_names(team) == set()
    [story] = [row["id"] for row in team.ask("stories", "list") if "Marta" in row["headline"]]
    team.run("edit", WEEK, "--add", story)
    assert team.show()["highlights"][1]["picture"]["alt"] == ALT
    assert len(kept_names(team)) == 2


# ── kept and brought back ──────────────────────────────────────────────────────────────────


def test_given_a_backup_then_pictures_come_back_for_their_owner_alone_and_are_not_asked_for_again(
    team: Team, opened_: App, web: Web, opened: Open
) -> None:
    on_the_web(team, web)
    tick.tick(opened_, MOMENT)
    (team.folder / "pictures" / ".new-half").write_bytes(b"a run that was killed")
    before = {path.name: path.read_bytes() for path in (team.folder / "pictures").glob("[!.]*")}
    assert team.run("backup", "../kept.zip", now=None).returncode == 0
    again = Team.at(team.folder.parent / "again")
    assert team.run("restore", "../kept.zip", "../again", now=None).returncode == 0
    folder = again.folder / "pictures"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    shutil.copytree(team.folder / "stories", again.folder / "stories")
    app = opened(again)
    tick.tick(app, MOMENT + timedelta(minutes=5))
    review.rerender(app, WEEK, MOMENT, "ann")
    assert picture_findings(app) == []
    assert len(web.asked) == 1
