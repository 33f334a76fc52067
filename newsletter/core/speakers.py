"""Say who spoke the words between two marks, or that nobody can be sure.

Pure. Only fixed shapes are believed: a name directly beside a verb of saying, before or after the
words, a dash with a name, "according to", "those are the words of". Whatever else stands there, a
pronoun, somebody's unnamed lawyer, two names, gives no speaker: a wrong name is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newsletter.core.names import NOT_PEOPLE
from newsletter.core.roles import believable_role, names_a_role
from newsletter.core.speech import (
    ADVERB,
    DASHES,
    HEARD,
    HEARD_BETWEEN,
    HUNG_ON,
    NAME,
    NOT_NAMES,
    NOT_REALLY,
    PRONOUN,
    ROLES,
    SAYS_THAT,
    VERB,
    is_name,
    split_role,
)


@dataclass(frozen=True)
class Said:
    """Words are speech; by whom, if that is certain."""

    speaker: str | None = None
    role: str | None = None


_NO_KIN = "to|of|for|from|in|at|by|with|about|and|or|on|who|as|when|after|before|while"
_MESSAGE = r"(?:words?|message|answer|reply|response|reaction|comment|statement|note|postcard|letter|speech)\b"
#: Lower-case words that may stand between "said" and a name: "said her lawyer Ana Ruiz". No "of", no "to".
_KIND = (
    r"(?:(?:the|a|an|her|his|their|its|our)\s+)?"
    r"(?:(?!(?:of|to|for|from|in|at|by|with|that|about|on|behind|near|beside|next|like|than|against|under|over|around|"
    r"outside|inside|between|among|without|through|before|after|or|and\s+\p{Lu}\S*|de|du|des|à|au|aux|pour|par|avec|"
    r"sur|del|al|a|"
    r"para|por|con|en|que|y|et)\b)[\p{Ll}\-]+,?\s+(?:of\s+conscience\s+)?){0,5}"
)
#: What may follow a speaker's name; a verb may not.
NAME_ENDS = regex.compile(
    r"\s*(?:$|[,.;:!?()–—\[]|-\s|\s(?:à|au|en|ce|cette|el|tras|après|hier|ayer|hoy|lors|desde|al|dans|depuis|"
    r"in|on|at|of|to|from|after|before|during|when|while|as|who|by|with|following|last|this|"
    r"yesterday|today|earlier|later|recently|via|through|upon|about|outside|inside|shortly|speaking|\p{Ll}+ly)\b)"
)
_AFTER_VERB = regex.compile(
    rf"\s*,?\s*{ADVERB}?\s*(?:(?:nous|lui|leur|nos|"
    rf"m[’'])\s*)?{VERB}\s+(?P<kind>{_KIND})(?P<name>{NAME})(?P<own>[’']s\b)?(?P<rest>.*)",
    regex.S,
)
#: "said the head of the union, Ana Ruiz."
_AFTER_ROLE = regex.compile(
    rf"\s*,?\s*{VERB}\s+(?P<role>(?:the|la|el|le|her|his|their|son|sa|"
    rf"su)\s[^,.;:“”\"]{{3,90}}),\s*(?P<name>{NAME})\s*(?:[,.]|$)"
)
_AFTER_NAME = regex.compile(
    rf"\s*,?\s*(?P<name>{NAME})(?:,\s*(?P<role>[^,.!?;:“”\"]{{2,80}}),)?\s+(?:{ADVERB}\s+)?{VERB}\b"
)
_AFTER_ONES_OWN = regex.compile(
    rf"\s*,?\s*(?P<role>(?:{NAME}[’']s?|(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|"
    rf"[Oo]ur))\s+(?!{VERB}\b)[\p{{Ll}}\-]{{2,20}}),?\s+"
    rf"(?P<name>{NAME}),?\s+(?:{ADVERB}\s+)?{VERB}\b"
)
_AFTER_PRONOUN = regex.compile(
    rf"\s*,?\s*(?:{PRONOUN}\s+(?:{ADVERB}\s+)?{VERB}\b|{VERB}\s+{PRONOUN}\b|{HUNG_ON})", regex.I
)
_AFTER_ANYBODY = regex.compile(rf"\s*,?\s*(?:(?:{VERB}\s)|(?:[^.!?;:“”\"]{{1,60}}\s(?:{ADVERB}\s+)?{VERB}\b))")
_DASH = regex.compile(rf"\s*(?:[{DASHES}]|--)\s*(?P<name>{NAME})(?:,\s*(?P<role>[^.!?\n]{{2,80}}))?\s*$")
_DASH_PRONOUN = regex.compile(rf"\s*(?:[{DASHES}]|--)\s*\S.{{0,80}}$")
_ROLE_AFTER = regex.compile(r"\s*,\s*(?P<role>[^,.;:!?“”\"\n]{2,80})(?=[,.;:!?“”\"\n]|\s*$)")

_THEN_NAME = regex.compile(rf"\s+(?P<role>[^,.;:“”\"]{{3,100}}),\s*(?P<name>{NAME})\s*(?:[,.]|$)")
_ACCORDING = regex.compile(
    rf"\b(?:[Aa]ccording to|[Ii]n the words of|[Ee]n palabras de|[Ss]elon(?: les mots de)?|"
    rf"[Ss]egún)\s+(?P<name>{NAME})(?:,[^,]{{2,80}})?,\s*$"
)
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
#: "The president of the bar, Bo Ruiz," where a sentence begins, and "Example Watch’s Director for Asia, Bo Ruiz,".
_ROLE_THEN_NAME = regex.compile(
    rf"(?:^\W*(?P<role>(?:[Tt]he|[Oo]ne|[Ii]ts|[Oo]ur|[LlEe][ael]|[Uu]na?e?)\s[^,;:“”\"]{{2,80}}|"
    rf"[LlUu][’'][^,;:“”\"]{{2,80}})|"
    rf"(?:^\W*|[,;]\s+)(?P<role>{NAME}[’']s?\s[^,;:“”\"]{{2,80}})),\s*(?P<name>{NAME}),\s*$"
)
#: ", said Bo Ruiz of the union:" before the words.
_SAID_BY = regex.compile(
    r"[,–—]\s+(?:said|says|wrote|writes|add(?:ed|s)|continue[ds]|explain(?:ed|s)|recall(?:ed|s)|dijo|dice|explicó|"
    r"escribió|añadió|"
    r"dit|"
    rf"déclare|explique|écrit|raconte|ajoute|confie)\s+(?P<name>{NAME})(?:\s+(?:of|from|at|de|du|des|"
    rf"del)\s[^:;“”\"]{{2,60}}|"
    r",\s*(?P<role>[^,:;“”\"]{2,80}))?:\s*$"
)
#: "Bo Ruiz’s message was short:", "The answer from Bo Ruiz:"
_WORD_FROM = regex.compile(
    r"(?<![\p{L}’'])(?:"
    + rf"(?P<name>{NAME})[’']s?\s+(?:own\s|first\s|last\s|only\s|short\s)?"
    + _MESSAGE
    + r"|"
    + _MESSAGE
    + rf"\s+(?:from|of)\s+(?P<name>{NAME})(?![’'\p{{L}}]))[^“”\".;:!?]{{0,60}}:\s*$"
)
#: "Bo Ruiz, teacher:" and nothing else, as in an interview.
_INTERVIEW = regex.compile(rf"\s*(?P<name>{NAME})(?:,\s*(?P<role>[^,:;“”\"]{{2,80}}))?:\s*")
_VERB = regex.compile(rf"\b{VERB}\b")
#: "called it", "described the ruling as": what follows is somebody's wording.
DESCRIBES = regex.compile(
    r"\b(?:call(?:ed|s)|describ(?:ed|es)|hail(?:ed|s)|prais(?:ed|es)|condemn(?:ed|s)|spoke\sof|"
    r"speaks\sof)\s+[^“”\".;:!?]{2,60}$"
)
_WITH_AGE = regex.compile(rf"(?P<name>{NAME}),\s*(?:aged\s+)?\d{{1,3}},\s*$")
#: Between the verb and the words somebody else begins to act.
_SOMEBODY_ELSE = regex.compile(
    rf"[,;]\s+(?:(?:and|but|so|while|as)\s+)?(?:{PRONOUN}|the|a|an|his|her|their|\p{{Lu}}\S*)\s+\S"
)
PREPOSITION = regex.compile(
    r"(?:^|\s)(?:of|for|to|with|by|from|in|at|about|against|and|or|on|as|than|like|near|behind|&|de|du|des|à|au|"
    r"aux|pour|par|avec|et|del|al|a|para|por|con|y|e)(?:\s+(?:the|la|les?|el|l[oa]s|its|their|our))?\s*$",
    regex.I,
)
#: What stands before "her lawyer, Bo Ruiz, said": nothing that could make her lawyer somebody else's business.
_OPENS_CLAUSE = regex.compile(r"(?:^|[,.;:!?…–—]|\b(?:and|but|so|then|when|as|while|et|mais|y|pero|cuando))\s*$")
#: "said Ana Ruiz, quoting her grandmother", "said Ana Ruiz, or Bo Li", "Ana Ruiz says, is what Bo Li told her"
_ANOTHERS = regex.compile(
    r"[^.!?]{0,30}\b(?:(?:quot|cit|recit|read|echo|repeat|paraphras)ing|who\s+(?:had\s+)?heard|"
    r"according\s+to\s+(?:his|her|their|\p{Lu}\S+\s+\p{Lu}\S*))\b|\s*,?\s*(?:or|ou|o|is|was|are|were|est|es|era)\s"
)
_TO_ONE_ONLY = regex.compile(r"\s+(?:him|her|them)\b")
_AND_NAME = regex.compile(rf"{NAME},?\s+(?:and|et|y|e|&)\s*$")


def after(text: str, known: str) -> Said | None:
    """Read what follows the closing mark, up to the paragraph's end; ``known`` is the whole text."""
    said = _after(text, known)
    return Said() if said and NOT_REALLY.search(text) else said


