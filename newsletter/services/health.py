"""What a reviewer should know of the sources behind a draft: which could not be read, and which were silent."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from newsletter.model.editions import Finding, Level, Period
from newsletter.model.settings import PublicationSettings
from newsletter.services.app import App
from newsletter.store import reading
from newsletter.store import sources as source_states


def findings(app: App, connection: Connection, publication: PublicationSettings, period: Period) -> Iterator[Finding]:
    """One finding for each source that fails, and one for all that brought nothing in the period."""
    asked = [one for one in app.settings.sources if one.name in publication.sources and not one.paused]
    states = source_states.source_states(connection, [one.name for one in asked])
    brought = reading.count_between(connection, period.starts_at, period.ends_at)
    silent = []
    for source in asked:
        state = states[source.name]
        if state.failures:
            yield _failing(source.title or source.name, state)
        elif source.name not in brought and reading.has_entries(connection, source.name):
            silent.append(source.title or source.name)
    if silent:
        yield Finding(
            level=Level.WARNING,
            code="source-silent",
            where="sources",
            message=f"Nothing of these days came from {', '.join(silent)}",
            mend="if that is not usual, look at the source: newsletter sources list",
        )


def _failing(name: str, state: source_states.SourceState) -> Finding:
    since = f"since {state.last_ok_at:%d %B %Y}" if state.last_ok_at else "and never could"
    return Finding(
        level=Level.WARNING,
        code="source-failing",
        where="sources",
        message=f"{name} cannot be read {since}: {state.last_error}",
        mend="its stories may be missing here; mend it, then add what came late (newsletter edit --add)",
    )
