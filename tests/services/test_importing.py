"""Letters sent before: what they told is known, and never offered as new."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.sources import letters
from tests.team import RELEASES, WEEK, Team


def letter(*pieces: str, title: str = "Good news") -> str:
    rows = "".join(f"<tr><td>{piece}</td></tr>" for piece in pieces)
    foot = '<a href="https://www.facebook.com/example">Facebook</a> <a href="https://example.org/">Home</a>'
    return f"<html><head><title>{title}</title></head><body><table>{rows}</table>{foot}</body></html>"


BY_LINK = '<h2>A teacher is home</h2><a href="https://example.org/marta?utm_source=letter">Read more</a>'
BY_HEADLINE = "<h2>Ivan Šarić acquitted in Serbia</h2>"
BY_WORDS = "<p>Also: Parliament in Ghana voted to abolish the death penalty on Thursday. Bravo!</p>"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path / "team")
    made.tell_all()
    return made


def told(team: Team) -> dict[str, list[str]]:
    return {row["headline"]: row["told_in"] for row in team.ask("stories", "list") if row["told_in"]}


def keep(team: Team, name: str, text: str) -> Path:
    path = team.folder.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_what_a_letter_told_is_known_by_link_headline_and_words(team: Team) -> None:
    team.run("ingest")
    path = keep(team, "2026-09-05-letter.html", letter(BY_LINK, BY_HEADLINE, BY_WORDS))
    [row] = team.ask("import", str(path))
    assert (row["sent_on"], row["title"], row["new"], row["links"]) == ("2026-09-05", "Good news", True, 1)
    assert {one["headline"]: one["why"] for one in row["told"]} == {
        RELEASES["marta"][0]: "its link stands in the letter",
        RELEASES["ivan"][0]: "its headline stands in the letter",
        RELEASES["law"][0]: "its words stand in the letter",
    }
    team.run("run")
    shown = team.show(WEEK)
    assert [one["headline"] for one in shown["highlights"]] == [RELEASES["asma"][0]]
    assert {one["reason"] for one in shown["left_out"]} == {"told already in weekly, letter of 2026-09-05"}


def test_what_is_read_after_the_import_is_known_as_well(team: Team) -> None:
    team.run("import", str(keep(team, "2026-09-05.html", letter(BY_LINK))))
    team.run("run")
    assert told(team)[RELEASES["marta"][0]] == ["weekly, letter of 2026-09-05"]


def test_a_letter_is_read_once_and_a_rehearsal_keeps_nothing(team: Team) -> None:
    team.run("ingest")
    path = str(keep(team, "2026-09-05.html", letter(BY_LINK)))
    [row] = team.ask("import", "--rehearse", path)
    assert (row["new"], len(row["told"]), told(team)) == (True, 1, {})
    team.run("import", path)
    [again] = team.ask("import", path)
    assert (again["new"], len(told(team))) == (False, 1)


def test_a_headline_of_another_year_tells_nothing(team: Team) -> None:
    team.run("ingest")
    team.run("import", str(keep(team, "2019-09-05.html", letter(BY_HEADLINE, BY_WORDS))))
    assert told(team) == {}


def test_an_export_of_a_mail_service_is_read_with_its_table(team: Team) -> None:
    team.run("ingest")
    path = team.folder.parent / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("campaigns.csv", 'Title,Subject,Send Date\nW36,"Good news 36","Sep 05, 2026 10:00 am"\n')
        archive.writestr("campaigns/5511_-good-news-36-.html", letter(BY_LINK, title="Good news 36"))
        archive.writestr("campaigns/5512_-empty-.html", "<html></html>")
        archive.writestr("lists/members.csv", "Email\nana@example.org\n")
    done = team.run("import", "--json", str(path))
    assert done.returncode == 3
    assert "there are no words in it" in done.stderr
    assert told(team) == {RELEASES["marta"][0]: ["weekly, letter of 2026-09-05"]}
    assert "ana@example.org" not in "".join(done.stdout)


def test_a_mailbox_is_read_mail_by_mail(team: Team) -> None:
    team.run("ingest")
    mails = []
    for number, piece in enumerate((BY_LINK, BY_WORDS), 5):
        mail = EmailMessage()
        mail["Subject"], mail["Date"] = f"Good news {number}", f"Sat, {number:02} Sep 2026 23:30:00 +0000"
        mail.set_content("See the other part.")
        mail.add_alternative(letter(piece), subtype="html")
        mails.append(f"From - Sat Sep 05 2026\n{mail.as_string()}\n")
    rows = team.ask("import", str(keep(team, "sent.mbox", "\n".join(mails))))
    assert [(row["title"], row["sent_on"], len(row["told"])) for row in rows] == [
        ("Good news 5", "2026-09-06", 1),  # the newsletter lives in London, where it was half past midnight
        ("Good news 6", "2026-09-07", 1),
    ]


def test_a_letter_whose_day_nobody_knows_is_asked_for(team: Team) -> None:
    team.run("ingest")
    path = str(keep(team, "old/letter.html", letter(BY_LINK)))
    assert "no day: give it with --sent" in team.run("import", path).stdout
    [row] = team.ask("import", "--sent", "2026-09-04", path)
    assert row["sent_on"] == "2026-09-04"


def test_a_folder_without_letters_says_so(team: Team) -> None:
    empty = team.folder.parent / "empty"
    empty.mkdir()
    assert f"There is no letter in {empty}." in team.run("import", str(empty)).stdout


def exported(folder: Path, *names: str) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            part = letter(f"<p>What {name} tells, at some length.</p>" * 20, title=name)
            archive.writestr(name, part, compress_type=zipfile.ZIP_DEFLATED)
    return path


def changed(path: Path, name: str, at: int, new: bytes, *, listed: int | None = None) -> None:
    """Write over bytes of a part: ``at`` from its data on, or from where it is listed."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name) + at
    if listed is not None:
        start = data.rindex(name.encode()) - 46 + listed
    data[start : start + len(new)] = new
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("at", "listed", "new", "what"),
    [
        (0, None, b"\xff\xff\xff\xff", "cannot be opened"),  # no deflate
        (0, 16, b"\1\2\3\4", "cannot be opened"),  # another checksum
        (0, 10, b"\x63\0", "packed in a way"),
        (0, 8, b"\1\0", "it is locked"),
        (0, 24, b"\x10\0\0\0", "cannot be opened"),  # a size that is not its own
        (0, 24, b"\0\0\0\x7f", "too long for a letter"),
    ],
)
def test_a_bad_part_of_an_export_is_told_and_the_others_are_read(
    tmp_path: Path, at: int, listed: int | None, new: bytes, what: str
) -> None:
    path = exported(tmp_path, "a.html", "bad.html", "c.html")
    changed(path, "bad.html", at, new, listed=listed)
    found, problems = letters.read_letters(path)
    assert {one.title for one in found} == {"a.html", "c.html"}
    assert [(one.where, bool(one.mend)) for one in problems] == [("export.zip/bad.html", True)]
    assert what in problems[0].what


