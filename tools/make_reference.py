"""Make ``docs/reference`` from the code, so that it cannot say what is not so.

    python tools/make_reference.py            writes docs/reference
    python tools/make_reference.py FOLDER     writes into another folder; the docs tests compare

Names, types, defaults and shapes are read from the code, or seen in a real run in a temporary folder.
What code cannot say, the meaning of a field, stands in ``tools/reference.toml``; a thing without
words there is refused by name.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import click
from click.testing import CliRunner

from newsletter.cli.group import cli
from newsletter.cli.options import _OPTIONS
from newsletter.core.posts import PLATFORMS
from newsletter.model import settings as schema
from newsletter.model.words import LEVEL
from newsletter.render import values
from newsletter.render.environment import Templates

ROOT = Path(__file__).resolve().parents[1]
WORDS = tomllib.loads((ROOT / "tools" / "reference.toml").read_text("utf-8"))
MADE = "<!-- Made from the code by `make reference`. Change the code, or tools/reference.toml, not this page. -->"
NOW = "2026-09-07T08:00:00Z"
WEEK = "weekly/2026-W36"


class Wordless(Exception):
    """Something of the code has no meaning in ``tools/reference.toml``."""


def words_for(*path: str) -> str:
    """The meaning of one thing; refused when nobody wrote it."""
    found: Any = WORDS
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise Wordless(f"{'.'.join(path)} is not documented; say what it means in tools/reference.toml")
    return found


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table."""
    head = list(head)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _cell(text: str) -> str:
    """Text for a table: bars escaped, angles outside code too."""
    parts = text.replace("|", "\\|").split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def sentence(text: str) -> str:
    """A remark of the code as a sentence."""
    begins = text[:1].upper() + text[1:] if not text.startswith(("e.g.", "templates/")) else text
    return begins if begins.endswith((".", "!", "?")) else f"{begins}."


def page(title: str, *lines: str) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines]).rstrip() + "\n"


def code(text: object) -> str:
    return f"`{text}`"


# ── commands ───────────────────────────────────────────────────────────────────────────────


def commands_page() -> str:
    shared = _shared_options()
    lines = [
        "Each command tells the same with `--help`. Most commands take these options too; below they are",
        "called *the usual options*.",
        "",
        *table(("option", "meaning"), (_option_row(option) for option in shared)),
        "Exit codes: 0 well; 1 something is to mend, or the step was refused; 2 the command or the settings",
        "cannot be used; 3 a part failed, everything else was done.",
        "",
    ]
    for path, command in commands(cli):
        lines += _command_lines(path, command, {option.name for option in shared})
    return page("Commands", *lines)


