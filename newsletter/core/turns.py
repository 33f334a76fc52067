"""Which way a headline tells its event: done, or asked for, promised, refused; and what undoes good news.

Pure, and English only: in other languages a headline counts as telling it done only by the verdict on it.
"""

from __future__ import annotations

from enum import StrEnum

import regex

#: What a headline says that asks, promises or refuses, and does not tell of it done.
OPEN = regex.compile(
    r"\b(?:consider(?:s|ing)?|may|might|expected|likely|plans?|promis(?:es|ed)|pledg(?:es|ed)|vows?|calls? (?:for|on)|"
    r"urges?|demands?|appeals? for|awaits?|hopes?|reject(?:s|ed)|refus(?:es|ed)|den(?:y|ies|ied)|fail(?:s|ed)|"
    r"delay(?:s|ed)|"
    r"uph(?:olds|eld)|to (?:rule|decide|hear|vote|consider|debate)|debates?|proposes?|re-?arrest(?:s|ed)|"
    r"back in (?:prison|jail|detention|custody)|(?:arrested|detained|jailed|charged|sentenced) (?:again|anew)|"
    r"execut(?:es|ed)|dies|killed)\b|^(?:(?-i:\p{Lu})[\p{L}’'-]+ ){1,3}to \p{Ll}+\b",
    regex.I,
)
CALL = regex.compile(
    r"^\W*(?:(?:free|release|stop|save|sign|act|tell|demand|drop|help|join)\b(?! at last)|"
    r"(?:petition|urgent action|take action|action|appeal for|call for|letters? for|postcards? for)\b)",
    regex.I,
)


#: What undoes good news, in a headline or the first sentence.
REVERSAL = regex.compile(
    r"\bre-?arrest(?:s|ed)|\b(?:arrested|detained|jailed|imprisoned|charged|sentenced|abducted|convicted) "
    r"(?:again|anew)\b|\b(?:back|again) (?:in|behind) (?:prison|jail|detention|custody|bars)\b|"
    r"\breturned to (?:prison|jail|death row)\b|"
    r"\b(?:release|acquittal|pardon|commutation)s? (?:\p{Ll}+ )?(?:is|was|has been) "
    r"(?:revoked|overturned|annulled|cancell?ed|reversed)\b|\b(?:re-?imposed|reinstated) (?:the |his |her |their )?"
    r"(?:death )?sentence|\bnew charges against\b|\b(?:was|is|been|were) (?:executed|killed|murdered|hanged)\b|"
    r"\bdie[sd]\b|\bfound dead\b",
    regex.I,
)


class Turn(StrEnum):
    """Which way an entry tells its event."""

    WON = "won"
    ASKED = "asked"  #: or promised, or refused
    UNKNOWN = "unknown"
