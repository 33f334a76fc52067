"""Say whether words beside a name tell who somebody is: a teacher, the head of the union, and not on her return.

Pure.
"""

from __future__ import annotations

import regex

from newsletter.core.speech import ROLES

#: What begins so tells where and when the words were said, not who said them.
_NO_ROLE = regex.compile(
    r"^(?:of|for|to|at|in|from|with|on|upon|after|before|during|when|while|as|by|who|which|where|whose|whom|speaking|"
    r"writing|responding|following|talking|adding|standing|shortly|hours?|days?|moments?|minutes?|just|soon|now|then|"
    r"and|(?!(?:king|acting)\b)\p{Ll}+ing|"
    r"but|or|not|no|through|his|he|she|they|it|her\s+(?:voice|eyes|hands?)|à|au|dans|lors|après|avant|en|tras|desde|durante|cuando)\b",
    regex.I,
)
#: Where a role ends and something else begins: "a teacher, on her return".
_ROLE_ENDS = regex.compile(
    r"\s+(?:(?:on|upon|after|before|during|when|while|following|speaking|yesterday|today|tonight|last|this|earlier|"
    r"later|"
    r"shortly|moments|outside|who|which|said|told|wrote|tras|después|cuando|après|lors|hier|qui)\b|"
    r"(?:in|en|since|until|depuis)\s+(?:early|late|\d{4}|January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b|(?:from|at|in)\s+(?:his|her|their|a)\s+(?:cell|home|prison)\b).*$",
    regex.S,
)


def believable_role(words: str | None) -> str | None:
    """Take an apposition for a role only when it is not another name, a date, a moment or a place."""
    words = _ROLE_ENDS.sub("", " ".join((words or "").split()))
    if not words or regex.match(r"(?:de\s|of\s)?\d", words) or _NO_ROLE.match(words):
        return None
    parts = words.split()
    return words if _has_role(words) or parts[0][0].islower() else None


def _has_role(words: str) -> bool:
    return any(part.casefold().strip(".,") in ROLES for part in regex.split(r"[\s’']+", words))


def names_a_role(words: str) -> bool:
    """Whether the noun that "of", "for" or "to" goes with is a role, and nobody else is one.

    A letter to the king is no role, and the brother of the poet, Bo Li, may be the brother or the poet.
    """
    head, *rest = regex.split(r"\s(?:of|for|to|in|at|from|on|by|with|about|de|du|des|del|para|à)\s", words)
    return _has_role(head) and not any(map(_has_role, rest))
