"""The message, the sheet, the facts, the note and the bodies of webhooks."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import TemplateError
from newsletter.model.settings import ChannelKind, ChannelSettings
from newsletter.render.files import harmless
from newsletter.render.message import HEADERS, header_text
from newsletter.render.webhook import webhook_body
from tests.factories import BODIES, content, facts, full_week, highlight, kept, publication, sentence
from tests.render.conftest import Render, body
from tests.render.test_templates import write


def said(part: Any) -> str:
    words: str = part.get_content()
    return words.replace("\r\n", "\n")


def test_the_message_says_what_the_files_say(render: Render) -> None:
    rendered = render(full_week())
    raw = next(one.body for one in rendered.renderings if one.path == "letter.eml")
    message = message_from_bytes(raw, policy=policy.default)
    assert sorted(message) == sorted(HEADERS)
    assert message["Date"] == "Tue, 08 Sep 2020 09:00:00 +0000"
    assert message["Subject"] == "Teodora Vásquez Łuczak walks free"
    words, page = message.iter_parts()
    letter, gate = page.iter_parts()
    file = kept().letter
    shown = body(rendered, "letter.html").replace(f'src="pictures/{file.name}"', f'src="cid:{file.name}@pictures"')
    assert said(words) == body(rendered, "letter.txt")
    assert said(letter) == shown != body(rendered, "letter.html")
    assert (gate.get_content_type(), gate["Content-ID"], gate.get_content()) == (
        "image/jpeg", f"<{file.name}@pictures>", BODIES[file.sha256],
    )  # fmt: skip
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "subject",
    [
        "Free\r\nBcc: all@example.org",
        "=?utf-8?q?Free=0D=0ABcc:_all@example.org?=",
        "=?utf-8?b?RnJlZQ0KQmNjOiBhbGxAZXhhbXBsZS5vcmc=?= at last",
        "=?utf-8?q?=3D=3Futf-8=3Fq=3FFree=3F=3D?=",
        "=?u?q?=?utf-8?q?=0D=0ABcc:x?=?=",
        "Ł" * 400,
    ],
)
def test_no_subject_can_add_a_header(render: Render, subject: str) -> None:
    rendered = render(content(subject=subject, publication=facts(reply_to="")))
    raw = next(one.body for one in rendered.renderings if one.path == "letter.eml")
    assert {name.lower() for name in message_from_bytes(raw, policy=policy.default)} == {
        name.lower() for name in HEADERS
    } - {"reply-to"}
    assert rendered.findings == ()


def test_a_header_keeps_ordinary_words() -> None:
    assert header_text("Is it free?  Yes: a=b, İlkay") == "Is it free? Yes: a=b, İlkay"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_the_sheet_holds_every_part_of_every_post(render: Render) -> None:
    story = highlight(headline=sentence("=HYPERLINK(1) is no headline"))
    rendered = render(content(highlights=(story,)), platforms=("x", "telegram"))
    sheet = next(one.body for one in rendered.renderings if one.path == "posts.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet, newline="")))
    assert [row["post"] for row in rows] == [post.id for post in rendered.posts for _ in post.parts]
    assert rows[1]["story"] == "'=HYPERLINK(1) is no headline"
    assert [row["text"].lstrip("'") for row in rows] == [part for post in rendered.posts for part in post.parts]


def test_the_facts_hold_what_is_published_and_nothing_else(render: Render) -> None:
    secret = highlight(reason="picked for its tone", score=0.731, entries=(("abcdefabcdef", 3),))
    told: dict[str, Any] = json.loads(body(render(content(highlights=(secret,))), "edition.json"))
    assert told["period"] == {
        "key": "2020-W36",
        "starts_at": "2020-08-30T23:00:00Z",
        "ends_at": "2020-09-06T23:00:00Z",
        "dates": "31 August to 6 September 2020",
    }
    assert set(told["highlights"][0]) == {
        "story", "position", "headline", "teaser", "quote", "caveat", "countries", "outcome", "source", "url",
        "published_on", "language", "picture", "since", "month", "our_year",
    }  # fmt: skip
    assert not re.search("tone|0.731|abcdefabcdef", json.dumps(told))


def test_the_note_says_when_nobody_has_read_the_letter(render: Render) -> None:
    assert "approved automatically" not in body(render(content()), "README.txt")
    assert "approved automatically" in body(render(content(automatic=True)), "README.txt")


def channel(**more: Any) -> ChannelSettings:
    return ChannelSettings(name="desk", kind=ChannelKind.WEBHOOK, url="https://hooks.example.org", **more)


def test_a_webhook_carries_the_edition_and_its_letter(render: Render, team: Path) -> None:
    rendered = render(full_week())
    made = webhook_body(full_week(), rendered, channel(), team)
    assert (made.kind, made.path, made.platform, made.media_type) == (
        "webhook", "webhooks/desk", "desk", "application/json",
    )  # fmt: skip
    event = json.loads(made.body)
    assert (event["type"], event["timestamp"]) == ("edition.approved", "2020-09-08T09:00:00Z")
    assert event["data"].pop("letter") == {"html": body(rendered, "letter.html"), "text": body(rendered, "letter.txt")}
    assert event["data"] == json.loads(body(rendered, "edition.json"))


@pytest.mark.parametrize("named", ["slack", "mattermost.json", "buttondown"])
def test_each_body_template_writes_json_however_hard_the_words(render: Render, team: Path, named: str) -> None:
    hard = highlight(headline=sentence('"Free" \\ at <last> & *home*'), caveat=sentence("Not {{ yet }}."))
    week = replace(full_week(), highlights=(hard, *full_week().highlights[1:]))
    event = json.loads(webhook_body(week, render(week), channel(body=named), team).body)
    if named == "slack":
        assert len(event["blocks"]) == 9
        assert '*"Free" \\ at &lt;last&gt; &amp; *home**' in event["blocks"][1]["text"]["text"]
        assert "_What remains:_ Not {{ yet }}." in event["blocks"][1]["text"]["text"]
    if named == "mattermost.json":
        assert event["text"].startswith("#### Good news this week\n31 August to 6 September 2020\n\n* [")
        assert "**What remains:** Not {{ yet }}." in event["text"]
    if named == "buttondown":
        assert event["status"] == "draft"


def test_a_body_template_that_writes_no_json_is_refused(render: Render, team: Path) -> None:
    write(team, "webhook/own.json", '{"title": {{ edition.title }}}')
    with pytest.raises(TemplateError, match=r"templates/webhook/own\.json: what it wrote is no JSON"):
        webhook_body(content(), render(content()), channel(body="own"), team)
    made = webhook_body(content(), render(content()), channel(body="own.json", content_type="text/plain"), team)
    assert made.body == b'{"title": Good news this week}'


def test_settings_of_a_publication_reach_its_posts(render: Render) -> None:
    posts = render(content(), platforms=("mastodon",), hashtags=("GoodNews", "#Home")).posts
    assert [post.id for post in posts] == ["mastodon-edition", "mastodon-000000000001"]
    assert posts[1].parts[0].endswith("\n\n#GoodNews #Home")
    assert publication().platforms[0] == "x"
