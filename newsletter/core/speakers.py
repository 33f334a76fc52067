"""Say who spoke the words between two marks, or that nobody can be sure.

Pure. Only fixed shapes are believed: a name directly beside a verb of saying, before or after the
words, a dash with a name, "according to", "those are the words of". Whatever else stands there, a
pronoun, somebody's unnamed lawyer, two names, gives no speaker: a wrong name is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newsletter.core.names import NOT_PEOPLE
from newsletter.core.speech import (
    ADVERB,
    DASHES,
    HUNG_ON,
    NAME,
    NOT_NAMES,
    PRONOUN,
    ROLES,
    VERB,
    is_name,
    split_role,
)


@dataclass(frozen=True)
class Said:
    """Words are speech; by whom, if that is certain."""

    speaker: str | None = None
    role: str | None = None


#: Lower-case words that may stand between "said" and a name: "said her lawyer Ana Ruiz". No "of", no "to".
_KIND = (
    r"(?:(?:the|a|an|her|his|their|its|our)\s+)?"
    r"(?:(?!(?:of|to|for|from|in|at|by|with|that|about|on|de|du|des|à|au|aux|pour|par|avec|sur|del|al|a|"
    r"para|por|con|en|que|y|et)\b)[\p{Ll}\-]+,?\s+){0,4}"
)
#: What may follow a speaker's name; a verb may not.
_NAME_ENDS = regex.compile(
    r"\s*(?:$|[,.;:!?()–—\[]|-\s|\s(?:à|au|en|ce|cette|el|tras|après|hier|ayer|hoy|lors|desde|al|dans|depuis|"
    r"in|on|at|of|to|from|after|before|during|when|while|as|who|by|with|following|last|this|"
    r"yesterday|today|earlier|later|recently|via|through|upon|about|outside|inside|shortly|speaking|\p{Ll}+ly)\b)"
)
_AFTER_VERB = regex.compile(
    rf"\s*,?\s*{ADVERB}?\s*{VERB}\s+(?P<kind>{_KIND})(?P<name>{NAME})(?P<own>[’']s\b)?(?P<rest>.*)", regex.S
)
_AFTER_NAME = regex.compile(
    rf"\s*,?\s*(?P<name>{NAME})(?:,\s*(?P<role>[^,.!?;:“”\"]{{2,80}}),)?\s+(?:{ADVERB}\s+)?{VERB}\b"
)
_AFTER_ONES_OWN = regex.compile(
    rf"\s*,?\s*(?P<role>(?:{NAME}[’']s?|(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur))\s+(?!{VERB}\b)[\p{{Ll}}\-]{{2,20}}),?\s+"
    rf"(?P<name>{NAME}),?\s+(?:{ADVERB}\s+)?{VERB}\b"
)
_AFTER_PRONOUN = regex.compile(
    rf"\s*,?\s*(?:{PRONOUN}\s+(?:{ADVERB}\s+)?{VERB}\b|{VERB}\s+{PRONOUN}\b|{HUNG_ON})", regex.I
)
_AFTER_ANYBODY = regex.compile(rf"\s*,?\s*(?:(?:{VERB}\s)|(?:[^.!?;:“”\"]{{1,60}}\s(?:{ADVERB}\s+)?{VERB}\b))")
_DASH = regex.compile(rf"\s*(?:[{DASHES}]|--)\s*(?P<name>{NAME})(?:,\s*(?P<role>[^.!?\n]{{2,80}}))?\s*$")
_DASH_PRONOUN = regex.compile(rf"\s*(?:[{DASHES}]|--)\s*\S.{{0,80}}$")
_WORDS_OF = regex.compile(
    r"\s*(?:(?:These|Those|They)\s+(?:are|were)\s+the\s+words\s+of|The\s+words\s+(?:are\s+those\s+of|belong\s+to)|"
    r"Ce\s+sont\s+les\s+mots\s+de|(?:Estas\s+)?[Ss]on\s+las\s+palabras\s+de)\s+(?P<kind>(?:[\p{Ll}\-]+\s+|\p{Lu}[\p{L}\p{M}]*[’']s\s+)*)"
    rf"(?P<name>{NAME})(?P<own>[’']s\b)?"
)
#: "That is how Ana Ruiz put it." and its kin, behind words that stand alone.
_SAID_SO = regex.compile(
    rf"\s*(?:(?:This|That)\s+(?:is|was)\s+(?:how|what)\s+(?P<name>{NAME})\s+(?:put|described|told|said|wrote|remembers?|"
    rf"recalls?)\b|So\s+(?:says|said|writes|wrote)\s+(?P<name>{NAME})(?=[.,])|(?:With\s+these\s+words,?\s+)(?P<name>{NAME})"
    rf"\s+(?:thanked|greeted|left|began|ended|welcomed|spoke)\b|(?P<name>{NAME})\s+(?:said|wrote|spoke)\s+"
    r"(?:this|that|so|these\s+words|those\s+words)\b)"
)
_NAME_LINE = regex.compile(rf"\s*(?P<dash>[{DASHES}]|--)?\s*(?P<name>{NAME})(?:,\s*(?P<role>[^.!?:\n]{{2,100}}))?\s*$")
_ROLE_AFTER = regex.compile(r"\s*,\s*(?P<role>[^,.;:!?“”\"\n]{2,80})(?=[,.;:!?“”\"\n]|\s*$)")

_ACCORDING = regex.compile(rf"\b(?:[Aa]ccording to|[Ss]elon|[Ss]egún)\s+(?P<name>{NAME})(?:,[^,]{{2,80}})?,\s*$")
#: The last verb of saying before the words; between the two no other clause may end.
_VERB_BEFORE = regex.compile(rf"(?<=[\s,])(?:{ADVERB}\s+)*{VERB}\b(?P<between>[^.!?;“”\"]*)$")
#: "Zoé Éluard a déclaré": what stands between name and verb.
_HELPER = regex.compile(r"(?<=\s)(?:a|ha)\s*$")
#: "L’avocat de Paul": a word with its article is no name.
_WITH_ARTICLE = regex.compile(r"[LD][’']\p{Ll}")
_NAME_BEFORE = regex.compile(rf"(?P<name>{NAME})(?P<comma>,)?\s*$")
_WITH_ROLE = regex.compile(rf"(?:^|[,;]\s*|\s)(?P<name>{NAME}),\s*(?P<role>[^,;:]{{2,80}}),\s*$")
#: "Ana’s mother, Li," and "her lawyer, Bo Ruiz,"
_ONES_OWN = regex.compile(
    rf"(?P<role>(?:{NAME}[’']s?|\b(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[Ss]on|[Ss]a|[Ll]eur|[Ss]u))"
    rf"\s+[\p{{Ll}}\- ]{{2,40}}|"
    rf"\b(?:[LlSs][aeo]s?|[Ee]l|[Ss]u)\s+[\p{{Ll}}\-]{{2,20}}\s+d(?:e|u|el)\s+{NAME}),"
    rf"\s*(?P<name>{NAME}),?\s*$"
)
#: "Ana Ruiz, who runs it,": with more commas in it, the clause may name another.
_WITH_CLAUSE = regex.compile(rf"(?P<name>{NAME}),\s*(?:who|whose|qui|quien)\s(?P<clause>[^;:“”\"]{{2,160}}),\s*$")
#: "The president of the bar, Bo Ruiz," where a sentence begins.
_ROLE_THEN_NAME = regex.compile(
    rf"^\W*(?P<role>(?:[Tt]he|[Oo]ne|[Ii]ts|[Oo]ur|[LlEe][ael]|[Uu]na?e?)\s[^,;:“”\"]{{2,80}}|[LlUu][’'][^,;:“”\"]{{2,80}}),"
    rf"\s*(?P<name>{NAME}),\s*$"
)
_WITH_AGE = regex.compile(rf"(?P<name>{NAME}),\s*(?:aged\s+)?\d{{1,3}},\s*$")
#: Between the verb and the words somebody else begins to act.
_SOMEBODY_ELSE = regex.compile(
    rf"[,;]\s+(?:(?:and|but|so|while|as)\s+)?(?:{PRONOUN}|the|a|an|his|her|their|\p{{Lu}}\S*)\s+\S"
)
_PREPOSITION = regex.compile(
    r"(?:^|\s)(?:of|for|to|with|by|from|in|at|about|against|and|or|on|as|than|like|near|behind|&|de|du|des|à|au|"
    r"aux|pour|par|avec|et|del|al|a|para|por|con|y|e)\s*$",
    regex.I,
)
#: What stands before "her lawyer, Bo Ruiz, said": nothing that could make her lawyer somebody else's business.
_OPENS_CLAUSE = regex.compile(r"(?:^|[,.;:!?…–—]|\b(?:and|but|so|then|when|as|while|et|mais|y|pero|cuando))\s*$")
#: What begins so tells where and when the words were said, not who said them.
_NO_ROLE = regex.compile(
    r"^(?:of|for|to|at|in|from|with|on|upon|after|before|during|when|while|as|by|who|which|where|whose|whom|speaking|"
    r"writing|responding|following|talking|adding|standing|shortly|hours?|days?|moments?|minutes?|just|soon|now|then|and|(?!king\b)\p{Ll}+ing|"
    r"but|or|his|he|she|they|it|her\s+(?:voice|eyes|hands?)|à|au|dans|lors|après|avant|en|tras|desde|durante|cuando)\b",
    regex.I,
)
#: Where a role ends and something else begins: "a teacher, on her return".
_ROLE_ENDS = regex.compile(
    r"\s+(?:(?:on|upon|after|before|during|when|while|following|speaking|yesterday|today|tonight|last|this|earlier|later|"
    r"shortly|moments|outside|who|which|said|told|wrote|tras|después|cuando|après|lors|hier|qui)\b|"
    r"(?:in|en|since|until|depuis)\s+(?:early|late|\d{4}|January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b|(?:from|at|in)\s+(?:his|her|their|a)\s+(?:cell|home|prison)\b).*$",
    regex.S,
)


def after(text: str, known: str) -> Said | None:
    """Read what follows the closing mark, up to the paragraph's end; ``known`` is the whole text."""
    if found := _DASH.match(text):
        return _said(found["name"], _believable_role(found["role"]), known, begins=False)
    if found := _AFTER_VERB.match(text):
        return _after_verb(found, known)
    if found := _AFTER_ONES_OWN.match(text):
        return _said(found["name"], found["role"], known, begins=False)
    if _AFTER_PRONOUN.match(text):
        return Said()
    if found := _AFTER_NAME.match(text):
        return _said(found["name"], _believable_role(found["role"]), known, begins=False)
    return Said() if _AFTER_ANYBODY.match(text) else None


