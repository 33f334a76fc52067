"""Find the full names that stand in a text, and give a name said short its full form.

Pure. A full name is two capitalised words or more without roles, organisations and places, as it stands in the text.
Which of them are the people of a story is ``core.people``' matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from newsletter.core.speech import NAME, NOT_NAMES, PARTICLE, split_role, words

#: Words that stand in the names of organisations, places, laws and days, and not in those of people.
NOT_PEOPLE = words(
    "amnesty international nations united union court courts tribunal committee commission council ministry department "
    "government parliament congress senate assembly university college school institute foundation fund bank group "
    "groups team network centre center association organisation organization society agency office bureau police army "
    "force forces party movement alliance coalition front league federation committee watch rights human press freedom "
    "world day week month year years news times post herald tribune star radio television tv media film book books "
    "island islands river rivers mountain mountains lake sea ocean valley street road avenue square park city town "
    "village district province state states county region republic kingdom north south east west northern southern "
    "eastern western central middle prison jail camp hospital church mosque temple airport station action actions "
    "urgent appeal letter letters write act law laws bill code constitution convention covenant treaty protocol "
    "declaration article section charter supreme high federal national regional local public security first nation "
    "people peoples protection mechanism defenders against death penalty good new royal decree covid covid-19 facebook "
    "twitter instagram google youtube christmas easter ramadan eid american british french spanish african european "
    "asian arab muslim christian islamic jewish kurdish internet service services programme program project campaign "
    "campaigns justice peace climate european africa america asia europe the and of for our no not with to from is are "
    "was has cour suprême supérieure tribunal nations unies droits homme journée ministère gouvernement corte suprema "
    "derechos humanos gobierno ministerio naciones unidas amnistía amnistie prisión universidad université partido "
    "parti loi ley acción agente urgente free released freed wins release house home security council delta desert "
    "hotel airport bay cape saint-denis santa port mount fort nobel prize award awards museum library olympics games "
    "cup africa's reporters without borders committee watch doctors lawyers writers pen crescent cross red"
)
_KIN = r"(?:mother|father|wife|husband|son|daughter|brother|sister|lawyer|cousin|uncle|aunt|mère|père|madre|padre)"
#: A name never runs on over a blank line.
_RUN = regex.compile(r"(?<![\p{L}\p{M}\d@#/])" + NAME.replace(r"\s+", r"(?:[^\S\n]+(?!\n)|\n(?!\s*\n))"))
#: Spaces that keep words on one line; one sign for one sign, so that places stay.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_PARTICLE = regex.compile(PARTICLE)
_HYPHENED_LOWER = regex.compile(r"-\p{Ll}")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A full name where it stands in the text."""

    name: str
    start: int


@lru_cache(maxsize=64)
def full_names(text: str) -> tuple[Named, ...]:
    """Find every full name in the order of the text, each time it stands there."""
    runs = ((run.group().translate(_SPACES), run.start()) for run in _RUN.finditer(text))
    found = (_trimmed(run, start) for run, start in runs if " " in run)
    return tuple(one for one in found if one is not None)


def _trimmed(run: str, start: int) -> Named | None:
    """Take what stands before a name off it: "Yesterday Director Ama Owusu" is Ama Owusu."""
    while (parts := run.split(maxsplit=1)) and len(parts) == 2 and _is_no_first_name(*parts):
        start, run = start + run.index(parts[1]), parts[1]
    _, name = split_role(run)
    name = name.rstrip(".")
    if name and not run.rstrip(".").endswith(name):
        return None  # broken over a line: no name as it stands
    start += len(run.rstrip(".")) - len(name)
    return Named(name=name, start=start) if _is_full(name) else None


def _is_no_first_name(word: str, rest: str) -> bool:
    """ "Yesterday Ama Owusu", "CEO Ama Owusu"; but all of "AMA OWUSU" may be a name."""
    return word.lower().strip(".,") in NOT_NAMES or (len(word) > 2 and word.isupper() and not rest.isupper())


def _is_full(name: str) -> bool:
    parts = [part for part in name.split() if not _PARTICLE.fullmatch(part)]
    if not 2 <= len(parts) <= 6 or all(len(part.strip(".")) < 2 for part in parts):
        return False
    if any(part.isupper() and len(part.strip(".")) > 2 for part in parts) and not name.isupper():
        return False  # "NGO Example"
    return not any(part.lower().strip(".") in NOT_PEOPLE or _HYPHENED_LOWER.search(part) for part in parts)


def fuller(name: str, names: Iterable[str], text: str) -> str | None:
    """The full name behind a surname or given name: itself where none fits, None where two people fit."""
    if " " in name.strip():
        return name
    fitting: list[str] = []
    for full in dict.fromkeys(names):
        if name not in full.split() or _is_another(name, full, text):
            continue
        same = next((i for i, known in enumerate(fitting) if are_one(known, full)), None)
        if same is None:
            fitting.append(full)
        else:
            fitting[same] = max(fitting[same], full, key=len)
    if len(fitting) > 1:
        return None
    return fitting[0] if fitting else name


def are_one(one: str, other: str) -> bool:
    """Whether the shorter of two names leaves out words of the longer, as in José Ferrer and José Daniel Ferrer."""
    short, long = sorted((one.split(), other.split()), key=len)
    rest = iter(long)
    return all(word in rest for word in short)


def _is_another(name: str, full: str, text: str) -> bool:
    """ "Osei’s mother, Ama Osei": Osei himself is somebody else."""
    kin = rf"\b{regex.escape(name)}[’']s?\s+(?:[\p{{Ll}}\-]+\s+){{0,2}}{_KIN},?\s+{regex.escape(full)}\b"
    return f"{name}’s" in text.replace("'", "’") and regex.search(kin, text) is not None
