"""What runs in the workers of ``pictures.kept``: pictures are decoded here, and nowhere else."""

from __future__ import annotations

from newsletter.pictures.remake import remake
from newsletter.workers import child

TASKS: child.Tasks = {"remake": remake}


if __name__ == "__main__":
    child.serve(TASKS)