def _after(text: str, known: str) -> Said | None:
    if found := _DASH.match(text):
        return named(found["name"], believable_role(found["role"]), known, begins=False)
    if found := _AFTER_VERB.match(text):
        return _after_verb(found, known)
    if (found := _AFTER_ROLE.match(text)) and names_a_role(found["role"]):
        return named(found["name"], found["role"], known, begins=False)
    if (found := _AFTER_ONES_OWN.match(text)) and not HEARD.match(text[found.end() :]):
        return named(found["name"], found["role"], known, begins=False)
    if _AFTER_PRONOUN.match(text):
        return Said()
    if found := _AFTER_NAME.match(text):
        if HEARD.match(text[found.end() :]) or _ANOTHERS.match(text[found.end() :]):
            return Said()
        return named(found["name"], believable_role(found["role"]), known, begins=False)
    return Said() if _AFTER_ANYBODY.match(text) else None


def before(text: str, known: str) -> Said | None:
    """Read what leads up to the opening mark, within its sentence."""
    said = _before(text, known)
    return Said() if said and NOT_REALLY.search(text) else said


def _before(text: str, known: str) -> Said | None:
    if found := _ACCORDING.search(text) or _WORD_FROM.search(text):
        return named(found["name"], None, known, begins=_begins(text, found.start("name")))
    if found := _SAID_BY.search(text) or _INTERVIEW.fullmatch(text):
        return _named_before(found, known)
    verbs = list(_VERB_BEFORE.finditer(text, overlapped=True))
    if not verbs or len(verbs[-1]["between"]) > 160:
        described = DESCRIBES.search(text)
        return _subject(text[: described.start()], known) if described else None
    if _SOMEBODY_ELSE.search(verbs[-1]["between"]) or HEARD_BETWEEN.search(verbs[-1]["between"]):
        return Said()
    if _TO_ONE_ONLY.match(verbs[-1]["between"]) and SAYS_THAT.search(text[: verbs[-1].start()]):
        return Said()  # "Bo Li said Ama Owusu told him"
    return _subject(_HELPER.sub("", text[: verbs[-1].start()]), known)


