"""A team's folder and the program opened in it, without a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from newsletter import config, wiring
from newsletter.services import tick
from newsletter.services.app import App
from tests.team import MOMENT, Team


class Open(Protocol):
    """Open the program in a team's folder, with its settings as they are now."""

    def __call__(self, team: Team, environ: Mapping[str, str] | None = None) -> App: ...


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = Team(tmp_path / "team")
    team.tell_all()
    return team


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_it(team: Team, environ: Mapping[str, str] | None = None) -> App:
            environ = environ or {}
            app = wiring.build(config.load(team.folder / "config" / "newsletter.toml", environ), environ)
            stack.callback(app.store.close)
            return app

        yield open_it


@pytest.fixture
def drafted(team: Team, opened: Open) -> App:
    """The week's draft waits for a person."""
    app = opened(team)
    tick.tick(app, MOMENT)
    return app
