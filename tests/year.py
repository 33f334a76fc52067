"""A year of good news in invented stories: what a round-up is tried on.

``stories(count)`` gives the same stories every time: people, places and days are put together from short
lists, so that outcomes, caveats and voices are as mixed as in a real year. Nobody in them exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

COUNTRIES = (
    "Peru", "Kenya", "Nepal", "Egypt", "Poland", "Mexico", "Ghana", "Vietnam", "Tunisia", "Chile", "Zambia", "Iran",
    "Cuba", "Malaysia", "Serbia", "Turkey", "Uganda", "Brazil", "Morocco", "Thailand", "Ecuador", "Rwanda", "Belarus",
    "Sri Lanka", "Paraguay", "Senegal", "Kuwait", "Colombia", "Armenia", "Malawi", "Fiji", "Honduras", "Jamaica",
)  # fmt: skip
FIRST = (
    "Amara", "Nadia", "Teodora", "Ilse", "Marisol", "Yasmin", "Hana", "Zofia", "Lucía", "Esi", "Omar", "Ivan", "Tomás",
    "Kofi", "Bence", "Emre", "Joaquín", "Samir", "Đức", "Anwar", "Rafael", "Petar", "Malik", "Sione", "Baraka",
)  # fmt: skip
LAST = (
    "Quispe", "Otieno", "Shrestha", "Fahmy", "Nowak", "Ibarra", "Mensah", "Trần", "Jebali", "Rojas", "Banda", "Rahimi",
    "Valdés", "Hashim", "Šarić", "Yıldız", "Okello", "Duarte", "Amrani", "Srisai", "Paredes", "Uwase", "Kavalenka",
    "Perera", "Benítez", "Ndiaye", "Alenezi", "Caicedo", "Petrosyan", "Phiri", "Tuimavave", "Zelaya", "Bryson",
)  # fmt: skip
WORK = (
    "teacher",
    "journalist",
    "lawyer",
    "nurse",
    "student leader",
    "poet",
    "union organiser",
    "blogger",
    "land defender",
)
DEEDS = (
    "writing about a flooded village", "filming a peaceful march", "asking where the school money went",
    "defending neighbours in court", "singing a song about the river", "signing a petition for clean water",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One invented story as a team's folder would hold it."""

    day: date
    title: str
    text: str

    @property
    def slug(self) -> str:
        return f"{self.day}-{abs(hash_of(self.title)):08x}"


def hash_of(text: str) -> int:
    """The same number in every run."""
    return sum(ord(letter) * (place + 1) ** 2 for place, letter in enumerate(text)) % 0xFFFFFFFF


@dataclass(frozen=True)
class _Told:
    """What one story is put together from."""

    name: str
    country: str
    work: str
    deed: str
    month: str
    count: str
    chance: Random

    @property
    def last(self) -> str:
        return self.name.split()[-1]


def _release(one: _Told) -> tuple[str, str]:
    how = one.chance.choice(("walked out of prison", "was released from prison", "was freed from detention"))
    text = (
        f"{one.name} {how} in {one.country} on {one.chance.choice(('Monday', 'Tuesday', 'Friday'))}, and the "
        f"whole street "
        f"came out to sing. The {one.work} had been locked up for {one.deed}, after a trial that lasted one morning. "
        f"More than {one.count} supporters wrote letters while the cell door stayed shut. "
    )
    return f"{one.name} is free in {one.country}", text + _voice(one) + _open(one, (
        f"The charges against {one.last} have not been dropped.",
        f"{one.last} may not leave the country until a court has heard the appeal.",
    ))  # fmt: skip


def _acquittal(one: _Told) -> tuple[str, str]:
    text = (
        f"A court in {one.country} acquitted {one.name} of all charges. The {one.work} stood accused of harming "
        f"the state for "
        f"{one.deed}. The judges found that no law had been broken, and that speaking up is no crime. "
    )
    return f"{one.name} acquitted in {one.country}", text + _voice(one) + _open(one, (
        "The prosecutor has two weeks to appeal against the verdict.",
    ))  # fmt: skip


def _law(one: _Told) -> tuple[str, str]:
    what, title = one.chance.choice((
        ("a law that protects women from violence at home", "outlaws violence at home"),
        ("a law that gives everybody a right to know what the government does", "passes a right to know"),
        ("a law against child marriage", "bans child marriage"),
        ("a law that protects people who defend human rights", "protects those who defend rights"),
    ))  # fmt: skip
    text = (
        f"The parliament of {one.country} adopted {what}. Local groups had asked for it for eleven years, with "
        f"{one.count} "
        f"signatures and many cold evenings outside the gates. Nobody voted against it in the last reading. "
    )
    return f"{one.country} {title}", text + _open(one, (
        "The law must still be signed by the president.",
        "It will only help if the promised money for shelters and courts comes.",
    ))  # fmt: skip


def _death_penalty(one: _Told) -> tuple[str, str]:
    text = (
        f"{one.country} has abolished the death penalty for all crimes. The last execution there was "
        f"{one.chance.randint(9, 31)} "
        f"years ago, and this vote makes sure that it stays the last. All sentences will be changed into prison "
        f"terms. "
    )
    return f"{one.country} abolishes the death penalty", text