def _named_before(found: regex.Match[str], known: str) -> Said | None:
    role = found["role"] or ""
    if any(part.lower().strip(".") in NOT_PEOPLE for part in found["name"].split()) or _VERB.search(role):
        return None
    said = named(found["name"], believable_role(role), known, begins=False)
    return said if said.speaker and " " in said.speaker and bool(said.role) >= bool(role) else None


def _after_verb(found: regex.Match[str], known: str) -> Said:
    if found["own"]:  # "said Ana’s brother, Ali": the words are the brother's
        relative = regex.match(
            rf"\s+(?P<kin>(?:(?!(?:{_NO_KIN})\b)[\p{{Ll}}\-]+,?\s+){{1,4}})(?P<name>{NAME})\s*(?:[,.]|$)", found["rest"]
        )
        if relative is None:
            return _role_in_name(found, known)
        return named(
            relative["name"], f"{found['name']}{found['own']} {relative['kin'].strip(' ,')}", known, begins=False
        )
    if not NAME_ENDS.match(found["rest"]) or _ANOTHERS.match(found["rest"]):
        return Said()  # "said Ama and Bo", or "said Ama was wrong" in somebody else's sentence
    role = None
    if following := _ROLE_AFTER.match(found["rest"]):
        role = believable_role(following["role"])
    kind = found["kind"].strip(" ,")
    own = kind if kind and not f"{kind} ".startswith(("the ", "a ", "an ")) else None
    return named(found["name"], role or own, known, begins=False)


