"""Find every caveat of a text: what is not won yet, not for all, not for good.

Pure. The patterns stand in ``config/rules``; ``core.verdict`` chooses the gravest for the letter, here all are kept.
"""

from __future__ import annotations

from newsletter.core.rules import Rules
from newsletter.model.entries import Span


def caveats(text: str, rules: Rules | None) -> tuple[Span, ...]:
    """List the caveats in the order of the text; of two that overlap the earlier stands."""
    if rules is None:
        return ()
    low = text.lower()
    found = sorted(
        span
        for rule in rules.caveats
        if any(hint in low for hint in rule.hints)
        for span in (match.span() for match in rule.pattern.finditer(text))
    )
    kept: list[Span] = []
    for start, end in found:
        if start < end and (not kept or start >= kept[-1].end):
            kept.append(Span(start=start, end=end))
    return tuple(kept)
