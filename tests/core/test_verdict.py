"""Verdicts: measured on labelled lines of our own, a third of them never looked at while the rules were written."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsletter.core.places import read_places
from newsletter.core.rules import Rules
from newsletter.core.verdict import judge
from newsletter.model.entries import Span, Trust
from newsletter.model.stories import Judgement, Outcome, OutcomeStatus, OutcomeType, Verdict
from newsletter.wiring import _DECIDING

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
LISTING = ROOT.parent / "shared" / "samples" / "003_91d546e1b2b10aea.txt"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "config" / "rules" / f"{name}.toml").read_text("utf-8"))


@cache
def rules() -> dict[str, Rules]:
    shared = {key: found for key, found in table("countries").items() if key != "countries"}
    others = {language: Rules.from_mapping(language, {**shared, **table(language)}) for language in ("fr", "es")}
    return {"en": Rules.from_mapping("en", {**table("countries"), **table("en")}), **others}


def judged(title: str, text: str = "", trust: Trust = Trust.WINS, language: str = "en") -> Judgement:
    return judge(title=title, text=text, language=language, trust=trust, rules=rules())


def lines(aside: bool, language: str = "en") -> list[dict[str, Any]]:
    read = [json.loads(line) for line in (CORPUS / f"verdict-{language}.jsonl").read_text("utf-8").splitlines()]
    return [line for line in read if line["aside"] is aside]


def found_in(one: dict[str, Any]) -> Judgement:
    return judged(one["title"], one["text"], Trust(one["source_trust"]), one["language"])


def f1_of_wins(told: list[dict[str, Any]]) -> float:
    pairs = [(found_in(one).verdict, one["verdict"]) for one in told]
    right = pairs.count((Verdict.WIN, "win"))
    wrong = sum((found is Verdict.WIN) != (wanted == "win") for found, wanted in pairs)
    return 2 * right / (2 * right + wrong)


def unattended(told: list[dict[str, Any]]) -> list[str]:
    return [one["verdict"] for one in told if found_in(one).unattended]


@pytest.mark.parametrize(
    ("language", "aside", "least"),
    [
        ("en", False, 0.94),
        ("en", True, 0.83),
        ("fr", False, 0.93),
        ("fr", True, 0.8),
        ("es", False, 0.92),
        ("es", True, 0.7),
    ],
)
def test_given_labelled_lines_when_judged_then_wins_are_told_from_the_rest(
    language: str, aside: bool, least: float
) -> None:
    assert f1_of_wins(lines(aside, language)) >= least


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("aside", [False, True])
def test_given_labelled_lines_when_judged_then_hardly_anything_but_wins_may_go_out_unattended(
    language: str, aside: bool
) -> None:
    verdicts = unattended(lines(aside, language))
    assert verdicts.count("win") >= (0.75 if aside else 1) * len(verdicts) > 0


@pytest.mark.parametrize("aside", [False, True])
def test_given_ordinary_newspapers_when_judged_then_next_to_nothing_is_offered(aside: bool) -> None:
    papers = [one for one in lines(aside) if one["id"].startswith("blind-papers")]
    verdicts = [judged(one["title"], one["text"], Trust.GENERAL).verdict for one in papers]
    assert len(papers) == 75
    assert verdicts.count(Verdict.WIN) == 0
    assert verdicts.count(Verdict.UNSURE) <= 2


def test_given_any_line_when_judged_then_only_trusted_wins_are_unattended_and_evidence_is_in_the_text() -> None:
    for one in (*lines(aside=False), *lines(aside=True)):
        for trust in Trust:
            found = judged(one["title"], one["text"], trust)
            assert found == judged(one["title"], one["text"], trust)
            assert not found.unattended or (trust is Trust.WINS and found.verdict is Verdict.WIN)
            assert 0 <= found.score <= 1
            assert found.reasons
            assert trust is not Trust.GENERAL or found.verdict is not Verdict.WIN
            for evidence in found.evidence:
                assert evidence.span.of(one[evidence.field]).strip()
            assert found.caveat is None or found.caveat.of(one["text"]).strip()


def test_given_a_plain_win_when_judged_then_everything_that_led_to_it_is_told() -> None:
    text = "Daria Petrova was freed on Monday. She had been imprisoned in Minsk for a poem."
    found = judged("A poet comes home", text)
    assert (found.verdict, found.outcomes, found.countries) == (
        Verdict.WIN,
        (Outcome(type=OutcomeType.RELEASE, status=OutcomeStatus.DONE),),
        ("BY",),
    )
    assert [(one.field, one.rule, one.guard, one.span.of(text)) for one in found.evidence if one.field == "text"] == [
        ("text", "released", None, "was freed")
    ]
    assert found.reasons[0].endswith("“was freed”") or "home" in found.reasons[0]


@pytest.mark.parametrize(
    ("text", "verdict", "status", "caveat"),
    [
        ("Writer Ana Ruiz was released from prison on bail.", Verdict.UNSURE, OutcomeStatus.PARTIAL, "bail"),
        ("The editor was freed, but the trial continues.", Verdict.UNSURE, OutcomeStatus.UNCLEAR, "trial continues"),
        ("The government announced that it will abolish the death penalty.", Verdict.UNSURE, OutcomeStatus.ANNOUNCED,
         "announced that it will"),
        ("Activist Ana Ruiz was freed. Dozens of others remain in prison.", Verdict.WIN, OutcomeStatus.DONE,
         "remain in prison"),
    ],
)  # fmt: skip
def test_given_a_caveat_when_judged_then_it_is_a_span_of_the_text_and_only_some_cast_doubt(
    text: str, verdict: Verdict, status: OutcomeStatus, caveat: str | None
) -> None:
    found = judged("News from our friends", text)
    assert (found.verdict, found.outcomes[0].status) == (verdict, status)
    told = found.caveat.of(text) if found.caveat else None
    assert (caveat is None and told is None) or (caveat is not None and told is not None and caveat in told)


def test_given_a_win_when_only_its_headline_or_only_its_text_tells_it_then_a_person_looks() -> None:
    text = "Daria Petrova was freed from prison on Monday."
    assert judged("Poet Daria Petrova is free", text).unattended
    assert not judged("A summer evening in Minsk", text).unattended
    assert not judged("Poet Daria Petrova is free", "She baked a cake with her sister.").unattended


def test_given_bad_news_beside_a_win_when_judged_then_a_person_is_asked() -> None:
    for title, text in [
        ("Two poets freed, three jailed", "Two poets were freed from prison in Minsk."),
        ("Poet freed in Minsk", "The poet was freed. The same night her brother was arrested."),
        ("Poet may be freed", "The poet was freed from prison, a neighbour says."),
        ("Ban on songs lifted, but not for women", "The court lifted the ban on songs."),
    ]:
        assert judged(title, text).verdict is Verdict.UNSURE, title


def test_given_a_language_without_rules_when_judged_then_a_person_is_asked() -> None:
    assert judged("Ana est libre", "Elle est sortie de prison.", language="de").verdict is Verdict.UNSURE
    assert judged("x", "y", Trust.GENERAL, language="ja").verdict is Verdict.NOT
    assert judged("Ana Ruiz was freed from prison", language="en-GB").verdict is Verdict.WIN


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("In South Sudan, and not in Sudan.", ("SS", "SD")),
        ("The Nigerien and the Nigerian met in Niamey.", ("NE", "NG")),
        ("Georgia executed a man near Atlanta.", ()),
        ("Georgian students sang in Tbilisi, Georgia.", ("GE",)),
        ("Michael Jordan met students. In Jordan they sang.", ("JO",)),
        ("Jordan Smith and Chad Brown wrote.", ()),
        ("Papua New Guinea, Guinea-Bissau, Equatorial Guinea, Guinea.", ("PG", "GW", "GQ", "GN")),
        ("Amnesty International Canada wrote to Iran's president.", ("IR",)),
        ("turkey for dinner, but Türkiye’s courts", ("TR",)),
        ("the U.S. and the U.K., the UAE and the DRC", ("US", "GB", "AE", "CD")),
        ("South Korean, North Korean, South African and Latin American", ("KR", "KP", "ZA")),
        ("Côte d’Ivoire, Côte d'Ivoire and São Tomé and Príncipe", ("CI", "ST")),
        ("the Rome Statute and the Geneva Conventions", ()),
        ("Oman is not a woman, Romania is not Oman", ("OM", "RO")),
    ],
)
def test_given_names_of_places_when_read_then_countries_are_found_and_look_alikes_are_not(
    text: str, countries: tuple[str, ...]
) -> None:
    places = read_places(table("countries"))
    assert tuple(dict.fromkeys(one.code for one in places.find(text))) == countries


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"events": [{"name": "x", "type": "luck", "any": ["a"]}]}, r'\[\[events\]\] "x": type is .luck.; allowed are'),
        ({"events": [{"name": "x", "type": "release", "any": ["(a"]}]}, r'\[\[events\]\] "x": .*'),
        ({"events": [{"name": "x", "type": "release", "any": ["%nobody%"]}]}, "%nobody% is not in"),
        ({"events": [{"name": "x", "type": "release", "any": []}]}, "at least one pattern"),
        ({"events": [{"name": "x", "type": "release", "any": ["a"], "hint": ["b"]}]}, "hint is not known; allowed are"),
        ({"events": [{"type": "release", "any": ["a"]}]}, "needs a name"),
        ({"guards": [{"name": "g", "where": "nowhere", "any": ["a"]}]}, "where is .nowhere.; allowed are before"),
        ({"guards": [{"name": "g", "effect": "kill", "any": ["a"]}]}, "effect is .kill.; allowed are void"),
        ({"gate": {"strong": "rights"}}, r"\[gate\] strong: must be a list"),
        ({"countries": {"FR": "France"}}, r"\[countries\] FR: must be a list"),
        ({"countries_unless": {"Jordan": {"beside": "x"}}}, "allowed are before, after, near and around"),
        ({"events": 3}, r"\[\[events\]\] must be a list"),
    ],
)
def test_given_a_rule_at_fault_when_read_then_it_is_named(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Rules.from_mapping("en", {**table("en"), **change})


@pytest.mark.skipif(not LISTING.exists(), reason="the samples are not beside this checkout")
def test_given_the_listing_when_judged_then_bad_news_and_features_are_no_wins_and_releases_are() -> None:
    parts = re.split(r"\n\s*(\w+ \d\d, 2020)\s*\n", LISTING.read_text("utf-8"))
    entries = dict(zip(parts[1::2], (re.sub(r"\n\s+", "\n\n", part.strip()) for part in parts[2::2]), strict=True))
    verdicts = {day: judged("", text).verdict for day, text in entries.items()}
    wins = {"August 31", "July 24", "July 16", "June 26", "June 12", "May 06", "April 06"}
    asked = {"September 04", "April 30", "April 27", "April 01"}
    assert verdicts == {
        day: Verdict.WIN if day[:-6] in wins else Verdict.UNSURE if day[:-6] in asked else Verdict.NOT
        for day in entries
    }
    assert len(entries) == 15


def test_given_a_caveat_span_when_cut_out_then_offsets_count_code_points() -> None:
    text = "🎉 Zoë was released from prison on bail."
    found = judged("", text)
    assert found.caveat is not None
    assert found.caveat.of(text) in text
    assert found.evidence[0].span == Span(start=text.index("was"), end=text.index(" from"))


def test_the_key_of_the_verdict_cache_covers_each_module_that_decides() -> None:
    core = ROOT / "newsletter" / "core"
    seen: set[str] = set()
    waiting = {"verdict", "facts"}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        source = (core / f"{name}.py").read_text("utf-8")
        named = set(re.findall(r"from newsletter\.core\.(\w+) import", source))
        listed = re.findall(r"from newsletter\.core import \(?([\w, ]+)", source)
        waiting |= (
            (named | {one.strip() for some in listed for one in some.split(",")}) - seen - {"prose"}
        )  # but a door
    assert seen - set(_DECIDING) == set()


def test_given_a_win_told_by_one_half_when_the_other_says_it_again_then_it_may_leave_unseen() -> None:
    again = "The order is in force since Monday."
    assert judged("Curfew in Aleth lifted after ninety days", f"The market was open till midnight. {again}").unattended
    assert not judged("Curfew in Aleth lifted after ninety days", "The market is large.").unattended


def test_given_win_words_about_what_protects_people_when_judged_then_it_is_no_win() -> None:
    for title, text in [
        ("Senate lifts ban on mining in Ovo forest", "The decree takes effect on Monday."),
        ("Government wins right to deport 40 Erans", "The court sided with the ministry."),
        ("Colonel cleared of torture", "The court in Ovo acquitted him on Friday."),
        ("Appeal by miners' widows thrown out", "The court said that it came too late."),
        ("Poet freed and expelled", "The poet left prison on Friday."),
        ("Two of five teachers acquitted", "The court cleared Ana Ruiz and Eva Soto."),
    ]:
        assert judged(title, text).verdict is not Verdict.WIN, title


def test_given_the_state_s_own_appeal_dismissed_when_judged_then_it_is_a_win() -> None:
    found = judged(
        "Court dismisses ministry's appeal against asylum for poet", "The ministry's last appeal was rejected."
    )
    assert found.verdict is Verdict.WIN
