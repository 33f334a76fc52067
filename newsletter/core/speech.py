"""The vocabulary of speech: what a name looks like, which verbs report words, which words are roles.

Pure. Only words and patterns; how they are put together is ``core.speakers``' business.
"""

from __future__ import annotations

import regex

OPENERS = "“„«‘「『"
CLOSERS = "”“»’」』"
END_MARKS = ".!?…。！？؟۔।"
CLOSING = "\"'”’»›)\\]」』）"
DASHES = "-–—―"


def words(listed: str) -> frozenset[str]:
    """Make a set of the words in a line."""
    return frozenset(listed.split())


#: One word of a name, perhaps with its article (al-Khalil); a possessive ending stays outside. Particles may stand
#: between words.
WORD = (
    r"(?:(?:Dr|Mr|Mrs|Ms|St|Jr|Sr|Sra|Prof|Rev|Gen|Hon)\.|(?:\p{Lu}\.)+|(?:(?:a[dlnrstz]|ash|e[dlrs]|ul|ur)[-‑])?"
    r"\p{Lu}(?:[\p{L}\p{M}]|[’'\-‑](?!s\b)(?=[\p{L}\p{M}]))*)"
)
PARTICLE = (
    r"(?:de|da|do|dos|das|del|della|di|la|las|los|le|van|von|der|den|af|av|zu|bin|ben|bint|binti|ibn|abu|al|el|ul|wa|na|ole|"
    r"y|e|und)"
)
NAME = rf"{WORD}(?:\s+(?:{PARTICLE}\s+){{0,2}}{WORD}){{0,6}}"

_ENGLISH = (
    r"sa(?:id|ys|ying)|wr(?:ote|ites)|t(?:old|ells)|announced|shared|responded|(?:add|explain|recall|stat|declar|comment|ask|"
    r"insist|not|continu|remark|conclud|tweet|text|whisper|shout|exclaim|answer|recount|warn|urg|argu|confirm|claim|demand|"
    r"promis|vow|testifi|admitt|observ|acknowledg|emphasi[sz]|rul|report|post|remember|jok|lament|plead|stress|laugh|"
    r"sigh|reflect|predict|repeat|reiterat|mutter|murmur|beam|welcom)(?:ed|d)|(?:add|explain|recall|state|declare|comment|"
    r"ask|insist|note|continue|conclude|answer|warn|argue|confirm|remember|admit|recount|reflect|laugh|smile|sigh|joke|urge|"
    r"promise|observe|believe)s|repl(?:ied|ies)|cried"
)
_SPANISH = (
    r"(?:ha\s+)?(?:dicho|declarado|afirmado|explicado|escrito|añadido|asegurado|contado)|dijo|dice|afirm[óa]|declar[óa]|"
    r"explic[óa]|señal[óa]|añadió|añade|escribió|escribe|cont[óa]|cuenta|record[óa]|recuerda|coment[óa]|asegur[óa]|"
    r"manifest[óa]|expres[óa]|indic[óa]|agreg[óa]|respondió|responde|relat[óa]|concluyó|concluye|subray[óa]|destac[óa]|"
    r"sostuvo|sostiene|resumió|exclam[óa]|admitió|admite|reconoció|reconoce|insistió|insiste|advirtió|advierte|"
    r"lament[óa]|narr[óa]|apunt[óa]|denunci[óa]|celebr[óa]|confes[óa]|confiesa|bromeó|bromea"
)
_FRENCH = (
    r"(?:(?:a|s[’']est)\s+)?(?:dit|déclaré|affirmé|expliqué|écrit|ajouté|confié|raconté|indiqué|souligné|confirmé|rappelé|"
    r"répondu|conclu|annoncé|témoigné|lancé|assuré|estimé|précisé|murmuré|crié|soufflé|résumé|réagi|insisté|poursuivi|"
    r"plaidé|martelé|admis|reconnu|noté|exclamée?|réjouie?|souvenue?)|déclare|affirme|explique|ajoute|confie|raconte|indique|"
    r"souligne|rappelle|conclut|témoigne|lance|assure|estime|précise|murmure|souffle|résume|réagit|insiste|poursuit|plaide|"
    r"martèle|admet|reconnaît|s[’']exclame|se\s+(?:souvient|réjouit)"
)
VERB = rf"(?:{_ENGLISH}|{_SPANISH}|{_FRENCH})"
ADVERB = r"(?:has|had|have|later|also|then|once|recently|simply|always|often|previously|reportedly|\p{Ll}+ly)"
#: "a-t-elle lancé", "raconte-t-il": French turns the pronoun round and hangs it on.
HUNG_ON = r"(?:(?:a|ont)-(?:t-)?(?:il|elle|on|ils|elles)\s+\p{Ll}+|\p{Ll}{3,}-(?:t-)?(?:il|elle|on|ils|elles))\b"
PRONOUN = r"(?:he|she|they|it|we|I|you|one|who|this|that|these|those)"

