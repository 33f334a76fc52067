"""What keeping the pictures of thirty stories costs, beside drawing them alone.

Photographs of two megapixels lie beside their stories; the same week is drafted with and without them. What the
pictures add may be half as much again as decoding and encoding them in one process, which nobody can do without.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from measure import median, tell
from PIL import Image
from teams import SETTINGS, newsletter

COUNT = 30
STORY = """---
title: Person{n} Example walks free in Peru
date: 2026-09-03
{picture}
---

The teacher Person{n} Example was released from prison in Peru after {n} years.
"""
ALONE = """
import sys
from pathlib import Path
from newsletter.pictures.remake import remake
for path in Path(sys.argv[1]).glob("*.jpg"):
    remake(path.read_bytes())
"""


def team(folder: Path, with_pictures: bool) -> Path:
    """A week of stories; of each, a photograph of soft colours and some grain."""
    (folder / "config").mkdir(parents=True)
    (folder / "stories").mkdir()
    (folder / "config" / "newsletter.toml").write_text(SETTINGS, "utf-8")
    for number in range(COUNT):
        shown = f"picture: {{src: {number}.jpg, alt: A person stands at a gate}}" if with_pictures else ""
        (folder / "stories" / f"{number}.md").write_text(STORY.format(n=number, picture=shown), "utf-8")
        photograph(number).save(folder / "stories" / f"{number}.jpg", quality=90)
    return folder


def photograph(number: int) -> Image.Image:
    """Never twice the same, or it would be drawn once."""
    soft = Image.linear_gradient("L").rotate(number * 7).resize((1600, 1200))
    grain = Image.effect_noise((800, 600), 20).resize((1600, 1200))
    return Image.merge("RGB", (soft, Image.blend(soft, grain, 0.3), grain))


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="newsletter-bench-"))
    shown, bare = team(place / "shown", True), team(place / "bare", False)
    more, least = newsletter(shown, "run"), newsletter(bare, "run")
    alone = median([sys.executable, "-c", ALONE, str(shown / "stories")], 3)
    holds = tell(
        f"keeping {COUNT} pictures", more.cpu_s - least.cpu_s, "s CPU", 1.5 * alone.cpu_s, "1.5 × drawing them"
    )
    kept = sum(path.stat().st_size for path in (shown / "pictures").iterdir()) / 1_000_000
    print(f"  {1000 * alone.cpu_s / COUNT:.0f} ms each alone; wall {more.wall_s:.1f} s; peak {more.peak_mb:.0f} MB; "
          f"{kept:.0f} MB kept")  # fmt: skip
    shutil.rmtree(place)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
