"""A throw-away PostgreSQL for one test run: its own folder, its own socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = "PostgreSQL is not installed; type: sudo apt-get install -y postgresql"


def find(program: str) -> str | None:
    """A server program, on the path or where Debian keeps it."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return str(versions[0]) if versions else shutil.which(program)


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster that listens on a socket only; gives its URL up to the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="newsletter-pg-"))
    user = _user()
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    try:
        _as(user, [find("initdb"), "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _as(user, [find("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"])
        yield f"postgresql://tests@/{{name}}?host={folder}"
    finally:
        _as(user, [find("pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    """The server refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _as(user: str, command: list[str | None], check: bool = True) -> None:
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
    subprocess.run([str(part) for part in command], check=check, stdout=subprocess.DEVNULL, cwd="/")
