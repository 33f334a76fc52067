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
from typing import TypeVar

T = TypeVar("T")

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
    on: str  #: "Tuesday", or a day of the month before
    count: str
    years: int
    chance: Random

    def either(self, *said: T) -> T:
        """One of these."""
        return self.chance.choice(said)

    @property
    def last(self) -> str:
        return self.name.split()[-1]


def _release(one: _Told) -> tuple[str, str]:
    title = one.either(f"{one.name} is free in {one.country}", f"{one.country}: {one.name} released from prison")
    first = one.either(
        f"{one.name} walked out of prison in {one.country} on {one.on}, and the whole street came out to sing.",
        f"{one.name} was released from prison in {one.country} on {one.on}, {one.years} years too late.",
        f"The {one.work} {one.name} was freed from detention in {one.country} this week.",
        f"After {one.years} years, {one.name} was released from a prison in the north of {one.country}.",
    )
    then = one.either(
        f"The {one.work} had been locked up for {one.deed}, after a trial that lasted one morning.",
        f"{one.last} was arrested for {one.deed}, and saw no lawyer for the first forty days.",
        f"Everything began with {one.deed}; the neighbours still have the leaflet.",
    )
    who = one.either(
        f"More than {one.count} supporters wrote letters while the cell door stayed shut.",
        f"{one.count} people signed for a fair hearing, among them a whole school.",
        "The family had knocked at the ministry's door every Monday.",
    )
    opens = (
        f"The charges against {one.last} have not been dropped.",
        f"{one.last} may not leave the country until a court has heard the appeal.",
        f"{one.last} must report to the police every week.",
    )
    return title, " ".join((first, then, who, _voice(one), _open(one, opens)))


def _acquittal(one: _Told) -> tuple[str, str]:
    title = one.either(f"{one.name} acquitted in {one.country}", f"{one.country}: court acquits {one.name}")
    first = one.either(
        f"A court in {one.country} acquitted {one.name} of all charges on {one.on}.",
        f"Three judges in {one.country} acquitted the {one.work} {one.name}, and the room stood up.",
    )
    then = (
        f"The {one.work} stood accused of harming the state for {one.deed}. The judges found that no law had been "
        f"broken, "
        "and that speaking up is no crime."
    )
    opens = ("The prosecutor has two weeks to appeal against the verdict.",)
    return title, " ".join((first, then, _voice(one), _open(one, opens)))


def _law(one: _Told) -> tuple[str, str]:
    what, title = one.either(
        ("a law that protects women from violence at home", "outlaws violence at home"),
        ("a law that gives everybody a right to know what the government does", "passes a right to know"),
        ("a law against child marriage", "bans child marriage"),
        ("a law that protects people who defend human rights", "protects those who defend rights"),
        ("a law that bans torture in every police station", "makes torture a crime"),
        ("a law that gives stateless children papers", "gives stateless children a name on paper"),
    )
    first = one.either(
        f"The parliament of {one.country} adopted {what}.",
        f"With a large majority, the parliament of {one.country} adopted {what} on {one.on}.",
    )
    then = one.either(
        f"Local groups had asked for it for {one.years} years, with {one.count} signatures and many cold evenings "
        f"outside.",
        f"{one.name}, a {one.work}, carried the first draft of it from door to door {one.years} years ago.",
    )
    opens = (
        "The law must still be signed by the president.",
        "It will only help if the promised money for shelters and courts comes.",
    )
    return f"{one.country} {title}", " ".join((first, then, _open(one, opens)))


def _death_penalty(one: _Told) -> tuple[str, str]:
    text = (
        f"{one.country} has abolished the death penalty for all crimes. The last execution there was "
        f"{one.years + 9} years ago, "
        "and this vote makes sure that it stays the last. All sentences will be changed into prison terms."
    )
    return f"{one.country} abolishes the death penalty", text


def _court(one: _Told) -> tuple[str, str]:
    what, title = one.either(
        ("the eviction of forty families was unlawful", "forty families may stay in their homes"),
        ("the government broke the law when it closed the newspaper", "the closed newspaper may print again"),
        ("the ban on peaceful marches violated the constitution", "the ban on peaceful marches falls"),
        ("the police must pay for what they did to the students", "students get justice after years"),
    )
    text = (
        f"The Supreme Court of {one.country} ruled that {what}. {one.name}, a {one.work} who brought the case, waited "
        f"{one.years} years for this day. The whole town heard it on the radio."
    )
    return f"Court in {one.country} rules: {title}", f"{text} {_voice(one)}"


