"""What finding everything in a story's words costs: completeness, quotations, verdict, facts.

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
LIMIT_MS = 3.0  #: CPU an entry
LENGTH = 1_300


def main() -> None:
    began = time.process_time()
    rules = config.load_rules(Path())
    stories = told()
    for language in ("en", "fr", "es"):
        find(rules, language, stories[0][1])
    compiled = time.process_time() - began
    costs = []
    for language, text in stories:
        began = time.process_time()
        find(rules, language, text)
        costs.append((time.process_time() - began) * 1000)
    costs.sort()
    holds = tell("one entry through prose and facts", sum(costs) / len(costs), "ms CPU", LIMIT_MS, "set by us")
    print(f"  {len(costs)} stories; median {costs[len(costs) // 2]:.2f} ms; dearest {costs[-1]:.2f} ms")
    print(f"  patterns compiled once in {compiled:.2f} s")
    sys.exit(not holds)


def find(rules: dict[str, Rules], language: str, text: str) -> None:
    """Everything that a tick finds in one entry."""
    prose.completeness(text)
    prose.quotes(text)
    judged = judge(title="", text=text, language=language, trust=Trust.WINS, rules=rules)
    facts("", text, language, rules, published_on="2026-09-04", events=judged.evidence)


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
