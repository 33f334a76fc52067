"""What judging an entry costs, and finding its story among 10,000 stored ones.

The limits are absolute, in milliseconds of CPU: verdict 2, story 15. Half of the new entries tell once more what is
stored, in other words, so that there is something to compare.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from measure import tell
from teams import story, team

from newsletter import config, wiring
from newsletter.core.verdict import judge
from newsletter.services import ingest, joining, judging

NEW = 200
NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)
VERDICT_MS, STORY_MS = 2.0, 15.0


def told_again(number: int) -> str:
    """A stored story in other words, or the same of somebody else."""
    told = story(number) if number % 2 else story(number).replace("Person", "Newcomer")
    return told.replace("was released from prison", "walked free").replace("Supporters had asked", "Many had written")


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    folder = team(place / "team", 10_000)
    (folder / "stories" / "new.txt").write_text("Good News\n\n" + "\n".join(map(told_again, range(NEW))), "utf-8")
    app = wiring.build(config.load(folder / "config" / "newsletter.toml", {}), {})
    ingest.take_in(app, NOW, due_only=False)
    (judged,) = judging.judge_new(app)
    began = time.process_time()
    for one in judged.revisions.values():
        judge(title=one.title, text=one.text, language="en", trust=app.settings.sources[0].trust, rules=app.rules())
    verdict = (time.process_time() - began) / len(judged.revisions) * 1000
    with app.store.writing() as connection:
        judging.keep(connection, app.rules_hash, judged)
        began = time.process_time()
        joining.relate_new(app, connection, judged, NOW)
        found = (time.process_time() - began) / len(judged.revisions) * 1000
    app.store.close()
    holds = [
        tell(f"verdict on one of {len(judged.revisions)} entries", verdict, "ms CPU", VERDICT_MS, "set"),
        tell("its story among 10,000 stored", found, "ms CPU", STORY_MS, "set"),
    ]
    shutil.rmtree(place)
    sys.exit(not all(holds))


if __name__ == "__main__":
    main()