def _role_in_name(found: regex.Match[str], known: str) -> Said:
    """Read "said Example Watch’s Deputy Director Ana Ruiz", and "…’s Director for Asia, Ana Ruiz"."""
    following = regex.match(rf"\s+(?P<words>{NAME})(?![’']s\b)", found["rest"])
    if following is None:
        return Said()
    role, name = split_role(following["words"])
    if role and not name and (apart := _THEN_NAME.match(found["rest"])):
        role, name = apart["role"], apart["name"]
    if role is None or not name:
        return Said()
    return named(name, f"{found['name']}{found['own']} {role}", known, begins=False)


def _subject(text: str, known: str) -> Said:
    """Find who stands directly before the verb."""
    if found := _WITH_CLAUSE.search(text):
        if "," in found["clause"] or PREPOSITION.search(text[: found.start("name")]):
            return Said()
        return named(found["name"], None, known, begins=_begins(text, found.start("name")))
    if found := _ONES_OWN.search(text):
        if _AND_NAME.search(text[: found.start()]):
            return Said()  # "Ana Ruiz and her lawyer, Bo Li, said"
        role = found["role"] if _OPENS_CLAUSE.search(text[: found.start()]) and " to " not in found["role"] else None
        return named(found["name"], role, known, begins=False)
    if (found := _ROLE_THEN_NAME.search(text)) and names_a_role(found["role"]):
        return named(found["name"], found["role"], known, begins=False)
    if found := _WITH_AGE.search(text):
        if PREPOSITION.search(text[: found.start("name")]):
            return Said()
        return named(found["name"], None, known, begins=_begins(text, found.start("name")))
    if found := _WITH_ROLE.search(text):
        role = believable_role(found["role"])
        if role and not PREPOSITION.search(text[: found.start("name")]):
            return named(found["name"], role, known, begins=_begins(text, found.start("name")))
        return Said()
    found = _NAME_BEFORE.search(text)
    if found is None or found["comma"] or PREPOSITION.search(text[: found.start("name")]):
        return Said()
    owner = regex.search(rf"(?P<owner>{NAME})[’']s\s*$", text[: found.start("name")])
    role, name = split_role(found["name"])
    if owner:
        return named(name, f"{owner.group()}{role}", known, begins=False) if role and name else Said()
    return named(found["name"], None, known, begins=_begins(text, found.start("name")))


def _begins(text: str, at: int) -> bool:
    """Whether a capital at ``at`` may only be that of a sentence's beginning."""
    return not text[:at].rstrip() or text[:at].rstrip()[-1] in ".!?…:"


def named(words: str, role: str | None, known: str, *, begins: bool) -> Said:
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