def _court(one: _Told) -> tuple[str, str]:
    what = one.chance.choice((
        "the eviction of forty families was unlawful", "the police must name the officers on duty that night",
        "a ban on peaceful marches was against the constitution",
    ))  # fmt: skip
    text = (
        f"The Supreme Court of {one.country} ruled that {what}. {one.name}, a {one.work} who brought the case, "
        f"waited six years "
        f"for this day. The whole town heard it on the radio. "
    )
    return f"Supreme Court of {one.country} rules for the people who asked", text + _voice(one)


def _school(one: _Told) -> tuple[str, str]:
    text = (
        f"Girls who are pregnant may go back to school in {one.country}, the ministry of education decided. It "
        f"lifted a ban that "
        f"had kept {one.count} girls at home. {one.name}, a {one.work}, had collected their stories in a small "
        f"blue book. "
    )
    return f"Pregnant girls may return to school in {one.country}", text + _voice(one)


def _account(one: _Told) -> tuple[str, str]:
    text = (
        f"Two police officers were convicted in {one.country} of killing a young protester. It is the first such "
        f"verdict in the "
        f"region. The family of the victim had asked for the trial every Friday for {one.chance.randint(3, 9)} "
        f"years. "
    )
    return f"Officers convicted of killing a protester in {one.country}", text


def _asylum(one: _Told) -> tuple[str, str]:
    text = (
        f"{one.name} has been granted asylum in {one.country}. The {one.work} had lived in a camp behind a fence "
        f"since leaving "
        f"home for {one.deed}. The papers came in a plain envelope, and were read aloud twice. "
    )
    return f"{one.name} granted asylum in {one.country}", text + _voice(one)


def _reduced(one: _Told) -> tuple[str, str]:
    text = (
        f"A court in {one.country} reduced the sentence of {one.name} from twelve years to two. The {one.work} "
        f"was jailed for "
        f"{one.deed}. {one.count} people had signed for a new hearing. "
    )
    return f"Sentence of {one.name} reduced in {one.country}", text + f"{one.last} remains in prison until the spring. "


def _promise(one: _Told) -> tuple[str, str]:
    text = (
        f"The government of {one.country} announced that it will abolish the death penalty. A bill is to come "
        f"before parliament "
        f"next year. Until then no execution will be carried out, the minister of justice promised. "
    )
    return f"{one.country} announces it will abolish the death penalty", text


def _voice(one: _Told) -> str:
    words = one.chance.choice((
        "I kept every letter, and on bad days I read them from the first to the last",
        "You knew my name when they wanted everybody to forget it, and I thank you with all my heart",
        "I will plant a tree for each of you, and they will be a small forest of hope",
        "For the first time in years I heard my daughter laugh, and I was free",
        "Nobody wins alone, and today I am happy because I know who stood beside me",
        "Tell them that their cards hung on my wall like windows full of light",
    ))  # fmt: skip
    match one.chance.randint(0, 4):
        case 0:
            return f"“{words},” said {one.name}. "
        case 1:
            return f"“{words},” said Rosa {one.last}, {one.last}’s sister. "
        case _:
            return ""


def _open(one: _Told, caveats: tuple[str, ...]) -> str:
    return f"{one.chance.choice(caveats)} " if one.chance.random() < 0.3 else ""


FRAMES = (
    (_release, 9), (_acquittal, 4), (_law, 4), (_death_penalty, 1), (_court, 3), (_school, 2), (_account, 2),
    (_asylum, 2), (_reduced, 2), (_promise, 1),
)  # fmt: skip


def stories(count: int = 300, year: int = 2020, seed: int = 7, empty: tuple[int, ...] = ()) -> Iterator[Story]:
    """So many stories over a year, the oldest first; none in the ``empty`` months."""
    chance = Random(seed)
    days = [day for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365)) if day.month not in empty]
    frames, weights = zip(*FRAMES, strict=True)
    seen: set[str] = set()
    for number in range(count):
        day = days[number * len(days) // count]
        while True:
            one = _told(chance, day)
            title, text = chance.choices(frames, weights)[0](one)
            if title not in seen:
                break
        seen.add(title)
        yield Story(day=day, title=title, text=text.strip())


def _told(chance: Random, day: date) -> _Told:
    return _Told(
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        country=chance.choice(COUNTRIES),
        work=chance.choice(WORK),
        deed=chance.choice(DEEDS),
        month=f"{day:%B}",
        count=f"{chance.randint(2, 60)},000",
        chance=chance,
    )


def write(folder: Path, told: Iterator[Story]) -> int:
    """Put stories into a team's folder; returns how many."""
    number = 0
    for number, one in enumerate(told, 1):
        words = f"---\ntitle: {one.title}\ndate: {one.day}\nurl: https://example.org/{one.slug}\n---\n\n{one.text}\n"
        (folder / f"{one.slug}-{number}.md").write_text(words, "utf-8")
    return number
