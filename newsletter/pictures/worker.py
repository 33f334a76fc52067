"""What runs in the workers of ``pictures.kept``: pictures are decoded here, and nowhere else."""

from __future__ import annotations

from newsletter.pictures.remake import remake
from newsletter.workers import child

MAX_MEMORY = 800_000_000  #: bytes of address space; the largest picture that is opened takes three quarters of it

TASKS: child.Tasks = {"remake": remake}


if __name__ == "__main__":
    child.serve(TASKS, MAX_MEMORY)