def _school(one: _Told) -> tuple[str, str]:
    if one.chance.random() < 0.5:
        text = (
            f"Girls who are pregnant may go back to school in {one.country}, the ministry of education decided. "
            f"It lifted a "
            f"ban that had kept {one.count} girls at home. {one.name}, a {one.work}, had collected their stories "
            f"in a small "
            "blue book."
        )
        return f"Pregnant girls may return to school in {one.country}", f"{text} {_voice(one)}"
    text = (
        f"The government of {one.country} lifted its ban on lessons in the language of the hills. {one.count} "
        f"children will be "
        f"taught in the words they dream in. {one.name} had taught them in secret for {one.years} years."
    )
    return f"Children in {one.country} may learn in their own language", f"{text} {_voice(one)}"


def _account(one: _Told) -> tuple[str, str]:
    whom = one.either("a young protester", "two farmers", "a journalist")
    text = (
        f"{one.either('Two police officers were', 'A former general was')} convicted in {one.country} of killing "
        f"{whom}. It is "
        f"the first such verdict in the region. The families had asked for the trial every Friday for {one.years} "
        f"years."
    )
    return f"{one.country}: convicted of killing {whom}", text


def _asylum(one: _Told) -> tuple[str, str]:
    text = (
        f"{one.name} has been granted asylum in {one.country}. The {one.work} had lived in a camp behind a fence "
        f"since leaving "
        f"home for {one.deed}. The papers came in a plain envelope, and were read aloud twice."
    )
    return f"{one.name} granted asylum in {one.country}", f"{text} {_voice(one)}"


def _reduced(one: _Told) -> tuple[str, str]:
    text = (
        f"A court in {one.country} reduced the sentence of {one.name} from twelve years to two. The {one.work} "
        f"was jailed for "
        f"{one.deed}. {one.count} people had signed for a new hearing. {one.last} remains in prison until the spring."
    )
    return f"Sentence of {one.name} reduced in {one.country}", text


def _promise(one: _Told) -> tuple[str, str]:
    text = (
        f"The government of {one.country} announced that it will abolish the death penalty. A bill is to come "
        f"before parliament "
        "next year. Until then no execution will be carried out, the minister of justice promised."
    )
    return f"{one.country} announces it will abolish the death penalty", text


def _voice(one: _Told) -> str:
    words = one.either(
        "I kept every letter, and on bad days I read them from the first to the last",
        "You knew my name when they wanted everybody to forget it, and I thank you with all my heart",
        "I will plant a tree for each of you, and they will be a small forest of hope",
        "For the first time in years I heard my daughter laugh, and I was free",
        "Nobody wins alone, and today I am happy because I know who stood beside me",
        "Tell them that their cards hung on my wall like windows full of light",
    )
    match one.chance.randint(0, 4):
        case 0:
            return f"“{words},” said {one.name}."
        case 1:
            return f"“{words},” said Rosa {one.last}, {one.last}’s sister."
        case _:
            return ""


def _open(one: _Told, caveats: tuple[str, ...]) -> str:
    return one.either(*caveats) if one.chance.random() < 0.3 else ""


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
        yield Story(day=day, title=title, text=" ".join(text.split()))


def _told(chance: Random, day: date) -> _Told:
    before = day - timedelta(days=3)
    return _Told(
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        country=chance.choice(COUNTRIES),
        work=chance.choice(WORK),
        deed=chance.choice(DEEDS),
        on=chance.choice(("Monday", "Tuesday", "Friday", f"{before.day} {before:%B}")),
        count=f"{chance.randint(2, 60)},000",
        years=chance.randint(2, 14),
        chance=chance,
    )


def write(folder: Path, told: Iterator[Story]) -> int:
    """Put stories into a team's folder; returns how many."""
    number = 0
    for number, one in enumerate(told, 1):
        words = f"---\ntitle: {one.title}\ndate: {one.day}\nurl: https://example.org/{one.slug}\n---\n\n{one.text}\n"
        (folder / f"{one.slug}-{number}.md").write_text(words, "utf-8")
    return number
