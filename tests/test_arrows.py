"""The arrows of DESIGN, "The house": who may import whom, and which room a library lives in.

Read from the source by AST, so that imports inside functions count too. ``docs/design-notes.md``
draws the same table; a test there keeps the two equal.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "newsletter"

#: Room → rooms it may import. ``errors``, ``logs`` and the version are free to all and not drawn.
ARROWS: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "logs": frozenset(),
    "model": frozenset(),
    "core": frozenset({"model"}),
    "ports": frozenset({"model"}),
    "config": frozenset({"model", "core"}),
    "net": frozenset({"ports", "model"}),
    "workers": frozenset(),
    "sources": frozenset({"model", "core", "ports", "workers"}),
    "pictures": frozenset({"model", "ports", "workers"}),
    "render": frozenset({"model", "core", "ports"}),
    "channels": frozenset({"model", "core", "ports"}),
    "store": frozenset({"model"}),
    "services": frozenset({"core", "ports", "model", "store"}),
    "jobs": frozenset({"services", "model", "config", "wiring"}),
    "cli": frozenset({"services", "store", "model", "config", "wiring", "jobs", "core"}),
    "wiring": frozenset(
        {"config", "core", "model", "ports", "net", "sources", "pictures", "render", "channels", "store", "services"}
    ),
    "__main__": frozenset({"cli"}),
}
EVERYWHERE = frozenset({"errors", "logs", "__version__"})

#: Where an arrow is narrower than a whole room: (from, to) → the only modules it may lead to.
NARROW: dict[tuple[str, str], frozenset[str]] = {
    # The command line shows views; it prints by the codec, and `run` lists editions.
    ("cli", "store"): frozenset({"store.views", "store.codec", "store.editions"}),
    # `explain` asks the pure decisions without a team's folder.
    ("cli", "core"): frozenset({"core.posts", "core.prose", "core.relating", "core.telling", "core.verdict"}),
    ("net", "model"): frozenset({"model.settings"}),
    ("jobs", "model"): frozenset({"model.settings"}),
}

#: Third-party library → the rooms that may import it. A library that touches the world has one.
LIBRARIES: dict[str, frozenset[str]] = {
    "urllib3": frozenset({"net"}),
    "certifi": frozenset({"net"}),
    "idna": frozenset({"net"}),
    "feedparser": frozenset({"sources"}),
    "nh3": frozenset({"sources"}),
    "markdown_it": frozenset({"sources"}),
    "mammoth": frozenset({"sources"}),
    "readability": frozenset({"sources"}),
    "openpyxl": frozenset({"sources"}),
    "PIL": frozenset({"pictures"}),
    "jinja2": frozenset({"render"}),
    "markupsafe": frozenset({"render"}),
    "mjml": frozenset({"render"}),
    "css_inline": frozenset({"render"}),
    "sqlalchemy": frozenset({"store", "services"}),
    "alembic": frozenset({"store"}),
    "cattrs": frozenset({"store"}),
    "apscheduler": frozenset({"jobs"}),
    "click": frozenset({"cli"}),
    "tomlkit": frozenset({"config"}),
    # These touch nothing: tables of names, and arithmetic on letters.
    "babel": frozenset({"render", "sources"}),
    "regex": frozenset({"core", "sources", "services"}),
    "emoji": frozenset({"core"}),
}

#: Parts of the standard library that reach out of the process → the rooms that may import them.
REACHING_OUT: dict[str, frozenset[str]] = {
    "socket": frozenset({"net", "wiring"}),  # wiring asks only for this machine's name
    "ssl": frozenset({"net"}),
    "http.client": frozenset({"net"}),
    "http.cookiejar": frozenset(),
    "urllib.request": frozenset(),
    "smtplib": frozenset(),
    "ftplib": frozenset(),
    "subprocess": frozenset({"workers"}),  # what strangers wrote is opened in processes of its own,
    "pickle": frozenset({"workers"}),  # which answer in pickles
    "multiprocessing": frozenset(),
    "sqlite3": frozenset(),
    "asyncio": frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Import:
    """One imported name: by which module, and whether the module pays for it when it is loaded."""

    by: str  #: "cli.clock"
    name: str  #: "newsletter.store.views", "jinja2.sandbox"
    line: int
    at_top: bool

    @property
    def room(self) -> str:
        return self.by.split(".")[0]

    @property
    def ours(self) -> str | None:
        """``store.views`` for an import of our own, else None."""
        first, _, rest = self.name.partition(".")
        return rest if first == "newsletter" and rest else None

    def __str__(self) -> str:
        return f"newsletter/{self.by.replace('.', '/')}.py:{self.line} imports {self.name}"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        if name != "__init__" and "_packaged" not in path.parts:
            yield name, path


def imports_of(by: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text("utf-8"))
    at_top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        for name in _names(node):
            yield Import(by=by, name=name, line=node.lineno, at_top=id(node) in at_top)  # type: ignore[attr-defined]


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        assert node.module
        for alias in node.names:
            # "from newsletter.store import views" means the module store.views where there is one.
            whole = f"{node.module}.{alias.name}"
            yield whole if node.module == "newsletter" or _is_module(whole) else node.module


def _is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


IMPORTS = [one for name, path in modules() for one in imports_of(name, path)]


def is_drawn(one: Import) -> bool:
    if one.ours is None:
        return True
    to = one.ours.split(".")[0]
    if to in EVERYWHERE or to == one.room:
        return True
    return to in ARROWS[one.room] and any(
        one.ours == wanted or one.ours.startswith(f"{wanted}.") for wanted in NARROW.get((one.room, to), {to})
    )


def test_every_room_of_the_package_stands_in_the_table() -> None:
    assert {name.split(".")[0] for name, _ in modules()} == set(ARROWS)


def test_every_import_of_our_own_follows_an_arrow() -> None:
    assert [str(one) for one in IMPORTS if not is_drawn(one)] == []


def test_a_module_is_named_at_run_time_only_to_load_a_command() -> None:
    named = [
        (name, ast.unparse(node))
        for name, path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}
    ]
    assert [name for name, call in named if not call.startswith("import_module(f'newsletter.cli.{")] == [], named


def test_the_arrows_lead_inward_and_never_round() -> None:
    left = dict(ARROWS)
    while free := [room for room, to in left.items() if not to & left.keys()]:
        for room in free:
            del left[room]
    assert left == {}


@pytest.mark.parametrize("adapter", ["net", "sources", "pictures", "render", "channels"])
def test_an_adapter_knows_no_other_adapter(adapter: str) -> None:
    assert (
        ARROWS[adapter] & {"net", "sources", "pictures", "render", "channels", "store", "services", "config"} == set()
    )


def test_every_third_party_library_lives_in_its_room() -> None:
    foreign = [one for one in IMPORTS if one.name.split(".")[0] not in {"newsletter", *sys.stdlib_module_names}]
    homeless = [str(one) for one in foreign if one.room not in LIBRARIES.get(one.name.split(".")[0], frozenset())]
    assert homeless == []


def test_services_know_of_the_database_library_only_what_a_connection_is() -> None:
    tree_of = {name: ast.parse(path.read_text("utf-8")) for name, path in modules()}
    taken = {
        (name, alias.name)
        for name, tree in tree_of.items()
        if name.startswith("services.") and name != "services.backup"  # which copies every table, whatever it is
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sqlalchemy"
        for alias in node.names
    }
    assert {alias for _, alias in taken} <= {"Connection"}, taken


def test_only_the_guarded_client_reaches_out_of_the_process() -> None:
    wandering = [
        str(one)
        for one in IMPORTS
        for module, rooms in REACHING_OUT.items()
        if (one.name == module or one.name.startswith(f"{module}.")) and one.room not in rooms
    ]
    assert wandering == []


def test_the_command_line_loads_nothing_heavy_before_a_command_runs() -> None:
    light = {"newsletter.errors", "newsletter.__version__", "click"}
    heavy = [
        str(one)
        for one in IMPORTS
        if one.room == "cli" and one.at_top and one.name not in light and not one.name.startswith("newsletter.cli")
        and one.name.split(".")[0] not in sys.stdlib_module_names
    ]  # fmt: skip
    assert heavy == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    from newsletter.net.client import GuardedClient\n", "newsletter.net.client"),
        ("def f():\n    import newsletter.render.email\n", "newsletter.render.email"),
        ("from newsletter import wiring\n", "newsletter.wiring"),
        ("from newsletter.store import views\n", "newsletter.store.views"),
    ],
)
def test_an_import_against_the_arrows_is_seen_wherever_it_hides(tmp_path: Path, source: str, found: str) -> None:
    path = tmp_path / "bad.py"
    path.write_text(source, "utf-8")
    seen = list(imports_of("sources.bad", path))
    assert [(one.name, is_drawn(one)) for one in seen] == [(found, False)]