def commands(group: click.Group, before: str = "newsletter") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, groups before their own."""
    for name, command in _within(group):
        yield f"{before} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")


def _within(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command


def _shared_options() -> list[click.Option]:
    def nothing() -> None: ...

    for option in reversed(_OPTIONS):
        option(nothing)
    return [one for one in reversed(nothing.__click_params__) if isinstance(one, click.Option)]  # type: ignore[attr-defined]


def _command_lines(path: str, command: click.Command, shared: set[str | None]) -> list[str]:
    pieces = [f" {_argument(one)}" for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    own = [one for one in options if one.name not in shared or not _is_shared(options, shared)]
    if not command.help:
        raise Wordless(f"{path} has no help")
    lines = [f"## `{path}{''.join(pieces)}`", "", *_help_lines(command.help), ""]
    if isinstance(command, click.Group):
        return [*lines, *(f"- `{path} {name}`" for name, _ in _within(command)), ""]
    if own:
        lines += table(("option", "meaning"), (_option_row(option) for option in own))
    return [*lines, "Takes the usual options.", ""] if _is_shared(options, shared) else lines


def _is_shared(options: list[click.Option], shared: set[str | None]) -> bool:
    return shared <= {one.name for one in options}


def _argument(one: click.Argument) -> str:
    shown = one.make_metavar(click.Context(click.Command("any")))
    return shown if shown.startswith("[") or one.required else f"[{shown}]"


def _help_lines(text: str) -> list[str]:
    """Help as Markdown; what stands behind ``\\b`` keeps its lines."""
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            lines += ["```sh no-run", *paragraph.split("\n")[1:], "```", ""]
        else:
            lines += [paragraph, ""]
    return lines[:-1]


def _option_row(option: click.Option) -> tuple[str, str]:
    if not option.help:
        raise Wordless(f"the option {option.opts[0]} has no help")
    names = ", ".join([*option.opts, *option.secondary_opts])
    shown = option.make_metavar(click.Context(click.Command("any")))
    value = "" if option.is_flag else f" {shown}"
    more = [text for text in (
        "Required." if option.required else "",
        f"Default: {code(option.default)}." if option.show_default else "",
    ) if text]  # fmt: skip
    return code(f"{names}{value}"), " ".join([option.help, *more])


# ── settings ───────────────────────────────────────────────────────────────────────────────

TABLES = {
    "site": schema.SiteSettings,
    "http": schema.HttpSettings,
    "sources": schema.SourceSettings,
    "publications": schema.PublicationSettings,
    "publications.selection": schema.SelectionSettings,
    "channels": schema.ChannelSettings,
}
MANY = {"sources", "publications", "channels"}
TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}


def settings_page() -> str:
    told = _comments_of_settings()
    rows = [("store", "text", code(_toml(schema.Settings.store)), told[""]["store"])]
    lines = [
        "All settings stand in `config/newsletter.toml` of the team's folder. The file that `newsletter init`",
        "makes holds every key. The default is what holds when a key is left out.",
        "",
        "## The top of the file",
        "",
        *table(("key", "value", "default", "meaning"), ([code(row[0]), *row[1:]] for row in rows)),
    ]
    for name, kind in TABLES.items():
        lines += [f"## `[[{name}]]`" if name in MANY else f"## `[{name}]`", ""]
        lines += table(("key", "value", "default", "meaning"), _setting_rows(name, kind, told.get(name, {})))
        for choice, title in ((schema.SourceKind, "sources"), (schema.ChannelKind, "channels")):
            if title == name:
                lines += table(("kind", "what it is"), ((code(one), words_for("kinds", name, one)) for one in choice))
    lines += ["## Environment variables", ""]
    lines += table(("variable", "meaning"), ((code(one), words_for("environment", one)) for one in variables()))
    lines += ["## Files beside the settings", ""]
    lines += table(("file", "meaning"), ((code(file), text) for file, text in WORDS["files"].items()))
    return page("Settings", *lines)


def variables() -> list[str]:
    """Environment variables that the code names."""
    text = "".join(path.read_text("utf-8") for path in sorted((ROOT / "newsletter").rglob("*.py")))
    return sorted(set(re.findall(r'"(NEWSLETTER_[A-Z_]+)"', text)))


def _setting_rows(name: str, kind: type, told: Mapping[str, str]) -> Iterator[list[str]]:
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        key = field.name.rstrip("_")
        if dataclasses.is_dataclass(hints[field.name]):
            yield [code(key), "table", "", f"See `[{name}.{key}]` below."]
            continue
        meaning = told.get(key) or _comments_of(kind).get(field.name) or words_for("settings", name, key)
        own = WORDS.get("settings", {}).get(name, {}).get(key)
        yield [code(key), _type(hints[field.name]), _default(field), sentence(own or meaning)]


def _type(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ", ".join(code(_toml(member.value)) for member in hint)
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}"
    if get_origin(hint) is not None:
        return f"table of {_type(get_args(hint)[1])}"
    return TYPES[hint]


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return code(_toml(field.default))
    if field.default_factory is not dataclasses.MISSING:
        return code(_toml(field.default_factory()))
    return "must be given"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | Path):
        return json.dumps("" if value == Path() else str(value), ensure_ascii=False)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return "{}" if value == {} else str(value)


def _comments_of_settings() -> dict[str, dict[str, str]]:
    """Table → key → its comment in the default settings, in tables that are commented out too."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    name = ""
    above: list[str] = []
    for line in (ROOT / "config" / "newsletter.toml").read_text("utf-8").splitlines():
        if head := re.match(r"(?:# )?\[+([a-z.]+)\]+", line):
            name = head[1]
        elif key := re.match(r"(?:# )?([a-z_]+) = .*?(?:\s#\s(.*))?$", line):
            found[name].setdefault(key[1], key[2] or (" ".join(above) if not name else ""))
        above = [*above, line.removeprefix("# ")] if line.startswith("# ") else []
    return found


