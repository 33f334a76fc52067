"""What finding everything in a story's words costs: completeness, quotations and facts; and then the verdict.

Stories of about 1,300 characters, the mean of the entries of six real feeds, put together from our own corpora: what
was won first, then one quotation, then what came before. Compiling the patterns, once a process, is told apart.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from measure import tell

from newsletter import config
from newsletter.core import prose
from newsletter.core.facts import facts
from newsletter.core.rules import Rules
from newsletter.core.verdict import judge
from newsletter.model.entries import Trust

CORPUS = Path(__file__).parents[1] / "tests" / "core" / "corpus"
WORDS_MS, VERDICT_MS = 3.0, 2.0  #: CPU an entry
LENGTH = 1_300


def main() -> None:
    began = time.process_time()
    rules = config.load_rules(Path())
    stories = told()
    for language in ("en", "fr", "es"):
        find(rules, language, stories[0][1])
    compiled = time.process_time() - began
    costs = [find(rules, language, text) for language, text in stories]
    holds = [
        told_of("one entry through prose and facts", [one for one, _ in costs], WORDS_MS),
        told_of("its verdict", [one for _, one in costs], VERDICT_MS),
    ]
    print(f"  {len(costs)} stories; patterns compiled once in {compiled:.2f} s")
    sys.exit(not all(holds))


def told_of(what: str, costs: list[float], limit: float) -> bool:
    holds = tell(what, sum(costs) / len(costs), "ms CPU", limit, "set by us")
    print(f"  median {sorted(costs)[len(costs) // 2]:.2f} ms; dearest {max(costs):.2f} ms")
    return holds


def find(rules: dict[str, Rules], language: str, text: str) -> tuple[float, float]:
    """Everything that a tick finds in one entry: what its words and facts cost, and its verdict, in ms."""
    began = time.process_time()
    prose.completeness(text)
    prose.quotes(text)
    facts("", text, language, rules, published_on="2026-09-04")
    found = time.process_time()
    judge(title="", text=text, language=language, trust=Trust.WINS, rules=rules)
    return (found - began) * 1000, (time.process_time() - found) * 1000


def told() -> list[tuple[str, str]]:
    """Stories with their languages, each long enough."""
    said = [row["text"] for row in rows("quotations")]
    rest = [row["text"] for row in rows("verdict-en") if row["kind"] in ("plain", "notice", "object", "feature")]
    found = []
    for at, row in enumerate([*rows("verdict-en"), *rows("facts"), *rows("caveats")]):
        text = f"{row['text']}\n\n{said[at % len(said)]}"
        while len(text) < LENGTH:
            at += 1
            text += f"\n\n{rest[at % len(rest)]}"
        found.append((row.get("language", "en"), text))
    return found


def rows(name: str) -> list[dict[str, str]]:
    """One of our corpora."""
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines() if line]


if __name__ == "__main__":
    main()
