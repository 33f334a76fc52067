"""Derived headlines: who, event, where, and none where one of the three is not sure."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsletter.core.headlines import derived
from newsletter.core.rules import Rules
from newsletter.core.verdict import judge
from newsletter.core.wording import word
from newsletter.model.editions import Origin
from newsletter.model.entries import TitleIs, Trust
from newsletter.model.settings import Use
from tests.core import making

FOLDER = Path(__file__).parents[2] / "config" / "rules"
TABLES = [tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in ("countries", "en")]
RULES = Rules.from_mapping("en", {**TABLES[0], **TABLES[1]})


def headline(text: str, title_is: TitleIs = TitleIs.DERIVED) -> str | None:
    judged = judge(title="", text=text, language="en", trust=Trust.WINS, rules={"en": RULES})
    return derived(making.revision(text=text, title=text, title_is=title_is), judged, RULES.places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë Núñez has been released from prison in Cuba.", "Zoë Núñez released (Cuba)"),
        ("Poet Zoë Núñez was freed from a prison in Havana.", "Zoë Núñez released (Cuba)"),
        ("Zoë Núñez, a teacher, was acquitted of all charges by a court in Kenya.", "Zoë Núñez acquitted (Kenya)"),
        ("Zoë Núñez has been released from prison.", "Zoë Núñez released"),  # where, the letter may know otherwise
        ("Zoë Núñez was released from a prison in Cuba and flew to Spain.", "Zoë Núñez released"),
        (
            "Zoë Núñez, a poet from Cuba who had fled to Spain, has finally been granted asylum.",
            "Zoë Núñez granted asylum",
        ),
        ("The 19-year-old Zoë Núñez has been removed from Cuba’s death row!", "Zoë Núñez taken off death row (Cuba)"),
        ("Zoë Núñez and Bo Li were released from prison in Cuba.", "Zoë Núñez and Bo Li released (Cuba)"),
        (
            "The nurse Zoë Núñez, the baker Bo Li, and Ama Owusu were released from prison in Cuba.",
            None,  # Ama Owusu was not alone
        ),
        ("Zoë Núñez wrote to us: Bo Li, a nurse, was released from prison in Cuba.", "Bo Li released (Cuba)"),
        ("On Friday Cuban human rights lawyer Bo Li was released from prison.", "Bo Li released (Cuba)"),
        # somebody else may be meant
        ("Zoë Núñez, who had defended Bo Li, was released from prison in Cuba.", None),
        ("The man convicted of attacking activist Ama Owusu was freed from prison in Cuba.", None),
        ("The wife of Ama Owusu was released from prison in Cuba.", None),
        ("The lawyer for Ama Owusu was released from prison in Cuba.", None),
        ("Not one of those jailed with Ama Owusu was released from prison in Cuba.", None),
        ("Everyone except Ama Owusu was released from prison in Cuba.", None),
        ("Either Bo Li or Ama Owusu was released from prison in Cuba.", None),
        ("The baby of Ama Owusu was granted asylum in Norway.", None),
        ("Men who attacked Bo Li and Ama Owusu were released from prison in Cuba.", None),
        ("All but Bo Li and Ama Owusu were released from prison in Cuba.", None),
        ("Twelve people jailed alongside Bo Li and Ama Owusu were released from prison in Cuba.", None),
        ("President Tam Oro finally released all political prisoners in Gambia.", None),
        ("Judge Tam Oro acquitted the teacher Bo Li in Kenya.", None),
        ("Ama Owusu, the ministry falsely claimed, was released from prison in Cuba.", None),
        ("Ama Owusu, state media said, was released from prison in Cuba.", None),
        ("Since Ama Owusu was released from prison in Cuba in 2019, many have followed.", None),
        ("Two years after Bo Li was released from prison in Cuba, Ama Owusu, a poet, is free.", None),
        ("Ama Owusu had been released from prison in Cuba when he fell ill.", None),
        # who, is not sure
        ("Zoë Núñez, Bo and Ama Owusu were released from prison in Cuba.", None),
        ("Her brother and Bo Li were released from prison in Cuba.", None),
        ("Zoë Núñez and her brother were released from prison in Cuba.", None),
        ("The sisters of Zoë Núñez were released from prison in Cuba.", None),
        ("Zoë Núñez were released from prison in Cuba.", None),
        ("Zoë Núñez’s brother was released from prison in Cuba.", None),
        ("A poet was released from prison in Cuba.", None),
        # what, is not done
        ("Zoë Núñez was released from prison on bail in Cuba.", None),
        ("The government of Cuba will release Zoë Núñez, a poet.", None),
    ],
)
def test_given_an_entry_without_a_headline_then_one_is_derived_only_where_all_is_sure(
    text: str, expected: str | None
) -> None:
    assert headline(text) == expected
    assert headline(text, TitleIs.GIVEN) is None


def test_given_a_derived_headline_when_worded_then_it_is_of_that_origin_and_points_at_no_span() -> None:
    found = word(making.candidate(headline="Zoë Núñez released (Cuba)"), Use.FULL, None).headline
    assert (found.text, found.origin, found.start, found.end) == (
        "Zoë Núñez released (Cuba)",
        Origin.DERIVED,
        None,
        None,
    )
    assert (found.entry, found.revision) == ("0123456789ab", 1)
