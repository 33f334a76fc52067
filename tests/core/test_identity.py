"""Identity: names that last, addresses written one way, and what makes two things one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.core.identity import canonical_url, content_hash, entry_id, same_site, same_story
from newsletter.model.entries import Completeness, EntryId, Figure, Precision, ReadEntry, Revision, TitleIs

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)
WORDS = " ".join(f"word{number}" for number in range(45)) + "."


def revision(**changes: object) -> Revision:
    base = Revision(
        entry=EntryId("0" * 12), number=1, source="a", title="T", title_is=TitleIs.GIVEN, text=WORDS, html="", url=None,
        language="en", published_at=None, published_on="2026-01-05", precision=Precision.DAY,
        completeness=Completeness.COMPLETE, figures=(), quotes=(), seen_at=NOW, first_seen_at=NOW,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def test_given_a_source_and_a_key_then_the_id_is_theirs_for_ever() -> None:
    assert entry_id("our-news", "čaj") == hashlib.sha256("our-news\0čaj".encode()).hexdigest()[:12]
    assert entry_id("a", "bc") != entry_id("ab", "c")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG:443/Path?b=2&a=1#top", "https://example.org/Path?b=2&a=1"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/x", "http://example.org:8080/x"),
        (
            "https://example.org/x?utm_source=a&id=7&fbclid=b&mc_cid=c&mc_eid=d&gclid=e&UTM_Campaign=f",
            "https://example.org/x?id=7",
        ),
        ("https://example.org/?utm_medium=rss", "https://example.org/"),
        ("https://example.org./x", "https://example.org/x"),
        ("https://[2606::1]:443/x", "https://[2606::1]/x"),
        (" https://example.org/ř%C5%99 ", "https://example.org/ř%C5%99"),
        ("tag:example.org,2020:1", "tag:example.org,2020:1"),
        ("http://[broken", "http://[broken"),
        ("http://example.org:port/", "http://example.org:port/"),
        ("", ""),
    ],
)
def test_given_an_address_then_it_is_written_the_one_way(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


ENTRY = ReadEntry(
    key="k", title="T", text="One.\n\nTwo.", url="https://e.org/a", html="<p>One.</p>", published_on="2026-01-05"
)


@pytest.mark.parametrize(
    "change",
    [
        {"html": "<div><p class='x'>One.</p></div>"},
        {"raw": b"other"},
        {"text": "One.  \n\n\nTwo."},
        {"url": "https://E.org/a?utm_source=rss"},
        {"key": "other"},
    ],
)
def test_given_a_change_no_reader_sees_then_there_is_no_revision(change: dict[str, object]) -> None:
    assert content_hash(replace(ENTRY, **change)) == content_hash(ENTRY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "T2"},
        {"text": "One.\n\nTwo!"},
        {"title": "", "text": "T One.\n\nTwo."},
        {"url": "https://e.org/b"},
        {"published_on": "2026-01-06"},
        {"published_at": NOW},
        {"figures": (Figure(src="https://e.org/p.jpg"),)},
        {"figures": (Figure(caption="A door"),)},
    ],
)
def test_given_a_change_a_reader_sees_then_there_is_a_revision(change: dict[str, object]) -> None:
    assert content_hash(replace(ENTRY, **change)) != content_hash(ENTRY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (
            {"url": "https://e.org/a", "text": "x"},
            {"url": "https://E.org/a#b", "text": "y"},
            "both point to the same page",
        ),
        ({}, {"text": "  " + WORDS.upper().replace(" ", "\n")}, "both have the same words"),
        ({}, {"text": WORDS.replace("word7 ", "not ")}, None),
        ({"text": "Ama is free."}, {"text": "Ama is free."}, None),  # too short to be sure
        ({"url": None, "text": "x"}, {"url": None, "text": "y"}, None),
    ],
)
def test_given_two_entries_then_only_exact_copies_are_one_story(
    a: dict[str, object], b: dict[str, object], reason: str | None
) -> None:
    assert same_story(revision(**a), revision(**b)) == reason
    assert same_story(revision(**b), revision(**a)) == reason


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/feed", "https://example.org/news/1", True),
        ("https://feeds.example.org/all", "https://www.example.org/news/1", True),
        ("https://example.org/feed", "https://news.example.org/1", True),
        ("https://feeds.example.co.uk/all", "https://www.example.co.uk/1", True),
        ("https://example.co.uk/all", "https://other.co.uk/1", False),
        ("https://example.org/all", "https://example.net/1", False),
        ("https://10.0.0.1/all", "https://11.0.0.1/1", False),
        ("https://badexample.org/all", "https://example.org/1", False),
        ("https://localhost/all", "https://otherhost/1", False),
        ("nothing", "https://example.org/1", False),
    ],
)
def test_whether_two_addresses_stand_on_one_site(one: str, other: str, same: bool) -> None:
    assert (same_site(one, other), same_site(other, one)) == (same, same)
