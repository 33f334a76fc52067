"""The posts as a manager would copy them."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.core.posts import PLATFORMS, measure
from tests.factories import content, full_week, highlight, quote, sentence
from tests.render.conftest import Render, body, codes
from tests.render.test_templates import write


def test_a_story_on_every_platform(render: Render) -> None:
    story = highlight(quote=quote("I kept the key.", role="nurse"), caveat=sentence("The appeal is open."))
    rendered = render(content(highlights=(story,)), hashtags=("GoodNews",))
    posts = {post.platform: post.parts[0] for post in rendered.posts if post.highlight}
    opening = (
        "El Salvador: Teodora Vásquez Łuczak walks free after eleven years\n\n"
        "The court of appeal struck out every charge on Thursday. Her sister held her shoes at the gate.\n\n"
    )
    ending = "What remains: The appeal is open.\n\n"
    said = "“I kept the key.” — Teodora Vásquez Łuczak, nurse\n\n"
    more = "Letters from forty countries reached the judges in the last year.\n\n"
    source, link, tag = "Source: Example Rights Network\n", "https://stories.example.org/1", "\n\n#GoodNews"
    long = opening + more + said + ending + source + link + tag
    assert posts == {
        "x": opening.replace(" Her sister held her shoes at the gate.", "") + said + ending + link + tag,
        "bluesky": opening + said + ending + link + tag,
        "mastodon": long,
        "threads": opening + more + said + ending + link + tag,
        "facebook": long,
        "instagram": long.replace(link, "Link in our profile"),
        "linkedin": long,
        "telegram": long,
        "whatsapp": opening + ending + source + link,
    }


def test_every_post_of_a_full_week_fits(render: Render) -> None:
    rendered = render(full_week(), platforms=tuple(PLATFORMS), hashtags=("GoodNews", "HumanRights"))
    assert len(rendered.posts) == len(PLATFORMS) * (1 + len(full_week().highlights))
    assert all(measure(post.platform, part).fits for post in rendered.posts for part in post.parts)


def test_a_caveat_stands_in_every_post_that_tells_its_story(render: Render) -> None:
    rendered = render(full_week(), platforms=tuple(PLATFORMS))
    for story in (one for one in full_week().highlights if one.caveat):
        for post in rendered.posts:
            whole = "\n".join(post.parts)
            if story.headline.text in whole:
                assert story.caveat is not None
                assert story.caveat.text in whole, post.id


def test_a_headline_too_long_gives_way_and_somebody_is_told(render: Render) -> None:
    rendered = render(content(highlights=(highlight(headline=sentence("A long road. " * 30)),)), platforms=("x",))
    said = "El Salvador: Released (Example Rights Network, 4 September).\n\nhttps"
    assert rendered.posts[1].parts[0].startswith(said)
    assert codes(rendered) == {"post-says-little"}


def test_a_caveat_too_long_for_any_part_is_a_blocker(render: Render) -> None:
    rendered = render(content(highlights=(highlight(caveat=sentence("c" * 600)),)), platforms=("x", "linkedin"))
    assert [(f.level.value, f.where) for f in rendered.findings if f.code == "post-too-long"] == [
        ("blocker", "posts/x.txt")
    ]


def test_the_file_of_a_platform_names_each_story_and_lets_its_words_stand_alone(render: Render) -> None:
    rendered = render(content(), platforms=("telegram",))
    post = rendered.posts[1].parts[0]
    file = body(rendered, "posts/telegram.txt")
    assert "2. Teodora Vásquez Łuczak walks free after eleven years\n" in file
    assert f"{'─' * 40}\n\n{post}\n" in file


@pytest.mark.parametrize("platform", ["x", "telegram"])
def test_a_team_writes_its_own_post(render: Render, team: Path, platform: str) -> None:
    own = '{% extends "social/_post.txt" %}{% block outcome %}Joy: {{ story.headline }}{% endblock %}'
    write(team, f"social/{platform}.txt", own)
    posts = render(content(), platforms=(platform,)).posts
    assert posts[1].parts[0].startswith("El Salvador: Joy: Teodora")
