"""Derive a headline where a source gives none, from a fixed form: who, event, where.

Pure. Only where all three are sure: one person, named directly before the words that tell a finished win, and a
country. Else there is none, and the text's first sentence stands in. A person confirms it by editing.
"""

from __future__ import annotations

import regex

from newsletter.core.people import people
from newsletter.core.places import Places
from newsletter.model.entries import Revision, TitleIs
from newsletter.model.stories import Judgement, OutcomeStatus, OutcomeType, Verdict

#: By language: what is said of somebody. Languages without forms get no derived headline.
FORMS = {
    "en": {
        OutcomeType.RELEASE: "{who} released ({where})",
        OutcomeType.ACQUITTAL: "{who} acquitted ({where})",
        OutcomeType.ASYLUM: "{who} granted asylum ({where})",
    }
}
#: What may stand between a name and what happened: an apposition, a helping verb.
_BETWEEN = regex.compile(r"(?:,\s[^,.;:!?]{2,80},)?\s+(?:(?:has|have|had|was|is|been|finally|now)\s+)*", regex.I)
#: Words of an event that are surely of that kind, whoever reads them.
_SURE = {
    OutcomeType.RELEASE: regex.compile(r"\b(?:released|freed|free)\b", regex.I),
    OutcomeType.ACQUITTAL: regex.compile(r"\bacquitted\b", regex.I),
    OutcomeType.ASYLUM: regex.compile(r"\bgranted\s+asylum\b", regex.I),
}


def derived(revision: Revision, judgement: Judgement, places: Places) -> str | None:
    """The headline of an entry without one; None where its source gives one or something is unsure."""
    if revision.title_is is TitleIs.GIVEN or judgement.verdict is not Verdict.WIN or len(judgement.outcomes) != 1:
        return None
    outcome = judgement.outcomes[0]
    form = FORMS.get(revision.language.lower().split("-")[0], {}).get(outcome.type)
    where = places.names.get(judgement.countries[0]) if len(judgement.countries) == 1 else None
    if form is None or where is None or outcome.status is not OutcomeStatus.DONE:
        return None
    who = _who(revision.text, judgement, _SURE[outcome.type], places)
    return form.format(who=who, where=where) if who else None


def _who(text: str, judgement: Judgement, sure: regex.Pattern[str], places: Places) -> str | None:
    """The only person of the text whose name stands directly before what happened."""
    known = people("", text, places)
    told = [one.span for one in judgement.evidence if one.field == "text" and one.guard is None]
    if len(known) != 1 or not told or not sure.search(told[0].of(text)):
        return None
    end = known[0].span.end
    return known[0].name if end <= told[0].start and _BETWEEN.fullmatch(text, end, told[0].start) else None