#: What stands before the name of somebody who perhaps never spoke: "an account posing as Bo Li", "the supposed Bo Li".
NOT_REALLY = regex.compile(
    r"\b(?:(?:pos(?:ing|ed|es)\s+as|impersonat(?:ing|ed|es|or\s+of)|playing|"
    r"call(?:ing|ed|s)\s+(?:him|her|them)sel(?:f|ves)|"
    r"(?:pretend|claim|purport)(?:ing|ed|s)?\s+to\s+(?:be(?:long\s+to)?|speak\s+for|come\s+from)|"
    r"pass(?:ing|ed)\s+(?:him|her|them)sel(?:f|ves)\s+off\s+as|(?:gave|giving|gives)\s+(?:his|her|their)\s+names?\s+as|"
    r"(?:in|under|us(?:ing|ed|es))\s+(?:the|his|her|their)\s+(?:\p{Ll}+\s+)?names?(?:\s+of)?)"
    rf"\s+(?:[\p{{Ll}}’']+,?\s+){{0,4}}{NAME}|"
    r"(?:fake|supposed|purported|alleged|bogus|false|so-called|would-be|perhaps|maybe|possibly|probably|presumably)"
    rf"\s+(?:(?!(?:in|at|on|of|to|for|from|by|with|during|near)\b)[\p{{Ll}}]+\s+)?{NAME})"
)
#: One person's words in another's mouth, as in "her mother told her", "Bo Li saying".
_SECOND_HAND = (
    r"(?:(?<!\b(?:was|were|been|be|and|but|or|et|y)\s)" + VERB + r"|(?:was|were|been)\s+told|heard|written|say|tell|"
    r"shout|whisper|(?:say|tell|ask|shout|whisper|repeat|writ)ing)\b"
)
#: "Ana Ruiz remembers her sister saying", "Ana Ruiz says Bo Li told her": Ana Ruiz heard it.
HEARD = regex.compile(
    r"\s(?!(?:after|before|when|as|while|once|since|until|to|in|on|at|from|of|by|with|about|for|through|outside|during|"
    rf"following)\b)[^.,;:!?“”\"]{{2,50}}\b{_SECOND_HAND}"
)
#: "Ana Ruiz said she had heard Bo Li say", between the verb and the words.
HEARD_BETWEEN = regex.compile(
    rf"(?:\b(?:over)?hear\w*|(?<!\bto\s)\b{NAME})\s[^,;:]*\b{_SECOND_HAND}|\b(?:over)?heard\s+(?:it\s+)?from\b"
)
#: "Bo Li said that Ama Owusu", before another verb of saying.
SAYS_THAT = regex.compile(
    rf"\s{VERB}\s+(?:that\s+|how\s+)?(?:(?:his|her|their|the|an?|my|our)\s+)?(?:(?!(?:and|but|as|when|before|after|"
    rf"because|while|then)\b)\p{{Ll}}+,?\s+)?{NAME}(?:[’']s\s[\p{{Ll}} ]+)?(?:,[^,]{{2,60}},)?\s*$"
)

#: Nouns that make a capitalised word a role and not a part of a name.
ROLES = words(
    "director researcher secretary general coordinator minister president advisor adviser officer head chair chairman "
    "chairwoman chairperson chief lawyer attorney judge justice spokesperson spokesman spokeswoman campaigner manager "
    "expert representative rapporteur commissioner ambassador senator governor mayor editor professor founder co- "
    "founder deputy executive analyst activist journalist leader member king queen prince princess pope teacher "
    "student nurse doctor survivor poet writer author volunteer defender organiser organizer mother father sister "
    "brother wife husband daughter son président présidente ministre directeur directrice avocat avocate porte-parole "
    "secrétaire chercheur chercheuse presidente presidenta ministro ministra abogado abogada directora portavoz"
)
#: Roles that come before a name as part of how it is said and are dropped from it.
HONORIFICS = words("mr mrs ms miss dr prof sir dame lord lady rev sr sra")

#: Capitalised where a sentence begins, but never a person.
NOT_NAMES = words(
    "a after all although amid an and another anyone as asked at because before both but by campaigners despite "
    "during each even every everyone finally first following for former from he her here his how however i if in "
    "inside instead it its just last later many meanwhile moreover more most my next nobody no not now of officials "
    "on once one or our outside others people she since so some someone soon still supporters than that the their "
    "them then there these they this those though through to today together tomorrow tonight under until upon we what "
    "when where while who why with without yes yesterday yet you your activists lawyers authorities witnesses "
    "families relatives doctors police reporters monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december responding speaking writing according "
    "additionally also only les une il elle ils elles selon hier notre leur según ayer ella ellos nuestro nuestra"
)

_NAME = regex.compile(NAME)


def split_role(words: str) -> tuple[str | None, str]:
    """Part "Regional Director Ana Ruiz" into role and name; the name is empty when only a role is there."""
    parts = words.split()
    last = max((i for i, word in enumerate(parts) if word.lower().strip(".,") in ROLES), default=-1)
    role = " ".join(parts[: last + 1]) or None
    name = parts[last + 1 :]
    while name and name[0].lower().rstrip(".") in HONORIFICS and len(name) > 1:
        name = name[1:]
    return role, " ".join(name)


def is_name(words: str) -> bool:
    """Whether the whole of ``words`` could be somebody's name."""
    return bool(_NAME.fullmatch(words)) and words.lower() not in NOT_NAMES
