"""Towns: the country of a text that names none, and nobody's name taken for one."""

from __future__ import annotations

import pytest

from newsletter import config
from newsletter.config import defaults
from newsletter.core.places import ranked
from newsletter.core.towns import read_names, read_towns

RULES = config.load_rules(defaults())


def country_of(text: str, title: str = "", language: str = "en") -> tuple[str, ...]:
    places = RULES[language].places
    return ranked(places.find(title), (), places.find(text))


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("A court in Nouadhibou freed the bakers.", "en", ("MR",)),
        ("The mayor of Gwalior let them bake.", "en", ("IN",)),
        ("Bakers from Zarqa’s old streets are free.", "en", ("JO",)),
        ("Le tribunal de Lille a libéré les boulangers.", "fr", ("FR",)),
        ("El tribunal de Tumaco liberó a los panaderos.", "es", ("CO",)),
        ("A baker in Gwalior wrote to Ghana.", "en", ("GH",)),  # a country that is named is surer
        ("Tours of the ovens are free.", "en", ()),
        ("The poet Gwalior Singh is free.", "en", ()),
        ("She spoke of Nice things.", "en", ()),
        ("In Lille Hansen’s oven, bread was baked.", "en", ()),  # a longer name is somebody's
    ],
)
def test_a_town_tells_the_country_only_behind_a_word_that_leads_to_it_and_where_none_is_named(
    text: str, language: str, countries: tuple[str, ...]
) -> None:
    assert country_of(text, language=language) == countries


def test_a_country_in_the_headline_is_surer_than_a_town_in_the_text() -> None:
    assert country_of("A court in Gwalior freed the bakers.", "Ghana frees its bakers") == ("GH",)


def test_a_damaged_table_says_which_line_and_a_damaged_pattern_that_it_is_one() -> None:
    assert read_names("# towns\n\nMR\tNouadhibou|Atar\n") == {"nouadhibou": "MR", "atar": "MR"}
    with pytest.raises(ValueError, match="line 2: must be a country's code"):
        read_names("MR\tAtar\nGhana: Accra")
    with pytest.raises(ValueError, match=r"\[towns\] before"):
        read_towns({"before": ["("]}, {"atar": "MR"})
    with pytest.raises(ValueError, match="must be a list"):
        read_towns({"before": "in"}, {"atar": "MR"})