def before(text: str, known: str) -> Said | None:
    """Read what leads up to the opening mark, within its sentence."""
    if found := _ACCORDING.search(text):
        return _said(found["name"], None, known, begins=False)
    verbs = list(_VERB_BEFORE.finditer(text, overlapped=True))
    if not verbs or len(verbs[-1]["between"]) > 160:
        return None
    if _SOMEBODY_ELSE.search(verbs[-1]["between"]):
        return Said()
    return _subject(_HELPER.sub("", text[: verbs[-1].start()]), known)


def in_next_sentence(text: str) -> Said | None:
    """Read "Those are the words of …" after a quotation that stands alone."""
    found = _WORDS_OF.match(text) or _SAID_SO.match(text)
    if found is None or found.groupdict().get("own") or _PREPOSITION.search(text[: found.start("name")].rstrip("of ")):
        return None
    if not _NAME_ENDS.match(text[found.end("name") :]) and "own" in found.groupdict():
        return None
    said = _said(found["name"], None, text, begins=False)
    return said if said.speaker and " " in said.speaker else None


def in_name_line(text: str, known: str) -> Said | None:
    """Read the line below words that stand alone: "Ana Ruiz, teacher", "– Ana Ruiz".

    A bare name must be known to the text, or end it: else it may be the heading of what follows.
    """
    found = _NAME_LINE.match(text)
    if found is None:
        return None
    role = _believable_role(found["role"])
    if not found["dash"] and (" " not in found["name"].strip() or (found["role"] and role is None)):
        return None  # perhaps a heading or a caption
    if any(part.lower().strip(".") in NOT_PEOPLE for part in found["name"].split()):
        return None
    if not (found["dash"] or role or known.rstrip().endswith(text.strip()) or _is_told_of(found["name"], known)):
        return None
    said = _said(found["name"], role, text, begins=False)
    return said if said.speaker else None


