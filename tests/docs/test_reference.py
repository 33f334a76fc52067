"""The reference says what is so, and everything that is."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from newsletter.cli.group import cli
from newsletter.core.posts import PLATFORMS
from newsletter.model.settings import ChannelKind, SourceKind

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SCRIPT = ROOT / "tools" / "make_reference.py"


def written(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def make(folder: Path, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(script), str(folder)], capture_output=True, text=True, check=False)


def test_the_committed_reference_is_what_the_code_gives(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    stale = [name for name, text in fresh.items() if not (REFERENCE / name).is_file() or written(name) != text]
    assert stale == [], "run: make reference"
    assert {path.name for path in REFERENCE.iterdir()} == set(fresh)


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("connect_timeout_s = ", "settings.http.connect_timeout_s is not documented"),
        ("webhook = ", "kinds.channels.webhook is not documented"),
        ("feed = ", "kinds.sources.feed is not documented"),
        ("NEWSLETTER_STORE = ", "environment.NEWSLETTER_STORE is not documented"),
    ],
)
def test_a_setting_or_kind_without_words_is_refused_by_name(cut: str, told: str) -> None:
    assert settings_page_without(cut) == f"{told}; say what it means in tools/reference.toml"


def settings_page_without(cut: str) -> str | None:
    """What the script says of its settings page when a line of its words is missing."""
    script = load_script()
    words = (ROOT / "tools" / "reference.toml").read_text("utf-8").splitlines()
    script.WORDS = tomllib.loads("\n".join(line for line in words if not line.startswith(cut)))
    try:
        script.settings_page()
    except script.Wordless as missing:
        return str(missing)
    return None


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("make_reference", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_reference"] = module
    spec.loader.exec_module(module)
    return module


def every_command(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before} {name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before} {name}")


def test_every_command_and_option_stands_in_the_reference() -> None:
    text = written("commands.md")
    missing = []
    for path, command in every_command(cli, "newsletter"):
        if not re.search(rf"^## `{re.escape(path)}[ `]", text, re.MULTILINE):
            missing.append(path)
        options = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]
        missing += [f"{path} {name}" for name in options if name not in text]
    assert missing == []


def test_every_key_of_the_default_settings_stands_in_the_reference() -> None:
    settings = tomllib.loads((ROOT / "config" / "newsletter.toml").read_text("utf-8"))
    keys = set(keys_of(settings)) - {"site", "http", "sources", "publications", "channels"}
    text = written("settings.md")
    assert [key for key in sorted(keys) if f"| `{key}` |" not in text] == []


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_every_kind_of_source_and_channel_stands_in_the_reference() -> None:
    text = written("settings.md")
    assert [kind for kind in (*SourceKind, *ChannelKind) if f"| `{kind}` |" not in text] == []


def test_every_code_of_a_finding_stands_in_the_reference() -> None:
    source = "".join(path.read_text("utf-8") for path in sorted((ROOT / "newsletter").rglob("*.py")))
    codes = set(re.findall(r'(?:code=|_blocker\(\s*|_warning\(\s*)"([a-z-]+)"', source))
    text = written("findings.md")
    assert len(codes) > 20
    assert [code for code in sorted(codes) if f"| `{code}` |" not in text] == []


def test_every_platform_stands_in_the_reference() -> None:
    text = written("platforms.md")
    assert [name for name in PLATFORMS if f"| `{name}` |" not in text] == []


def test_every_variable_that_our_templates_use_stands_in_the_reference() -> None:
    used: set[str] = set()
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".mjml", ".txt", ".html", ".md", ".json"}:
            for told in re.findall(r"\{[{%].*?[}%]\}", path.read_text("utf-8"), re.DOTALL):
                used |= set(re.findall(r"\b((?:edition|story|quote|picture)\.[a-z_]+)", told))
    text = written("templates.md")
    assert len(used) > 30
    assert [name for name in sorted(used) if f"| `{name}` |" not in text] == []
