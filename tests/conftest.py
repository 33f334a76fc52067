"""What every test may use."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres as postgres_server

#: Real input beside the checkout, not part of the project; tests that need it skip where it is absent.
SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not beside the checkout")
    return SAMPLES


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of this run's own; its URL with ``{name}`` for the database."""
    if postgres_server.find("initdb") is None:
        pytest.skip(postgres_server.INSTALL)
    with postgres_server.cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return new_database(request.getfixturevalue("postgres"))


def new_database(url: str) -> str:
    """One more empty database in the run's PostgreSQL."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.format(name=name)
