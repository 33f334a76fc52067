"""What must stand in no committed file, whoever wrote it."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written in pieces, so that this file may stand among those it searches.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:" + "|".join(("work", "root", "home")) + r")/")
REGISTRIES = ("pypi" + ".org", "files." + "pythonhosted", "registry." + "npmjs", "deb." + "debian")
TOOL_NAMES = ("clau" + "de", "anth" + "ropic", "open" + "ai", "cop" + "ilot", "chat" + "gpt", "code" + "x")
TOOLS = re.compile(rf"\b(?:{'|'.join(TOOL_NAMES)})\b", re.IGNORECASE)


@cache
def committed() -> dict[str, str]:
    """Every committed text file, as it stands now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (body := path.read_bytes()):
            texts[name] = body.decode("utf-8", "replace")
    return texts


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in committed().items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    assert lines_with(re.compile(re.escape(host), re.I)) == []


def test_no_file_names_the_tools_it_was_written_with() -> None:
    assert lines_with(TOOLS) == []


def test_no_sentence_of_the_samples_stands_in_a_file(samples: Path) -> None:
    sentences = {
        one
        for path in sorted(samples.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        for one in re.split(r"(?<=[.!?])[\"”’]?\s+", spaced(line))
        if len(one) >= 60
    }
    assert len(sentences) > 20
    texts = {name: spaced(text) for name, text in committed().items()}
    assert [(name, one) for name, text in texts.items() for one in sentences if one in text] == []


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_what_the_program_and_the_tests_make_is_not_committed() -> None:
    made = re.compile(r"(^|/)(__pycache__|\.venv|outbox|drafts|dist|build)/|\.(db|pyc|whl|zip)$|\.db-(wal|shm)$")
    assert [name for name in committed() if made.search(name)] == []