def _is_told_of(name: str, known: str) -> bool:
    """Whether a word of the name stands elsewhere in the text too."""
    return any(len(part) > 2 and len(regex.findall(rf"\b{regex.escape(part)}\b", known)) > 1 for part in name.split())


def _after_verb(found: regex.Match[str], known: str) -> Said:
    if found["own"]:  # "said Ana’s brother, Ali": the words are the brother's
        relative = regex.match(
            rf"\s+(?P<kin>[\p{{Ll}}\-]+(?:\s[\p{{Ll}}\-]+){{0,3}}),?\s+(?P<name>{NAME})\s*(?:[,.]|$)", found["rest"]
        )
        if relative is None:
            return _role_in_name(found, known)
        return _said(relative["name"], f"{found['name']}{found['own']} {relative['kin']}", known, begins=False)
    if not _NAME_ENDS.match(found["rest"]):
        return Said()  # "said Ama and Bo", or "said Ama was wrong" in somebody else's sentence
    role = None
    if following := _ROLE_AFTER.match(found["rest"]):
        role = _believable_role(following["role"])
    kind = found["kind"].strip(" ,")
    own = kind if kind and not kind.startswith(("the ", "a ", "an ")) else None
    return _said(found["name"], role or own, known, begins=False)


def _role_in_name(found: regex.Match[str], known: str) -> Said:
    """Read "said Example Watch’s Deputy Director Ana Ruiz"."""
    following = regex.match(rf"\s+(?P<words>{NAME})(?![’']s\b)", found["rest"])
    if following is None:
        return Said()
    role, name = split_role(following["words"])
    if role is None or not name:
        return Said()
    return _said(name, f"{found['name']}{found['own']} {role}", known, begins=False)


