"""The letter: whole, honest, reachable for everybody, and looked at in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsletter.model.editions import Block, Length, Lengths, Level
from newsletter.render.environment import Templates
from newsletter.render.views import place_of
from tests.factories import content, facts, full_week, highlight, kept, picture, quote, sentence, told, written
from tests.render.conftest import Render, body, codes
from tests.render.test_templates import write

ROOT = Path(__file__).parents[2]


def test_a_full_week_has_nothing_to_mend(render: Render) -> None:
    assert render(full_week()).findings == ()


def test_the_same_week_gives_the_same_bytes(render: Render) -> None:
    assert render(full_week()) == render(full_week())


def test_every_file_of_the_folder_is_made(render: Render) -> None:
    paths = [one.path for one in render(full_week(), platforms=("x", "mastodon")).renderings]
    assert paths == [
        "letter.html", "letter.txt", "letter.eml", "article.html", "article.md", "posts.csv", "edition.json",
        "README.txt", "posts/x.txt", "posts/mastodon.txt", place_of(kept().letter),
    ]  # fmt: skip


def test_names_keep_every_diacritic_everywhere(render: Render) -> None:
    rendered = render(full_week())
    # One name composed, one decomposed by its source: neither is changed.
    for name in ("Teodora Vásquez Łuczak", "Nguyễn Thị Hồng Ánh", "İlkay Işıldar", "سلمى"):
        for one in rendered.renderings:
            if one.kind not in {"readme", "email_eml", "picture"}:
                assert name in one.body.decode(), (name, one.path)
    decomposed = highlight(headline=sentence("Zoe\u0308 is home"))
    assert "Zoe\u0308 is home" in body(render(content(highlights=(decomposed,))), "letter.html")


def test_headings_stand_in_order_and_the_document_says_its_language(render: Render) -> None:
    letter = body(render(full_week()), "letter.html")
    levels = [int(level) for level in re.findall(r"<h([1-6])", letter)]
    assert levels == [1, *[2] * 6, 2, 3, 3]
    assert letter.startswith('<!DOCTYPE html><html lang="en" dir="ltr"')
    blocks = re.findall(r"<div[^>]*>", letter)
    for said in (('lang="ar"', 'dir="rtl"'), ('lang="de"', 'dir="ltr"')):
        assert sum(all(one in tag for one in said) for tag in blocks) == 1
    assert letter.index("charset=UTF-8") < 1024


def test_nothing_in_a_letter_is_loaded_from_a_third_party(render: Render) -> None:
    theirs = highlight(picture=picture(src="https://cdn.example.com/spy.gif"))
    rendered = render(content(highlights=(theirs,)))
    assert "<img" not in body(rendered, "letter.html")
    assert "<img" not in body(rendered, "article.html")
    letter = body(render(full_week()), "letter.html")
    assert re.findall(r'(?:src|srcset|background)="([^"]*)"', letter) == [place_of(kept().letter)]
    assert not re.search(r"@import|@font-face|url\(|<link|<script", letter)


LOADING = [
    '<mj-text><img src="https://cdn.example.com/a.png" alt="A"></mj-text>',
    '<mj-text><img src="//cdn.example.com/a.png" alt="A"></mj-text>',
    '<mj-text><img srcset="https://cdn.example.com/a.png 2x" src="https://news.example.org/a.png" alt="A"></mj-text>',
    '<mj-text><img src="https://news.example.org.evil.example/a.png" alt="A"></mj-text>',
    '<mj-image src="https://cdn.example.com/a.png" alt="A" />',
    '<mj-text><div style="background: url(https://cdn.example.com/a.png)">A</div></mj-text>',
    '<mj-text><table background="https://cdn.example.com/a.png"><tr><td>A</td></tr></table></mj-text>',
    '<mj-text><!--[if mso]><v:image src="https://cdn.example.com/a.png" /><![endif]-->A</mj-text>',
    '<mj-text><img src="pictures/not-ours.jpg" alt="A"></mj-text>',
    '<mj-text><img src="data:image/png;base64,iVBORw0KGgo=" alt="A"></mj-text>',
]


@pytest.mark.parametrize("markup", LOADING)
def test_a_template_that_would_load_something_of_others_cannot_be_approved(
    render: Render, team: Path, markup: str
) -> None:
    write(team, "email/digest.mjml", LETTER.replace("HERE", markup))
    [found] = [one for one in render(full_week()).findings if one.code == "picture-foreign"]
    assert (found.level, found.waivable) == (Level.BLOCKER, False)


def test_a_logo_on_the_teams_own_site_and_words_about_pictures_are_no_third_partys(render: Render, team: Path) -> None:
    logo = '<mj-text><img src="https://news.example.org/logo.png" alt="Our logo"></mj-text>'
    write(team, "email/digest.mjml", LETTER.replace("HERE", logo))
    said = sentence('The page said <img src="https://cdn.example.com/a.png"> and url(https://cdn.example.com/b.png).')
    assert "picture-foreign" not in codes(render(content(highlights=(highlight(headline=said),), subject="Plain")))


LETTER = """<mjml lang="en" dir="ltr"><mj-head><mj-title>{{ edition.subject }}</mj-title></mj-head><mj-body><mj-section>
<mj-column>HERE<mj-text><h1>{{ edition.title }}</h1>{% for story in edition.stories %}<p>{{ story.headline }}</p>
{% endfor %}</mj-text></mj-column></mj-section></mj-body></mjml>"""


def test_a_picture_without_alt_text_is_left_out_and_told(render: Render) -> None:
    rendered = render(content(highlights=(highlight(picture=picture(alt=" "), kept=kept()),)))
    assert "<img" not in body(rendered, "letter.html")
    assert not [one for one in rendered.renderings if one.kind == "picture"]
    assert "has no alt text" in next(f.message for f in rendered.findings if f.code == "picture-without-alt")


def test_an_address_that_would_run_something_never_becomes_a_link(render: Render) -> None:
    letter = body(render(content(highlights=(highlight(url="javascript:alert(1)"),))), "letter.html")
    assert "javascript" not in letter
    assert "Read the story" not in letter


def test_markup_in_a_story_is_words_and_not_markup(render: Render) -> None:
    wicked = "</mj-text><script>alert(1)</script> {{ 7 * 7 }} <mj-raw>"
    rendered = render(content(highlights=(highlight(headline=sentence(wicked)),), subject="Plain"))
    letter = body(rendered, "letter.html")
    assert "<script" not in letter
    assert html.unescape(re.sub(r"<[^>]+>", "", letter)).count(wicked) == 2  # preheader and headline
    assert rendered.findings == ()


def test_each_story_names_itself_in_its_link(render: Render) -> None:
    letter = body(render(full_week()), "letter.html")
    labels = re.findall(r'aria-label="(Read the story: [^"]+)"', letter)
    assert len(labels) == len(set(labels)) == 5  # the sixth has no address


def test_what_remains_stands_with_its_story_before_the_links_even_in_a_line(render: Render) -> None:
    rendered = render(full_week())
    letter, text = body(rendered, "letter.html"), body(rendered, "letter.txt").replace("\n", " ")
    for story in (one for one in full_week().highlights if one.caveat):
        headline, caveat = (letter.index(one.text) for one in (story.headline, story.caveat) if one)
        assert headline < caveat < letter.index("Source: ", caveat)
        assert str(story.caveat.text if story.caveat else None) in text


def test_nothing_is_said_twice(render: Render) -> None:
    said = "We are not finished."
    headline = "Teodora Vásquez Łuczak walks free after eleven years"
    story = highlight(
        teaser=told((headline, f"“{said}” she said.", "The trial goes on.")),
        quote=quote(said),
        caveat=sentence("The trial goes on."),
    )
    letter = body(render(content(highlights=(story,), subject="Free", preheader="Free")), "letter.html")
    assert [letter.count(words) for words in (said, "The trial goes on.", "<h2")] == [1, 1, 1]
    told_at_length = told((f"At the gate, with forty people waiting in the rain, “{said}” was all she said.",))
    assert body(render(content(highlights=(replace(story, teaser=told_at_length),))), "letter.html").count(said) == 1


def test_a_gap_in_the_source_is_told_everywhere_the_same_way(render: Render) -> None:
    parted = (
        sentence("Ama is free."),
        sentence("She was jailed in 2019.", 2, after_gap=True),
        sentence("So it was.", 2),
    )
    rendered = render(content(highlights=(highlight(teaser=parted),)), platforms=("mastodon",))
    for name in ("letter.html", "letter.txt", "article.html", "posts/mastodon.txt", "edition.json"):
        assert "[…] She was jailed in 2019." in body(rendered, name).replace("\n", " ")
    assert "\\[…\\] She was jailed in 2019." in body(rendered, "article.md")


def test_a_later_story_is_told_in_its_line_and_one_that_is_chosen_in_the_length_chosen(render: Render) -> None:
    lengths = Lengths(line=told(("A line of it.",)), story=told(("The story.",)), long=told(("The long of it.",)))
    at = [highlight(place, teaser=lengths.story, lengths=lengths) for place in range(1, 9)]
    at[0] = replace(at[0], teaser=lengths.long)
    at[1] = replace(at[1], teaser=lengths.line, length=Length.LINE)
    at[7] = replace(at[7], teaser=lengths.long, length=Length.LONG)
    for name in ("letter.html", "letter.txt"):
        letter = body(render(content(highlights=tuple(at))), name)
        counted = [letter.count(words) for words in ("A line of it.", "The story.", "The long of it.")]
        assert counted == [2, 4, 2]


def test_words_that_a_person_wrote_stand_in_no_other_length(render: Render) -> None:
    lengths = Lengths(line=told(("Theirs.",)), story=told(("The story.",)))
    at = [highlight(place, teaser=told(("Ours.",)), lengths=lengths) for place in range(1, 9)]
    assert "Theirs." not in body(render(content(highlights=tuple(at))), "letter.html")


def test_a_win_that_holds_its_own_limit_is_told_once_in_the_letter_and_stays_in_every_post(render: Render) -> None:
    both = sentence("Ama left prison on bail.")
    story = highlight(teaser=(both, sentence("She sang.")), caveat=both)
    rendered = render(content(highlights=(story,)), platforms=("x",))
    for name in ("letter.html", "letter.txt", "article.html", "article.md"):
        assert body(rendered, name).count(both.text) == 1
    [post] = [one for one in rendered.posts if one.highlight]
    assert ["".join(post.parts).count(words) for words in (both.text, "She sang.")] == [1, 0]
    assert "caveat-missing" not in codes(rendered)


def test_a_template_that_changes_the_words_of_a_story_is_found_out(team: Path, render: Render) -> None:
    pieces = (ROOT / "templates" / "email" / "_pieces.mjml").read_text("utf-8")
    write(team, "email/_pieces.mjml", pieces.replace("{{ paragraph }}", "{{ paragraph[:60] }} …"))
    assert "words-changed" in codes(render(content()))
    write(team, "email/_pieces.mjml", pieces.replace('<p class="text">{{ paragraph }}</p>', ""))
    assert "words-changed" not in codes(render(content()))


def test_own_words_stand_where_they_were_put_and_none_is_lost(render: Render) -> None:
    blocks = tuple(Block(after=n, sentences=(written(f"Own words {n}."),)) for n in (0, 1, 9))
    stories = (highlight(1), highlight(2, headline=sentence("Second")))
    text = body(render(content(highlights=stories, blocks=blocks)), "letter.txt")
    places = [text.index(words) for words in ("Own words 0.", "Teodora", "Own words 1.", "Second", "Own words 9.")]
    assert places == sorted(places)


def test_a_letter_without_stories_says_so(render: Render) -> None:
    rendered = render(content(highlights=()))
    assert "There is no good news to tell this time." in body(rendered, "letter.html")
    assert rendered.posts == ()


def test_what_the_settings_lack_is_told(render: Render) -> None:
    bare = render(content(publication=facts(postal_address="", base_url="", organisation="")))
    assert codes(bare) == {"postal-address-missing", "base-url-missing"}
    assert "mailto:hello@example.org?subject=Unsubscribe" in body(bare, "letter.html")
    slots = {"unsubscribe_url": "{{unsubscribe}}", "browser_url": "*|ARCHIVE|*"}
    slotted = render(content(slots=slots))
    assert 'href="{{unsubscribe}}"' in body(slotted, "letter.html")
    assert slotted.findings == ()


def test_forty_stories_stay_under_the_size_that_mail_programs_cut(render: Render) -> None:
    forty = render(content(highlights=tuple(highlight(at) for at in range(1, 41))))
    assert len(body(forty, "letter.html").encode()) < 75_000
    assert len(body(render(full_week()), "letter.html").encode()) < 32_000
    long = told(*[["One more sentence about the long road home, told at length."] * 30] * 10)
    heavy = render(content(highlights=tuple(highlight(at, teaser=long) for at in range(1, 7))))
    finding = next(f for f in heavy.findings if f.code == "letter-too-big")
    assert "Shorten" in finding.mend


@pytest.mark.parametrize(
    ("starts", "ends", "dates"),
    [
        ((2020, 8, 30, 23), (2020, 9, 6, 23), "31 August to 6 September 2020"),
        ((2020, 9, 6, 23), (2020, 9, 13, 23), "7 to 13 September 2020"),
        ((2020, 12, 28), (2021, 1, 4), "28 December 2020 to 3 January 2021"),
        ((2020, 8, 31, 23), (2020, 9, 30, 23), "September 2020"),
        ((2020, 9, 6, 23), (2020, 9, 7, 23), "7 September 2020"),
    ],
)
def test_a_period_is_told_in_days(render: Render, starts: Any, ends: Any, dates: str) -> None:
    period = {"starts_at": datetime(*starts, tzinfo=UTC), "ends_at": datetime(*ends, tzinfo=UTC)}
    assert f">{dates}<" in body(render(content(**period)), "letter.html")


def test_outcome_words_hold_one_line_on_a_phone(team: Path) -> None:
    words = Templates(team).toml("words/en.toml")
    for group in ("outcomes", "announced", "partial"):
        assert {word for word in words[group].values() if len(word) > 24} == set()


def test_every_colour_pair_can_be_read_in_both_modes(team: Path) -> None:
    theme = Templates(team).toml("email/theme.toml")
    pairs = [("ink", "paper"), ("ink", "tint"), ("soft", "paper"), ("soft", "page"), ("accent", "paper")]
    pairs.append(("on_accent", "accent"))
    for mode in ("light", "dark"):
        for words, ground in pairs:
            assert contrast(theme[mode][words], theme[mode][ground]) >= 4.5, (mode, words, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two #RRGGBB colours."""
    dark, light = sorted(map(_light, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_template_that_loses_something_is_found_out(team: Path, render: Render) -> None:
    write(
        team,
        "email/digest.mjml",
        """<mjml><mj-body>
        <mj-section><mj-column><mj-text><a href="">here</a><a href="https://e.org"></a>{{ edition.stories[9:] and 1 }}
        <h1>A</h1><h3>B</h3><img src="https://e.org/a.png"></mj-text></mj-column></mj-section>
        <mj-raw><mj-section><mj-column><mj-text>gone</mj-text></mj-column></mj-section></mj-raw>
        <mj-section><mj-column><mj-text>Won: {% raw %}{{ story }}{% endraw %} None.</mj-text></mj-column>
        </mj-section>
        </mj-body></mjml>""",
    )
    story = highlight(quote=quote("Nobody asked me."), caveat=sentence("The trial goes on."))
    found = codes(render(content(highlights=(story,))))
    assert found >= {
        "mjml-left", "section-lost", "language-missing", "title-missing", "alt-missing", "link-empty",
        "link-without-words", "heading-order", "template-residue", "quotation-changed", "caveat-missing",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 600, 900])
def test_chromium_sees_nothing_outside_the_letter(
    render: Render, measure_page: Callable[..., dict[str, Any]], width: int, dark: bool
) -> None:
    seen = measure_page(body(render(full_week()), "letter.html"), width, dark)
    assert (seen["scroll"], seen["outside"]) == (width, [])
    assert seen["ground"] == ("rgb(23, 30, 27)" if dark else "rgb(255, 255, 255)")
    assert seen["color"] == ("rgb(236, 241, 238)" if dark else "rgb(23, 33, 29)")
    assert seen["lead"] == ("31px" if width < 600 else "40px")


HARD = ["Ü" * 2000, "A long way home, told again, " * 13, "👩‍👩‍👧" * 90, "\u202eabc" * 40]


@pytest.mark.parametrize("headline", HARD)
def test_chromium_sees_the_hardest_headlines_held_at_320_px(
    render: Render, measure_page: Callable[..., dict[str, Any]], headline: str
) -> None:
    stories = tuple(highlight(at, headline=sentence(headline)) for at in range(1, 9))
    seen = measure_page(body(render(content(highlights=stories, subject="Hard")), "letter.html"), 320)
    assert (seen["scroll"], seen["outside"]) == (320, [])
