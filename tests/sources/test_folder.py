"""A folder of story files of every kind, good and bad."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.model.entries import Fetch, FetchResult, Figure, Memory, Precision, Problem, Reading, TitleIs
from newsletter.model.settings import SourceSettings
from newsletter.sources.folder import FolderSource

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "stories"
    path.mkdir()
    return path


def read(folder: Path, memory: Memory | None = None, **settings: object) -> Reading:
    source = SourceSettings(name="stories", path=folder, **settings)  # type: ignore[arg-type]
    return FolderSource(source).read(memory or Memory(), NOW)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


STORY = """---
title: "Ama is home: at last"
date: 4 September 2020
url: https://example.org/ama
language: fr
quote: 'I never gave up'
speaker: Ama Owusu
tags: [release, "Accra, Ghana"]
picture:
  src: pictures/ama.jpg
  alt: A woman at a door
  caption: Ama Owusu at her door (Photo: Kofi Ann)
---

# Not the title

Ama came **home** on Friday.

She thanked [everyone](https://example.org/all), even [a file](notes.md).

- first
- second

![A garden](garden.png "Her garden")
"""


def test_given_a_story_with_front_matter_when_read_then_every_part_is_taken(folder: Path) -> None:
    write(folder, "2020/ama.md", STORY)
    [entry] = read(folder).entries
    assert (entry.key, entry.title, entry.title_is) == ("2020/ama.md", "Ama is home: at last", TitleIs.GIVEN)
    assert entry.text == (
        "Ama came home on Friday.\n\nShe thanked everyone, even a file.\n\n• first\n\n• second\n\n"
        "“I never gave up” — Ama Owusu"
    )
    assert [(quote.text, quote.speaker) for quote in entry.quotes] == [("I never gave up", "Ama Owusu")]
    assert (entry.url, entry.language) == ("https://example.org/ama", "fr")
    assert (entry.published_on, entry.published_at, entry.precision) == ("2020-09-04", None, Precision.DAY)
    assert entry.figures == (
        Figure(
            src="2020/pictures/ama.jpg", alt="A woman at a door", caption="Ama Owusu at her door", credit="Kofi Ann"
        ),
        Figure(src="2020/garden.png", alt="A garden", caption="Her garden"),
    )
    assert "folder.invalid" not in entry.html
    assert 'href="https://example.org/all"' in entry.html
    assert entry.raw == STORY.encode()


@pytest.mark.parametrize(
    ("matter", "what"),
    [
        ("date: soon", "the date “soon” is not understood; write it like 2020-09-04 or 4 September 2020"),
        ("titel: Ama", "line 3: “titel” is not known — did you mean “title”?"),
        ("just words", "line 3: “just words” is not “key: value”"),
        ("url: www.example.org", "the address “www.example.org” is not one of the web; it begins with https://"),
        ("text: a\ntext: b", "line 4: “text” stands twice; the first one counts"),
    ],
)
def test_given_front_matter_that_is_not_understood_then_the_story_is_read_and_it_is_said(
    folder: Path, matter: str, what: str
) -> None:
    write(folder, "a.md", f"---\ntitle: T\n{matter}\n---\nAma came home.\n")
    reading = read(folder)
    assert [(entry.title, entry.text) for entry in reading.entries] == [("T", "Ama came home.")]
    mend = "correct that line between the two “---”; the rest of the file was read"
    assert reading.fetch.problems == (Problem(where="a.md", what=what, mend=mend),)
    assert read(folder, reading.memory).fetch.problems == reading.fetch.problems


@pytest.mark.parametrize(
    ("matter", "title", "alt"),
    [
        ("title: Simple # remark\npicture: {src: a.jpg, alt: 'a, b'}", "Simple", "a, b"),
        ("title: 'It''s'\nimage: a.jpg\nalt: \"b\"", "It's", "b"),
        ("title: >\n  Over two\n  lines\nphoto:\n  src: a.jpg\n  alt: b", "Over two lines", "b"),
        ('Title:   "She said "yes""\npicture: a.jpg', 'She said "yes"', ""),
        ("title: Ünïcode: mañana\ntags:\n- a\n- b\npicture:\n    src: a.jpg", "Ünïcode: mañana", ""),
        ("\ufefftitle: x", "x", None),
    ],
)
def test_given_front_matter_as_people_write_it_then_it_is_understood(
    folder: Path, matter: str, title: str, alt: str | None
) -> None:
    bom = "\ufeff" if matter.startswith("\ufeff") else ""
    write(folder, "a.md", f"{bom}---\r\n{matter.lstrip(bom)}\r\n---\r\nAma came home.".replace("\r\r", "\r"))
    reading = read(folder)
    assert reading.fetch.problems == ()
    [entry] = reading.entries
    assert (entry.title, entry.figures[0].alt if entry.figures else None) == (title, alt)


@pytest.mark.parametrize(
    ("name", "body", "title", "kind", "text"),
    [
        ("a.md", "# Ama is home\n\nShe came.", "Ama is home", TitleIs.GIVEN, "She came."),
        ("a.md", "She came home. All is well.", "She came home.", TitleIs.DERIVED, "She came home. All is well."),
        ("a.md", "Above.\n\n---\n\nBelow.", "Above.", TitleIs.DERIVED, "Above.\n\nBelow."),
        ("a.txt", "Ama is home\n\nShe came. Good.", "Ama is home", TitleIs.GIVEN, "She came. Good."),
        ("a.txt", "She came home.\n\nGood.", "She came home.", TitleIs.DERIVED, "She came home.\n\nGood."),
        ("a.txt", "Only one line", "Only one line", TitleIs.DERIVED, "Only one line"),
        ("a.txt", "Ama is home\n\n4 September 2020\n\nShe came.", "Ama is home", TitleIs.GIVEN, "She came."),
        ("a.html", "<title>Ama is home</title><p>She came.</p>", "Ama is home", TitleIs.GIVEN, "She came."),
    ],
)
def test_given_a_story_without_front_matter_then_its_title_is_found_or_derived(
    folder: Path, name: str, body: str, title: str, kind: TitleIs, text: str
) -> None:
    write(folder, name, body)
    assert [(entry.title, entry.title_is, entry.text) for entry in read(folder).entries] == [(title, kind, text)]


PAGE = """<!DOCTYPE html><html lang="es"><head><meta charset="iso-8859-1"><title>Ama libre | Casa</title>
<meta property="og:title" content="Ama está libre"><meta property="og:image" content="/og.jpg">
<link rel="canonical" href="https://example.org/ama">
<meta property="article:published_time" content="2020-09-04T23:30:00-03:00">
</head><body><nav><a href="/">Inicio</a> Menú</nav><article><header><h1>Ama está libre</h1></header>
<p>Ama volvió a casa el viernes, después de muchos meses de espera.</p><aside>Comparte</aside>
<figure><img src="/a.jpg" alt="Una puerta"><figcaption>La puerta</figcaption></figure>
<p>“Gracias”, dijo.<script>track()</script></p></article><footer>Casa © 2020</footer></body></html>"""


def test_given_a_saved_page_when_read_then_only_its_article_is_taken(folder: Path) -> None:
    write(folder, "ama.html", PAGE.encode("iso-8859-1", "xmlcharrefreplace"))
    [entry] = read(folder).entries
    assert (entry.title, entry.url, entry.language) == ("Ama está libre", "https://example.org/ama", "es")
    assert entry.text == "Ama volvió a casa el viernes, después de muchos meses de espera.\n\n“Gracias”, dijo."
    assert (entry.published_at, entry.published_on) == (datetime(2020, 9, 5, 2, 30, tzinfo=UTC), "2020-09-04")
    assert entry.figures == (Figure(src="https://example.org/a.jpg", alt="Una puerta", caption="La puerta"),)


def test_given_a_dropped_feed_when_read_then_its_items_are_entries(folder: Path) -> None:
    rss = "<rss version='2.0'><channel><item><guid>g</guid><title>Ama</title></item></channel></rss>"
    for name in ("one.rss", "copy.xml"):
        write(folder, name, rss)
    write(
        folder,
        "two.json",
        '{"version":"https://jsonfeed.org/version/1","items":[{"id":"j","content_text":"Bo is free."}]}',
    )
    reading = read(folder)
    assert [(entry.key, entry.title) for entry in reading.entries] == [("g", "Ama"), ("j", "Bo is free.")]
    assert reading.fetch.problems == ()


def unreadable(folder: Path) -> str:
    write(folder, "bad.md", "x").chmod(0)
    return "this program may not read the file"


def huge(folder: Path) -> str:
    with open(folder / "bad.md", "wb") as file:
        file.truncate(200_000_000)
    return "the file has 200 MB, more than the 20 MB that are read"


def binary(folder: Path) -> str:
    write(folder, "bad.md", b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 4)
    return "this is not text"


def zeros(folder: Path) -> str:
    write(folder, "bad.md", "some words".encode("utf-16-le"))
    return "this is not text (it holds zero bytes)"


def latin(folder: Path) -> str:
    write(folder, "bad.txt", "Zoë está libre desde el viernes.".encode("latin-1"))
    return "this text is not in UTF-8, so its accents would come out wrong"


def link_out(folder: Path) -> str:
    (folder / "bad.md").symlink_to("/etc/hostname")
    return "this link leads out of the folder, so it was not followed"


def folder_link_out(folder: Path) -> str:
    (folder / "bad").symlink_to(folder.parent)
    return "this link leads out of the folder, so it was not followed"


def broken_link(folder: Path) -> str:
    (folder / "bad.md").symlink_to("nothing.md")
    return "this link leads nowhere"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "bad.md")
    return "this is not an ordinary file"


def empty(folder: Path) -> str:
    write(folder, "bad.md", " \n")
    return "the file is empty"


def no_story(folder: Path) -> str:
    write(folder, "bad.md", "---\ndate: 2020-01-01\n---\n")
    return "there is no story in it"


def no_workbook(folder: Path) -> str:
    write(folder, "bad.xlsx", b"PK")
    return "this file is damaged, or not of the kind its ending says"


def unknown(folder: Path) -> str:
    write(folder, "bad.pages", b"PK")
    return ".pages is not a kind that is read"


def no_feed(folder: Path) -> str:
    write(folder, "bad.xml", "<svg></svg>")
    return "this is not a feed (no RSS, Atom or JSON Feed was found in it)"


def no_article(folder: Path) -> str:
    write(folder, "bad.html", "<html><body><script>app()</script></body></html>")
    return "there is no article in this page"


@pytest.mark.parametrize(
    "bad",
    [
        *(unreadable, huge, binary, zeros, latin, link_out, folder_link_out, broken_link, pipe, empty, no_story),
        *(no_workbook, unknown, no_feed, no_article),
    ],
    ids=lambda bad: bad.__name__,
)
def test_given_one_bad_file_when_read_then_it_is_told_and_the_others_are_read(
    folder: Path, bad: Callable[[Path], str]
) -> None:
    if bad is unreadable and os.geteuid() == 0:
        pytest.skip("root may read everything")
    write(folder, "a.md", "Ama came home.")
    write(folder, "z.md", "Bo came home.")
    what = bad(folder)
    reading = read(folder)
    assert [entry.key for entry in reading.entries] == ["a.md", "z.md"]
    [problem] = reading.fetch.problems
    assert (problem.where.startswith("bad"), problem.what, bool(problem.mend)) == (True, what, True)
    assert reading.fetch.result is FetchResult.OK


def test_given_files_of_editors_and_systems_then_they_are_passed_over_in_silence(folder: Path) -> None:
    for name in (
        ".DS_Store",
        "~$ama.docx",
        ".hidden.md",
        "ama.md~",
        "ama.md.swp",
        "Thumbs.db",
        ".git/a.md",
        "p.jpg",
        "README.md",
    ):
        write(folder, name, "x")
    assert read(folder).fetch == Fetch(result=FetchResult.OK)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist — make it"),
        (lambda path: path.write_text("x"), "is not a folder — correct “path”"),
    ],
)
def test_given_no_folder_when_read_then_the_fetch_fails_in_words(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "gone")
    memory = Memory(items={"a.md": "x"})
    reading = read(tmp_path / "gone", memory)
    assert (reading.fetch.result, reading.memory) == (FetchResult.FAILED, memory)
    assert words in (reading.fetch.error or "")


def test_given_nothing_changed_when_read_again_then_no_file_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "a.md", "Ama came home.")
    first = read(folder)
    monkeypatch.setattr("newsletter.sources.workers.read_document", lambda document: pytest.fail("parsed again"))
    again = read(folder, first.memory)
    assert again == Reading(entries=(), fetch=Fetch(result=FetchResult.NOT_MODIFIED, seen=1), memory=first.memory)
    os.utime(folder / "a.md", (1, 1))  # touched, not changed
    assert read(folder, first.memory).entries == ()


def test_given_a_changed_and_a_new_and_a_removed_file_when_read_again_then_only_what_is_new_comes(folder: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        write(folder, name, f"{name} came home.")
    first = read(folder)
    write(folder, "a.md", "Ama came home at last.")
    write(folder, "d.md", "Di came home.")
    (folder / "c.md").unlink()
    second = read(folder, first.memory)
    assert [entry.key for entry in second.entries] == ["a.md", "d.md"]
    assert second.memory.items.keys() == {"a.md", "b.md", "d.md"}


def test_given_files_that_vanish_while_we_read_then_nothing_is_said(folder: Path) -> None:
    for number in range(60):
        write(folder, f"{number}.md", "Ama came home.")
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            for number in range(60):
                (folder / f"{number}.md").unlink(missing_ok=True)
                write(folder, f"{number}.md", f"Ama came home {number}.")

    churning = threading.Thread(target=churn)
    churning.start()
    try:
        problems = [problem.what for _ in range(5) for problem in read(folder).fetch.problems]
    finally:
        stop.set()
        churning.join()
    assert set(problems) <= {"the file is empty"}