def _subject(text: str, known: str) -> Said:
    """Find who stands directly before the verb."""
    if found := _WITH_CLAUSE.search(text):
        if "," in found["clause"] or _PREPOSITION.search(text[: found.start("name")]):
            return Said()
        return _said(found["name"], None, known, begins=_begins(text, found.start("name")))
    if found := _ONES_OWN.search(text):
        role = found["role"] if _OPENS_CLAUSE.search(text[: found.start()]) else None
        return _said(found["name"], role, known, begins=False)
    if (found := _ROLE_THEN_NAME.search(text)) and _names_a_role(found["role"]):
        return _said(found["name"], found["role"], known, begins=False)
    if found := _WITH_AGE.search(text):
        if _PREPOSITION.search(text[: found.start("name")]):
            return Said()
        return _said(found["name"], None, known, begins=_begins(text, found.start("name")))
    if found := _WITH_ROLE.search(text):
        role = _believable_role(found["role"])
        if role and not _PREPOSITION.search(text[: found.start("name")]):
            return _said(found["name"], role, known, begins=_begins(text, found.start("name")))
        return Said()
    found = _NAME_BEFORE.search(text)
    if found is None or found["comma"] or _PREPOSITION.search(text[: found.start("name")]):
        return Said()
    owner = regex.search(rf"(?P<owner>{NAME})[’']s\s*$", text[: found.start("name")])
    role, name = split_role(found["name"])
    if owner:
        return _said(name, f"{owner.group()}{role}", known, begins=False) if role and name else Said()
    return _said(found["name"], None, known, begins=_begins(text, found.start("name")))


def _names_a_role(words: str) -> bool:
    return any(part.casefold().strip(".,") in ROLES for part in regex.split(r"[\s’']+", words))


def _begins(text: str, at: int) -> bool:
    """Whether a capital at ``at`` may only be that of a sentence's beginning."""
    return not text[:at].rstrip() or text[:at].rstrip()[-1] in ".!?…:"


def _believable_role(words: str | None) -> str | None:
    """Take an apposition for a role only when it is not another name, a date, a moment or a place."""
    words = _ROLE_ENDS.sub("", " ".join((words or "").split()))
    if not words or words[0].isdigit() or _NO_ROLE.match(words):
        return None
    parts = words.split()
    return words if _names_a_role(words) or parts[0][0].islower() else None


def _said(words: str, role: str | None, known: str, *, begins: bool) -> Said:
    """Turn matched words into a speaker, unless they are no name after all."""
    parts = words.split()
    while parts and parts[0].lower() in NOT_NAMES:
        parts, begins = parts[1:], False
    while parts and parts[-1].lower().rstrip(".") in NOT_NAMES:  # "said Ama Friday"
        parts = parts[:-1]
    own_role, name = split_role(" ".join(parts))
    if not name or not is_name(name) or _WITH_ARTICLE.match(name) or name.lower().rstrip(".") in ROLES:
        return Said()
    if begins and len(parts) == 1 and not _known_elsewhere(name, known):
        return Said()  # "Neighbours said": only the sentence gave it a capital
    roles = " ".join(role.split()) if role else own_role
    return Said(" ".join(name.split()).rstrip("."), roles)


def _known_elsewhere(name: str, known: str) -> bool:
    return bool(regex.search(rf"(?<=[\p{{Ll}},]\s){regex.escape(name)}\b|\b{regex.escape(name)}\s+\p{{Lu}}", known))
