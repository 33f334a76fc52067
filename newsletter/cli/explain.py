"""``explain``: ask the program for its decisions. JSON Lines in, one answer a line out; no team's folder needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import click

from newsletter.cli.options import say_json


@click.group()
def explain() -> None:
    """Ask how the program decides. Reads JSON Lines, answers a line for each."""


def _each(file: IO[bytes], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer every line; a line that cannot be read is told and does not stop the others."""
    wrong = 0
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            if not isinstance(asked, dict):
                raise ValueError("must be an object")
            say_json(answer(asked))
        except (ValueError, KeyError, TypeError) as error:
            missing = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            click.echo(f"line {number}: {missing}", err=True)
            wrong += 1
    if wrong:
        raise SystemExit(2)


def _words(asked: dict[str, Any], key: str, without: str | None = None) -> str:
    """A field that must be text; where it may be left out, ``without`` stands for it."""
    found = asked[key] if without is None else asked.get(key) or without
    if not isinstance(found, str):
        raise ValueError(f"{key} must be text")
    return found


def _rules(config: str | None) -> Any:
    from newsletter import config as settings

    folder = settings.find_config(config, settings.environment(), Path.cwd()).parent.parent if config else Path.cwd()
    return settings.load_rules(folder)


@explain.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--config", metavar="PATH", help="Use the rules of this team's folder. Else ours.")
def judge(file: IO[bytes], config: str | None) -> None:
    """What is thought of a text, and why.

    In: {"id", "title", "text", "source_trust", "language"}.
    """
    from newsletter.core.verdict import judge as decide
    from newsletter.model.entries import Trust
    from newsletter.store.codec import to_json

    rules = _rules(config)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        text, title = _words(asked, "text", ""), _words(asked, "title", "")
        trust = Trust(asked.get("source_trust") or "general")
        found = decide(title=title, text=text, language=_words(asked, "language", "en"), trust=trust, rules=rules)
        evidence = [
            {"in": one.field, "start": one.span.start, "end": one.span.end, "rule": one.rule, "guard": one.guard}
            for one in found.evidence
        ]
        return {
            "id": asked["id"],
            "verdict": found.verdict,
            "score": found.score,
            "unattended": found.unattended,
            "outcomes": to_json(found.outcomes),
            "caveat": found.caveat.of(text) if found.caveat else None,
            "countries": list(found.countries),
            "evidence": evidence,
            "reasons": list(found.reasons),
        }

    _each(file, answer)


@explain.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--config", metavar="PATH", help="Use the rules of this team's folder. Else ours.")
def pair(file: IO[bytes], config: str | None) -> None:
    """How two stories relate: same, copy, same_event, follow_up or different.

    In: {"id", "a": {"title", "text", "published_on", "language", "url"}, "b": the same}.
    """
    from newsletter.core.relating import relate
    from newsletter.core.telling import Telling, read

    rules = _rules(config)

    def telling(asked: dict[str, Any]) -> Telling:
        title, text, on = (_words(asked, key, "") for key in ("title", "text", "published_on"))
        return read(title, text, _words(asked, "language", "en"), on, _words(asked, "url", "") or None, rules)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        relation, reasons = relate(telling(asked["a"]), telling(asked["b"]))
        return {"id": asked["id"], "relation": relation, "reasons": list(reasons)}

    _each(file, answer)


@explain.command()
@click.argument("file", type=click.File("rb"), default="-")
def post(file: IO[bytes]) -> None:
    """How long a post is on its platform, and whether it fits.

    In: {"id", "platform", "text", "media", "warning"}.
    """
    from newsletter.core.posts import PLATFORMS, measure
    from newsletter.store.codec import to_json

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        if asked["platform"] not in PLATFORMS:
            raise ValueError(f"there is no platform {asked['platform']!r}; known: {', '.join(PLATFORMS)}")
        media, warning = int(asked.get("media") or 0), _words(asked, "warning", "")
        found = measure(asked["platform"], _words(asked, "text"), media=media, warning=warning)
        return {"id": asked["id"], "findings": [], **to_json(found)}

    _each(file, answer)


@explain.command()
@click.argument("file", type=click.File("rb"), default="-")
def quotes(file: IO[bytes]) -> None:
    """Which words of a text are somebody's, and whose. In: {"id", "text"}."""
    from newsletter.core.prose import quotes as find

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        found = find(_words(asked, "text"))
        listed = [{"text": one.text, "start": one.start, "end": one.end, "speaker": one.speaker} for one in found]
        return {"id": asked["id"], "quotes": listed}

    _each(file, answer)


COMMANDS = (explain,)