def test_a_zip_unfolds_to_so_much_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = exported(tmp_path, "a.html", "b.html")
    monkeypatch.setattr(letters, "MAX_UNFOLDED", 1_500)
    found, problems = letters.read_letters(path)
    assert [one.title for one in found] == ["a.html"]
    assert [one.where for one in problems] == ["export.zip"]
    assert "b.html" in problems[0].what


def test_a_table_with_an_endless_field_gives_the_days_before_it(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        rows = ["Title,Send Date", "One,2026-09-05", f"{'x' * 200_000},2026-09-06"]
        archive.writestr("campaigns.csv", "\n".join(rows))
        archive.writestr("one.html", letter(BY_LINK, title="One"))
    [one], [problem] = letters.read_letters(path)
    assert (one.sent_on, problem.where) == ("2026-09-05", "export.zip/campaigns.csv")


def test_an_odd_mail_in_a_mailbox_ends_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = "From {0} Sat Sep 05 2026\nSubject: {1}\nContent-Type: text/plain; charset={2}\n\n{3}\n\n"
    mails = [
        mail.format("-", "One", "utf-8", "The first."),
        mail.format("Zoë", "Two", "no\0such", "The second. Zoë."),
        mail.format("-", "Three", "ascii", "Much. " * 5_000),
        mail.format("-", "Four", "utf-8", "The last."),
    ]
    path = tmp_path / "sent.mbox"
    path.write_text("".join(mails), "utf-8")
    monkeypatch.setattr(letters, "MAX_LETTER", 20_000)
    found, problems = letters.read_letters(path)
    assert {one.title for one in found} == {"One", "Two", "Four"}
    assert [(one.where, one.what) for one in problems] == [("sent.mbox#3", "it is too long for a letter")]


def test_a_letter_without_a_title_goes_by_the_start_of_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text(letter(f"<p>{'Good news from all over. ' * 40}</p>", title=""), "utf-8")
    [one], _ = letters.read_letters(tmp_path)
    assert one.title.startswith("Good news from all over. Good")
    assert len(one.title) <= 121
    assert one.title.endswith("…")
