"""A round-up as its readers see it: months, large quotations, what became of it, and numbers that open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newsletter.model.editions import Content, CountedStory, Highlight, Length, SinceThen, YearNumber
from newsletter.model.stories import StoryId
from newsletter.render.checks import SIZE_LIMIT
from newsletter.store import codec
from tests.factories import content, highlight, kept, picture, quote, sentence, told, written
from tests.render.conftest import Render, body, codes

SAID = "I kept every card, and on bad days I read them from the first to the last."


def placed(position: int, month: str, **more: Any) -> Highlight:
    given: dict[str, Any] = {
        "headline": sentence(f"Story {position} of the year", field="title"), "month": month,
        "published_on": f"{month or '2020-04'}-03",
    }  # fmt: skip
    return highlight(position, **(given | more))


def year(*placed: Highlight, **more: Any) -> Content:
    given: dict[str, Any] = {
        "starts_at": datetime(2019, 12, 11, tzinfo=UTC), "ends_at": datetime(2020, 12, 11, tzinfo=UTC),
        "by_month": True, "period_key": "2020", "highlights": placed,
    }  # fmt: skip
    return content(**(given | more))


def small_year() -> Content:
    answer = SinceThen(by="Ada", at=datetime(2020, 12, 1, tzinfo=UTC), sentences=(written("In May it was upheld."),))
    return year(
        placed(1, "2019-12"),
        placed(2, "2020-04", quote=quote(SAID), pulled=True, caveat=sentence("The appeal is open."), since=answer),
        placed(3, "2020-04", quote=quote("Nobody pulled these words out of the story, so they wait.")),
        placed(4, ""),
        placed(5, "2020-06", ours=True, headline=sentence("Our report on wells", field="title")),
        title=written("Doors that opened"),
        numbers=(YearNumber(what="free", number=2, stories=(StoryId("a" * 12), StoryId("b" * 12))),),
        counted=(
            CountedStory(story=StoryId("a" * 12), headline="Ana & Olu are free", url="https://stories.example.org/a"),
            CountedStory(story=StoryId("b" * 12), headline="Ben is free", url=None),
        ),
    )


def headings(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<h[123][^>]*>.*?</h[123]>", html, re.DOTALL)]


def test_stories_stand_under_their_months_then_those_without_one_then_our_year(render: Render) -> None:
    for name in ("letter.html", "article.html"):
        found = headings(body(render(small_year()), name))
        stories = [one for one in found if one in ("December 2019", "April", "Also in this time", "Our year")]
        assert stories == ["December 2019", "April", "Also in this time", "Our year"]
        assert found.index("April") < found.index("Story 2 of the year") < found.index("Also in this time")
        assert found[-1] == "Our report on wells"


def test_its_headings_stand_in_order_and_nothing_is_to_mend(render: Render) -> None:
    assert (
        codes(render(small_year())) & {"heading-order", "quotation-changed", "caveat-missing", "since-missing"} == set()
    )


def test_a_large_quotation_is_said_once_and_the_others_wait(render: Render) -> None:
    for name in ("letter.html", "letter.txt", "article.html", "article.md"):
        shown = body(render(small_year()), name).replace("\n  | ", " ")
        assert shown.count("on bad days I read them") == 1
        assert "Nobody pulled these words" not in shown


def test_what_became_of_it_stands_after_what_remained(render: Render) -> None:
    for name in ("letter.html", "letter.txt", "article.html", "article.md"):
        shown = body(render(small_year()), name)
        assert shown.index("The appeal is open.") < shown.index("Since then") < shown.index("In May it was upheld.")


def test_a_number_opens_the_stories_it_counts(render: Render) -> None:
    shown = body(render(small_year()), "article.html")
    opened = shown[shown.index("<details>") : shown.index("</details>")]
    assert "<strong>2</strong> times somebody walked free" in opened
    assert '<a href="https://stories.example.org/a">Ana &amp; Olu are free</a>' in opened
    assert "<li>Ben is free</li>" in opened


def test_some_months_are_not_called_a_year(render: Render) -> None:
    summer = replace(small_year(), starts_at=datetime(2020, 4, 1, tzinfo=UTC), ends_at=datetime(2020, 9, 5, tzinfo=UTC))
    for name in ("letter.html", "letter.txt", "article.html"):
        shown = body(render(summer), name)
        assert ("In numbers" in shown, "From us" in shown, "our year" in shown.lower()) == (True, True, False)


def test_no_day_stands_under_the_heading_of_another_month(render: Render) -> None:
    late = placed(1, "2020-04", published_on="2020-05-06")
    shown = body(render(year(late)), "letter.txt")
    assert "Released · El Salvador\n" in shown
    assert "6 May 2020" in shown  # in the line of its source


def test_a_story_told_in_a_line_keeps_what_remains_and_what_became_of_it(render: Render) -> None:
    second = replace(small_year().highlights[1], length=Length.LINE)
    shown = body(render(year(replace(second, position=1))), "letter.html")
    assert "The court of appeal struck out" not in shown
    assert "In May it was upheld." in shown


def test_forty_stories_with_pictures_stay_under_the_size_that_mail_programs_cut(render: Render) -> None:
    lines = told(
        ("A court struck out every charge against her on Thursday, and the whole street came out to sing.",),
        ("She had been locked up for nine years, and more than forty thousand people had written for her freedom.",),
    )
    address = "https://www.example.org/en/latest/news/2020/04/a-long-address-with-many-words-in-it-number-"
    many = [
        placed(n + 1, f"2020-{n * 11 // 40 + 1:02}", teaser=lines, url=f"{address}{n}", picture=picture(), kept=kept(),
               quote=quote(SAID), pulled=n % 7 == 0)
        for n in range(40)
    ]  # fmt: skip
    rendered = render(year(*many))
    assert "letter-too-big" not in codes(rendered)
    assert len(body(rendered, "letter.html").encode()) < SIZE_LIMIT


@pytest.mark.parametrize(("width", "dark"), [(320, False), (360, True), (700, False)])
def test_chromium_sees_nothing_outside_a_round_up(
    render: Render, measure_page: Callable[..., dict[str, Any]], width: int, dark: bool
) -> None:
    measured = measure_page(body(render(small_year()), "letter.html"), width, dark)
    assert (measured["scroll"], measured["outside"]) == (width, [])


def test_stories_and_editions_of_older_versions_are_still_read() -> None:
    told = codec.to_json(small_year())
    for key in ("by_month", "title", "numbers", "counted"):
        del told[key]
    for one in told["highlights"]:
        for key in ("month", "ours", "pulled", "since"):
            del one[key]
    old = codec.from_json(Content, told)
    assert (old.by_month, old.highlights[0].month, old.highlights[1].since) == (False, "", None)
