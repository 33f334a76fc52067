"""The letters' own words, and dates and country names, in one language.

Words come from ``templates/words/<language>.toml``; what a catalogue lacks is said in English.
Dates and countries come from babel. Quotation marks belong to the language of what is quoted.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from newsletter.errors import TemplateError
from newsletter.model.entries import Precision
from newsletter.model.stories import Outcome, OutcomeStatus
from newsletter.render.environment import Templates

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

#: Outer quotation marks by language (CLDR's delimiters); all others use the English ones.
QUOTE_MARKS = {
    "ar": "”“", "bg": "„“", "cs": "„“", "da": "””", "de": "„“", "el": "«»", "es": "«»", "et": "„“",
    "fa": "«»", "fi": "””", "fr": "«\u00a0|\u00a0»", "he": "””", "hr": "„“", "hu": "„”", "is": "„“", "it": "«»",
    "ja": "「」", "lt": "„“", "no": "«»", "nb": "«»", "pl": "„”", "pt": "“”", "ro": "„”", "ru": "«»",
    "sk": "„“", "sl": "„“", "sq": "«»", "sr": "„“", "sv": "””", "uk": "«»", "zh": "“”",
}  # fmt: skip


def base(language: str) -> str:
    """``pt-BR`` → ``pt``."""
    return language.replace("_", "-").split("-")[0].lower()


def direction(language: str) -> str:
    """``ltr`` or ``rtl``."""
    return "rtl" if base(language) in RIGHT_TO_LEFT else "ltr"


def quote_marks(language: str) -> tuple[str, str]:
    """The marks before and after quoted words."""
    marks = QUOTE_MARKS.get(base(language), "“”")
    first, _, last = marks.partition("|") if "|" in marks else (marks[0], "", marks[1])
    return first, last


class Words:
    """The catalogue of one language."""

    def __init__(self, templates: Templates, language: str) -> None:
        self.language = language or "en"
        own = f"words/{base(self.language)}.toml"
        self.is_translated = templates.exists(own)  #: False: English stands in
        self._all: dict[str, Any] = templates.toml("words/en.toml")
        if self.is_translated and own != "words/en.toml":
            for group, words in templates.toml(own).items():
                self._all[group] = {**self._all.get(group, {}), **words} if isinstance(words, dict) else words
        self._locale = _locale(self.language if self.is_translated else "en")

    def group(self, name: str) -> dict[str, str]:
        """One table of the catalogue, for templates."""
        return dict(self._all[name])

    def say(self, group: str, key: str, **facts: str) -> str:
        """One phrase with its facts filled in."""
        phrase = str(self._all[group][key])
        try:
            return phrase.format(**facts)
        except (KeyError, IndexError, ValueError) as wrong:
            raise TemplateError(
                f"templates/words/{base(self.language)}.toml [{group}] {key}: cannot fill {wrong} — "
                f"it may use {', '.join('{' + fact + '}' for fact in facts)}"
            ) from wrong

    def outcome(self, outcome: Outcome | None) -> str:
        """The eyebrow's word for what was won; it never says more than is known."""
        if outcome is None or outcome.status is OutcomeStatus.UNCLEAR:
            return ""
        word = str(self._all["outcomes"].get(outcome.type.value, ""))
        if outcome.status is OutcomeStatus.DONE:
            return word
        table = self._all[outcome.status.value]
        return str(table.get(outcome.type.value) or table.get("other") or word)

    def country(self, code: str) -> str:
        """The name of a country, or nothing when the code is not known."""
        return str(self._all["countries"].get(code) or self._locale.territories.get(code) or "")

    def day(self, published_on: str, precision: Precision, year_known: int | None = None) -> str:
        """A published date as far as it is known, without the year where ``year_known`` tells it."""
        try:
            parts = [int(part) for part in published_on.split("-")]
            known = date(*[*parts, 1, 1][:3])
        except (ValueError, TypeError):
            return ""
        match precision:
            case Precision.DAY if len(parts) == 3:
                return self._date(known, "day" if known.year == year_known else "day_year")
            case Precision.DAY | Precision.MONTH if len(parts) >= 2:
                return self._date(known, "month_year")
            case Precision.UNKNOWN:
                return ""
            case _:
                return f"{known.year}"

    def roundup(self, whole_year: bool) -> dict[str, str]:
        """The catalogue's words of a round-up; of some months it does not say that they are a year."""
        return self.group("roundup") | ({} if whole_year else self.group("roundup_of_months"))

    def month(self, month: str, year_known: int) -> str:
        """A month by its name (of "2020-04"), with its year where that is not ``year_known``."""
        first = date.fromisoformat(f"{month}-01")
        return self._date(first, "month" if first.year == year_known else "month_year")

    def count(self, group: str, key: str, number: int) -> str:
        """``1 story``, ``3 stories``: the catalogue's word for one, or its ``…_many``."""
        return self.say(group, key if number == 1 else f"{key}_many", count=str(number))

    def span(self, starts_at: datetime, ends_at: datetime, zone: str) -> str:
        """A period's days in its own zone: "31 August to 6 September 2020", a whole month by name, or a year."""
        first = starts_at.astimezone(ZoneInfo(zone)).date()
        after = ends_at.astimezone(ZoneInfo(zone))
        last = (after - timedelta(microseconds=1)).date()
        if first == last:
            return self._date(first, "day_year")
        if first.day == 1 and last + timedelta(days=1) == _next_month(first):
            return self._date(first, "month_year")
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return str(first.year)
        if first.year != last.year:
            start = self._date(first, "day_year")
        elif first.month != last.month:
            start = self._date(first, "day")
        else:
            start = self._date(first, "day_only")
        return self.say("dates", "between", first=start, last=self._date(last, "day_year"))

    def _date(self, day: date, form: str) -> str:
        return format_date(day, str(self._all["dates"][form]), locale=self._locale)


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
