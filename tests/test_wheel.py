"""The wheel, alone in a bare environment: everything it needs is in it, and nothing of the checkout is used."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.team import NOW

ROOT = Path(__file__).resolve().parents[1]
WEEK = Path("outbox") / "weekly" / "2026-W36"

#: Loaded by every Python of the bare environment: notes each file of the checkout that is opened.
WATCH = """
import sys

def watch(event, values):
    if event == "open" and str(values[0]).startswith({root!r}) and not str(values[0]).startswith({libraries!r}):
        with open({log!r}, "a") as log:
            log.write(str(values[0]) + "\\n")

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Bare:
    """An environment that knows the wheel and the libraries, and no checkout."""

    wheel: Path
    home: Path

    @property
    def site(self) -> Path:
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.home), "platbase": str(self.home)}))

    @property
    def opened(self) -> list[str]:
        """Files of the checkout that were opened by anything run here."""
        log = self.home / "opened"
        return log.read_text("utf-8").splitlines() if log.exists() else []

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.home / "bin" / command[0]), *command[1:]], cwd=cwd, env={"PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    folder = tmp_path_factory.mktemp("wheel")
    run_python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    home = folder / "bare"
    venv.create(home, with_pip=False, symlinks=True)
    run_python("-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet", "--no-index", "--no-deps",
               "--disable-pip-version-check", str(wheel))  # fmt: skip
    made = Bare(wheel, home)
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    # A path in a .pth file brings the libraries, but not what their own .pth files point to: the checkout.
    (made.site / "libraries.pth").write_text("\n".join(sorted(libraries)), "utf-8")
    watch = WATCH.format(root=str(ROOT), libraries=sys.prefix, log=str(home / "opened"))
    (made.site / "watch_opened.py").write_text(watch, "utf-8")
    (made.site / "watch.pth").write_text("import watch_opened\n", "utf-8")
    yield made
    shutil.rmtree(home)


def run_python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_settings_rules_templates_and_the_mark_of_types(bare: Bare) -> None:
    with zipfile.ZipFile(bare.wheel) as archive:
        there = set(archive.namelist())
    wanted = {
        f"newsletter/_packaged/{path.relative_to(ROOT).as_posix()}"
        for name in ("config", "templates")
        for path in (ROOT / name).rglob("*")
        if path.is_file()
    }
    assert wanted - there == set()
    assert {"newsletter/py.typed", "newsletter/store/migrations/env.py"} - there == set()
    assert [name for name in there if name.startswith(("tests", "examples", "docs", "bench"))] == []


def test_the_program_that_runs_is_the_wheels(bare: Bare, tmp_path: Path) -> None:
    asked = bare.run("python", "-c", "import newsletter; print(newsletter.__file__)", cwd=tmp_path)
    assert Path(asked.stdout.strip()).is_relative_to(bare.site), asked.stderr


def test_a_file_of_the_checkout_would_be_noticed(bare: Bare, tmp_path: Path) -> None:
    bare.run("python", "-c", f"open({str(ROOT / 'README.md')!r})", cwd=tmp_path)
    assert bare.opened == [str(ROOT / "README.md")]
    (bare.home / "opened").unlink()


def test_help_and_init_work_and_the_new_folder_runs(bare: Bare, tmp_path: Path) -> None:
    told = bare.run("newsletter", "--help", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert "newsletter init my-team" in told.stdout
    made = bare.run("newsletter", "init", "team", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    for name in ("newsletter.toml", "do-not-name.txt"):
        ours = (ROOT / "config" / name).read_bytes()
        assert (tmp_path / "team" / "config" / name).read_bytes() == ours
    ran = bare.run("newsletter", "run", "--now", NOW, cwd=tmp_path / "team")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "team" / "drafts" / "weekly" / "2026-W36" / "letter.html").is_file()
    assert bare.opened == []


def test_the_example_gives_the_same_bytes_as_in_the_checkout(bare: Bare, tmp_path: Path) -> None:
    folders = [tmp_path / "wheel", tmp_path / "checkout"]
    for folder in folders:
        shutil.copytree(ROOT / "examples", folder, ignore=shutil.ignore_patterns("outbox", "drafts", "newsletter.db*"))
    ran = bare.run("newsletter", "run", "--config", str(folders[0]), "--now", NOW, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert bare.opened == []
    run_python("-m", "newsletter", "run", "--config", str(folders[1]), "--now", NOW)
    wheel, checkout = (
        {path.name: path.read_bytes() for path in sorted((folder / WEEK).rglob("*")) if path.is_file()}
        for folder in folders
    )
    assert wheel.keys() >= {"letter.html", "letter.txt", "posts.csv", "x.txt", "manifest.json"}
    assert wheel == checkout
