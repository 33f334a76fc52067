"""Every command that a page shows is run, and what it prints is what the page says.

The convention, for whoever writes a page:

- A block marked ``sh`` is run by bash. All blocks of a page run in one temporary folder, one after
  another, as one session: ``cd`` stays. Every command of a block must succeed.
- A block marked ``text`` right after it is what it prints. ``…`` at the end of a line stands for any
  words, on a line of its own for any lines. Without such a block the output is free.
- A block marked with a kind and a file name (``markdown stories/ana.md``) is written to that file.
- A block marked ``sh no-run`` needs what a test has not: root, a server, another machine.

The folder holds the checkout's Makefile and ``examples/``; ``make run`` finds its environment made.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
END = "── end of block"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One block that does something, and the output the page gives it."""

    line: int
    file: str  #: written, when it is not empty
    body: str
    printed: str | None


def steps(page: str) -> Iterator[Step]:
    found = list(BLOCK.finditer(page))
    for at, block in enumerate(found):
        kind, _, rest = block["info"].partition(" ")
        after = found[at + 1] if at + 1 < len(found) else None
        line = page[: block.start()].count("\n") + 1
        if kind == "sh" and rest != "no-run":
            follows = after is not None and after["info"] == "text"
            yield Step(line=line, file="", body=block["body"], printed=after["body"] if after and follows else None)
        elif rest and kind != "sh":
            yield Step(line=line, file=rest, body=block["body"], printed=None)


def script(page: list[Step]) -> str:
    """The page as one bash session; after each block a mark and how it ended."""
    lines = ["exec 2>&1"]
    for step in page:
        if step.file:
            folder = shlex.quote(str(Path(step.file).parent))
            lines += [f"mkdir -p {folder}; cat > {shlex.quote(step.file)} <<'END-OF-FILE'\n{step.body}END-OF-FILE"]
        else:
            lines += ["failed=0; trap 'failed=$?' ERR", step.body, "trap - ERR"]
            lines += [f'echo "{END} $failed"']
    return "\n".join(lines) + "\n"


def run(page: list[Step], folder: Path) -> list[tuple[str, str]]:
    """(output, exit code) of each block that is run."""
    for name in ("Makefile", "requirements", "pyproject.toml", "tools"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(
        ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("outbox", "drafts", "newsletter.db*")
    )
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "activate").touch()
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / ".venv" / "bin" / "newsletter").symlink_to(Path(sys.executable).parent / "newsletter")
    for made in ("run.done", "test.done"):
        (folder / ".venv" / made).touch()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NEWSLETTER_", "MAKE", "MFLAGS"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script(page)], cwd=folder, env={**kept, "PATH": path, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    parts = re.split(rf"{END} (\d+)\n", done.stdout)
    return list(zip(parts[0::2], parts[1::2], strict=False))


def is_told(wanted: str, printed: str) -> bool:
    """Whether a page's text is what was printed, with … for what it leaves open."""
    pattern = ""
    for line in wanted.rstrip("\n").split("\n"):
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += "[^\n]*".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ ]*\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def runnable() -> list[Path]:
    return [page for page in PAGES if page.is_file() and any(not one.file for one in steps(page.read_text("utf-8")))]


@pytest.mark.parametrize("page", runnable(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_tells_to_type_works_and_prints_what_it_says(page: Path, tmp_path: Path) -> None:
    found = list(steps(page.read_text("utf-8")))
    typed = [one for one in found if not one.file]
    done = run(found, tmp_path)
    wrong = [
        f"{page.name}:{one.line} ended with {code} and printed:\n{printed}"
        for one, (printed, code) in zip(typed, done, strict=True)
        if code != "0" or (one.printed is not None and not is_told(one.printed, printed))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("wanted", "printed", "told"),
    [
        ("one\n", "one\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one …\n", "one or another\n", True),
        ("one\n…\n", "one\n", True),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\nfour\n", "one\ntwo\nfive\n", False),
    ],
)
def test_three_dots_stand_for_words_or_lines_and_for_nothing_else(wanted: str, printed: str, told: bool) -> None:
    assert is_told(wanted, printed) is told


def test_readme_and_quickstart_are_among_the_pages_that_are_run() -> None:
    assert {page.name for page in runnable()} >= {"README.md", "quickstart.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", page.read_text("utf-8")))
    paths = [link.split("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))]
    assert [link for link in paths if not (page.parent / link).exists()] == []