def _comments_of(kind: type) -> dict[str, str]:
    """Field → its ``#:`` comment."""
    lines = inspect.getsource(kind).splitlines()
    return {found[1]: found[2] for line in lines if (found := re.match(r"\s+(\w+):.*?#: (.*)$", line))}


# ── findings ───────────────────────────────────────────────────────────────────────────────


@dataclasses.dataclass(frozen=True, order=True)
class FindingCall:
    """One place of the code that makes a finding."""

    code: str
    level: str
    waivable: bool
    message: str
    mend: str


def finding_calls() -> list[FindingCall]:
    """Every place that makes a finding, whatever the helper is called."""
    found: set[FindingCall] = set()
    for path in sorted((ROOT / "newsletter").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        helpers = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.update(_finding_call(node, node.func.id, helpers))
    return sorted(found)


def _finding_call(node: ast.Call, name: str, helpers: Mapping[str, ast.FunctionDef]) -> Iterator[FindingCall]:
    given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if name in {"_blocker", "_warning"}:
        inner = next(
            call for call in ast.walk(helpers[name])
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding"
        )  # fmt: skip
        given = {keyword.arg: keyword.value for keyword in inner.keywords if keyword.arg}
        given |= dict(zip((argument.arg for argument in helpers[name].args.args), node.args, strict=False))
    elif name != "Finding" or not isinstance(given.get("level"), ast.Attribute):
        return
    if isinstance(given["code"], ast.Name):
        return  # the helper itself
    level = given["level"]
    assert isinstance(level, ast.Attribute)
    waivable = given.get("waivable")
    for one in _choices(given["code"]):
        yield FindingCall(
            one,
            level.attr.lower(),
            not (isinstance(waivable, ast.Constant) and waivable.value is False),
            _spoken(given["message"]),
            _spoken(given["mend"]),
        )


def _choices(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_choices(node.body), *_choices(node.orelse)]
    if not isinstance(node, ast.Constant):
        raise Wordless(f"a finding's code is not written out: {ast.unparse(node)}")
    return [str(node.value)]


def _spoken(node: ast.expr) -> str:
    """A message with … for what it fills in."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        case ast.BinOp():
            return _spoken(node.left) + _spoken(node.right)
        case _:
            return "…"


def findings_page() -> str:
    lines = [
        "What `newsletter check` may tell. Each finding has a code that stays. *To mend* stops an approval,",
        "*to look at* does not. What may be waived is waived by name and with a reason:",
        "`newsletter approve EDITION --despite CODE --why TEXT`. An ellipsis stands for what the message fills in.",
        "",
    ]
    rows = [
        (
            code(call.code),
            LEVEL[next(level for level in LEVEL if level.value == call.level)],
            "yes" if call.waivable and call.level == "blocker" else "no" if call.level == "blocker" else "",
            call.message,
            call.mend,
        )
        for call in finding_calls()
    ]
    return page("Findings", *lines, *table(("code", "level", "may be waived", "what it says", "how to mend it"), rows))


# ── platforms ──────────────────────────────────────────────────────────────────────────────


def platforms_page() -> str:
    ours = schema.PublicationSettings(name="any").platforms
    rows = [
        (
            code(one.name), one.title, "yes" if one.name in ours else "measured only", f"{one.limit:,} {one.unit}",
            f"{one.limit_with_media:,}" if one.limit_with_media else "",
            "yes" if one.links else "no", "none" if not one.max_tags else str(one.max_tags),
        )
        for one in PLATFORMS.values()
    ]  # fmt: skip
    lines = [
        "How long a post may be, by each platform's own way of counting. Where a platform does not publish how",
        "it counts, we read it strictly. Ask for any text: `newsletter explain post`.",
        "",
    ]
    head = ("name", "platform", "posts are made", "limit", "with a picture", "links can be followed", "hashtags")
    return page("Platforms", *lines, *table(head, rows))


# ── what a run shows ───────────────────────────────────────────────────────────────────────


@dataclasses.dataclass
class Seen:
    """What was seen in real runs: JSON by command, and what each template was given."""

    printed: dict[str, list[Any]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    given: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)


def look() -> Seen:
    """Walk the whole way in temporary folders."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder, _watching_templates(seen.given):
        _walk(_Team(Path(folder) / "team", seen))
        _walk_with_webhook(_Team(Path(folder) / "webhook", seen))
    _ask(seen)
    return seen


class _Team:
    """A copy of the example folder, with one file that cannot be read."""

    def __init__(self, folder: Path, seen: Seen) -> None:
        self.folder, self.seen = folder, seen
        skip = shutil.ignore_patterns("outbox", "drafts", "newsletter.db*")
        shutil.copytree(ROOT / "examples", folder, ignore=skip)
        (folder / "stories" / "broken.md").write_bytes(b"\x00\x01\x02" * 400)

    def run(self, *arguments: str, now: bool = True) -> list[Any]:
        clock = ["--now", NOW] if now else []
        return _invoke([*arguments, "--config", str(self.folder), "--by", "Ada", *clock])

    def note(self, shape: str, *arguments: str, now: bool = True) -> list[Any]:
        """Run a command with ``--json`` and keep what it printed."""
        found = self.run(*arguments, "--json", now=now)
        self.seen.printed[shape] += found
        return found

    def set(self, old: str, new: str) -> None:
        path = self.folder / "config" / "newsletter.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def _invoke(arguments: list[str], text: str = "") -> list[Any]:
    result = CliRunner().invoke(cli, arguments, input=text, env={"PRESS_SECRET": "whsec_" + "A" * 32})
    if result.exit_code not in (0, 1, 3) or (result.exception and not isinstance(result.exception, SystemExit)):
        raise RuntimeError(f"{arguments}: {result.exit_code} {result.output} {result.exception!r}")
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def _walk_a_year(team: _Team) -> None:
    with (team.folder / "config" / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[publications]]\nname = "year"\nrhythm = "yearly"\n')
    team.run("draft", "year", "--period", "2026")
    team.run("edit", "year/2026", "--title", "A good year", "--since", "1", "It still holds.", "--our-year", "2")
    team.note("show", "show", "year/2026")


def _walk(team: _Team) -> None:
    team.note("run", "run")
    team.note("deliveries list", "deliveries", "list")
    team.note("editions", "editions")
    shown = team.note("show", "show", WEEK)[0]
    team.note("posts list", "posts", "list", WEEK)
    team.run("stories", "hold", shown["left_out"][0]["story"], "--why", "until her lawyer has answered")
    first = shown["highlights"][0]["story"]
    team.run("edit", WEEK, "--introduction", "Good morning.", "--block", "1", "Thank you.", "--closing", "Until then.")
    team.run("edit", WEEK, "--headline", first, "A headline of our own")
    team.run("edit", WEEK, "--subject", "Good news", "--preheader", "Six stories")
    team.note("show", "show", WEEK)
    team.note("check", "check", WEEK)
    _walk_a_year(team)
    team.note("ingest", "ingest")
    team.note("sources list", "sources", "list")
    team.note("entries", "entries")
    (team.folder / "stories" / "ann.md").write_text(TWICE.format(title="Ann Example released in Peru"), "utf-8")
    (team.folder / "stories" / "ann-again.md").write_text(TWICE.format(title="Peru: Ann Example walks free"), "utf-8")
    team.run("ingest")
    team.note("stories list", "stories", "list")


#: One event, told twice.
TWICE = """---
title: {title}
date: 2026-09-02
---

{title}. Ann Example, a teacher, was released from prison on Wednesday.
"""
#: A story with everything: a quotation too far from the win to stand in its text, and a caveat.
WHOLE = f"""---
title: Tom Example is free
date: 2026-09-02
---

Tom Example was released from prison in Peru on Wednesday. But his trial continues.

{" ".join(["Many people had waited for this day, and many of them had written letters."] * 12)}

"I kept my hope because every one of you wrote to me," said Tom Example, a teacher.
"""


def _walk_with_webhook(team: _Team) -> None:
    """A person approves; own subject line, webhook body, a source that fails. By the real clock, nothing leaves."""
    (team.folder / "stories" / "tom.md").write_text(WHOLE, "utf-8")
    team.set("[[publications]]", '[[sources]]\nname = "closed"\nurl = "http://127.0.0.1:1/feed"\n\n[[publications]]')
    team.set('approval = "automatic"', 'approval = "person"\nchannels = ["outbox", "press"]\n'
             'subject = "{{ edition.title }}"')  # fmt: skip
    team.set("[[channels]]", '[[channels]]\nname = "press"\nkind = "webhook"\nurl = "https://example.org/hook"\n'
             'secret_env = "PRESS_SECRET"\nbody = "slack.json"\n\n[[channels]]')  # fmt: skip
    team.note("ingest", "ingest", now=False)
    team.note("sources list", "sources", "list", now=False)
    team.note("editions", "draft", "weekly", "--period", "2026-W36", now=False)
    story = next(one["id"] for one in team.run("stories", "list", "--json", now=False) if "Tom" in one["headline"])
    if story not in {one["story"] for one in team.run("show", WEEK, "--json", now=False)[0]["highlights"]}:
        team.run("edit", WEEK, "--add", story, now=False)
    team.note("show", "show", WEEK, now=False)
    team.note("editions", "send-back", WEEK, "--why", "wait for her lawyer", now=False)
    team.note("editions", "editions", now=False)


def _ask(seen: Seen) -> None:
    asked: dict[str, dict[str, Any]] = {
        "judge": {
            "id": 1, "title": "Ann Example is free", "source_trust": "wins",
            "text": "Ann Example was released in Peru on Monday. The trial of her brother continues.",
        },
        "post": {"id": 1, "platform": "bluesky", "text": "Ann Example is free. https://example.org #GoodNews"},
        "quotes": {"id": 1, "text": '"I will sleep with the window open tonight," said Ann Example, a nurse.'},
        "pair": {
            "id": 1, "a": {"title": "Ann Example is free", "text": "", "published_on": "2026-09-03"},
            "b": {"title": "Ann Example is free", "text": "", "published_on": "2026-09-03"},
        },
    }  # fmt: skip
    for path, _ in commands(cli):
        name = path.removeprefix("newsletter explain ")
        if name == path:
            continue
        question = json.dumps(asked[name]) + "\n"
        seen.printed[f"explain {name}"] = _invoke(["explain", name], question)


class _watching_templates:  # noqa: N801 - used like a function
    """Note which values each template is given."""

    def __init__(self, given: dict[str, dict[str, Any]]) -> None:
        self.given = given
        self.real = {name: getattr(Templates, name) for name in ("render", "blocks", "render_line")}

    def __enter__(self) -> None:
        for name, real in self.real.items():
            setattr(Templates, name, self._noting(real, name))

    def __exit__(self, *exception: object) -> None:
        for name, real in self.real.items():
            setattr(Templates, name, real)

    def _noting(self, real: Any, kind: str) -> Any:
        given = self.given

        def noted(templates: Templates, name: str, values: Mapping[str, Any], *more: str) -> Any:
            given.setdefault("subject" if kind == "render_line" else name, {}).update(values)
            found = real(templates, name, values, *more)
            if kind == "blocks":
                given[name]["(blocks)"] = sorted(found)
            return found

        return noted


# ── JSON ───────────────────────────────────────────────────────────────────────────────────


def shape_of(values: Iterable[Any], path: str = "") -> dict[str, set[str]]:
    """Path → kinds of value seen there: ``highlights[].quote.text`` → {"text"}."""
    found: dict[str, set[str]] = defaultdict(set)
    for value in values:
        _add_shape(found, value, path)
    return found


def _add_shape(found: dict[str, set[str]], value: Any, path: str) -> None:
    match value:
        case dict():
            found[path].add("object")
            for key, inner in value.items():
                _add_shape(found, inner, f"{path}.{key}" if path else key)
        case list():
            found[path].add("list")
            for inner in value:
                _add_shape(found, inner, f"{path}[]")
        case bool():
            found[path].add("true or false")
        case None:
            found[path].add("null")
        case int() | float():
            found[path].add("number")
        case _:
            found[path].add("text")


def json_page(seen: Seen) -> str:
    lines = [
        "What commands print with `--json`: one object a line, UTF-8, lines end in a line feed only. Times are",
        "ISO 8601 in UTC and end in `Z`. Fields may be added; none is renamed or taken away. `a[].b` is the field",
        "`b` of each object in the list `a`.",
        "",
        "`start` and `end` count code points of that revision's `text` (or `title`). Offsets of `facets` count",
        "UTF-8 bytes.",
        "",
    ]
    if missing := [name for name in seen.printed if name not in WORDS["json"]]:
        raise Wordless(f"json.{missing[0]} is not documented; say what it prints in tools/reference.toml")
    for command in (name for name in WORDS["json"] if name != "(everywhere)"):
        values = seen.printed.get(command)
        if not values:
            raise Wordless(f"newsletter {command} --json printed nothing in the sample run")
        lines += [f"## `newsletter {command}`", "", words_for("json", command, "(about)"), ""]
        rows = [
            (code(path), *_valued(_kinds(kinds), _json_words(command, path)))
            for path, kinds in _in_order(shape_of(values))
            if path and not path.endswith("[]")
        ]
        lines += table(("field", "value", "meaning"), rows)
    _refuse_stale(seen)
    return page("JSON", *lines)


def _valued(seen: str, words: str) -> tuple[str, str]:
    """Kind and meaning; words that begin with a kind in brackets know of values that the sample does not show."""
    told = re.match(r"\(((?:text|number|object|list|null| or )+)\) (.*)", words)
    return (told[1], told[2]) if told else (seen, words)


def _refuse_stale(seen: Seen) -> None:
    """Words about fields that no command prints any more must go."""
    printed = {command: shape_of(values) for command, values in seen.printed.items()}
    anywhere = {path for paths in printed.values() for path in paths}
    stale = [
        f"{command}: {path}"
        for command, told in WORDS["json"].items()
        for path in told
        if path != "(about)" and path not in (anywhere if command == "(everywhere)" else printed.get(command, ()))
    ]
    if stale:
        raise Wordless(f"tools/reference.toml tells of fields that the sample run does not show: {', '.join(stale)}")


def _in_order(shape: Mapping[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    """Fields in the order they were seen, those inside right after what holds them."""
    inside: dict[str, list[str]] = defaultdict(list)
    for path in shape:
        if path:
            before, dot, _ = path.rpartition(".")
            inside[path.removesuffix("[]") if path.endswith("[]") else before if dot else ""].append(path)

    def walk(path: str) -> Iterator[tuple[str, set[str]]]:
        for one in inside[path]:
            yield one, shape[one]
            yield from walk(one)

    return walk("")


def _kinds(kinds: set[str]) -> str:
    order = ["text", "number", "true or false", "object", "list", "null"]
    return " or ".join(sorted(kinds, key=order.index))


def _json_words(command: str, path: str) -> str:
    own = WORDS["json"].get(command, {}).get(path)
    return own or words_for("json", "(everywhere)", path)


# ── templates ──────────────────────────────────────────────────────────────────────────────

FAMILIES = {
    "The letter and the article": lambda name: name.startswith(("email/", "web/")),
    "A post about a story": lambda name: name.startswith("social/") and not name.endswith("_edition.txt"),
    "A post about the whole letter": lambda name: name == "social/_edition.txt",
    "The body of a webhook": lambda name: name.startswith("webhook/"),
    "The note in the outbox": lambda name: name == "words/readme.txt",
    "The subject line in the settings": lambda name: name == "subject",
}
VIEWS = (
    values.EditionView, values.PieceView, values.NumberView, values.StoryView, values.QuoteView, values.PictureView,
)  # fmt: skip


def templates_page(seen: Seen) -> str:
    lines = [
        "What a template is given. Every value is worded already; a template formats and decides nothing. A name",
        "that is not here is an error with file and line. Templates are looked for in the team's `templates/`",
        "first, then among ours: copy the one you want to change.",
        "",
    ]
    for title, is_mine in FAMILIES.items():
        names = sorted(name for name in seen.given if is_mine(name))
        lines += [f"## {title}", "", words_for("templates", "families", title), ""]
        lines += table(("name", "meaning"), ((code(key), words_for("templates", "values", key))
                                             for key in _given_to(seen, names)))  # fmt: skip
        blocks = sorted({block for name in names for block in seen.given[name].get("(blocks)", ())})
        if blocks:
            lines += table(("block", "what it says"), ((code(one), words_for("templates", "blocks", one))
                                                       for one in blocks))  # fmt: skip
    homeless = [name for name in seen.given if not any(is_mine(name) for is_mine in FAMILIES.values())]
    if homeless:
        raise Wordless(f"these templates stand in no family of tools/make_reference.py: {homeless}")
    for kind in VIEWS:
        name = kind.__name__.removesuffix("View").lower()
        lines += [f"## `{name}`", "", (inspect.getdoc(kind) or "").split("\n")[0].replace("``", "`"), ""]
        lines += table(("name", "value", "meaning"), _view_rows(name, kind))
    lines += ["## Filters", "", "Besides Jinja's own:", ""]
    lines += table(("filter", "meaning"), ((code(one), words_for("templates", "filters", one)) for one in filters()))
    return page("Templates", *lines)


def _given_to(seen: Seen, names: list[str]) -> list[str]:
    return list(dict.fromkeys(key for name in names for key in seen.given[name] if key != "(blocks)"))


def _view_rows(name: str, kind: type) -> Iterator[tuple[str, str, str]]:
    hints, told = get_type_hints(kind), _comments_of(kind)
    for field in dataclasses.fields(kind):
        own = WORDS["templates"].get(name, {}).get(field.name)
        meaning = own or told.get(field.name) or words_for("templates", name, field.name)
        yield code(f"{name}.{field.name}"), _view_type(hints[field.name]), sentence(meaning)


def _view_type(hint: Any) -> str:
    known = {str: "text", int: "whole number", bool: "true or false"}
    if hint in known:
        return known[hint]
    if get_origin(hint) is tuple:
        return f"list of {_view_type(get_args(hint)[0])}"
    if inspect.isclass(hint):
        return code(hint.__name__.removesuffix("View").lower())
    return " or ".join("nothing" if one is type(None) else _view_type(one) for one in get_args(hint))


def filters() -> list[str]:
    """Filters of ours, or of Jinja's that ours replace."""
    import jinja2

    ours, theirs = Templates(ROOT)._jinja.filters, jinja2.Environment(autoescape=True).filters
    return sorted(name for name, filter in ours.items() if theirs.get(name) is not filter)


# ── all of it ──────────────────────────────────────────────────────────────────────────────


def make() -> dict[str, str]:
    """Every page by its file name."""
    seen = look()
    return {
        "commands.md": commands_page(),
        "settings.md": settings_page(),
        "json.md": json_page(seen),
        "templates.md": templates_page(seen),
        "findings.md": findings_page(),
        "platforms.md": platforms_page(),
    }


def main(folder: Path) -> None:
    pages = make()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "reference")
    except Wordless as missing:
        sys.exit(str(missing))
