"""Read-only views: what commands and pages show, in the shapes that other programs rely on.

Every function returns plain JSON values; ``docs/reference`` lists the fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from newsletter.model.editions import EditionStatus, Finding, Highlight, Sentence, in_paragraphs
from newsletter.model.entries import EntryStatus, Revision
from newsletter.model.settings import SourceSettings
from newsletter.model.stories import Facts, Judgement, Relation
from newsletter.store import codec, deliveries, editions, judgements, reading, relations, stories
from newsletter.store import sources as source_states
from newsletter.store.balance import balance
from newsletter.store.editions import Edition

_NOT_JUDGED: tuple[Judgement | None, Facts] = (None, Facts())


def sources(connection: Connection, configured: Sequence[SourceSettings]) -> Iterator[dict[str, Any]]:
    """Each configured source and how it is."""
    counts = reading.count_entries(connection)
    last = source_states.last_fetches(connection)
    for source in configured:
        state = source_states.source_state(connection, source.name)
        fetch = last.get(source.name)
        yield {
            "name": source.name,
            "kind": source.kind,
            "trust": source.trust,
            "status": _source_status(source, state),
            "last_fetch": _moment(state.last_fetch_at),
            "last_ok": _moment(state.last_ok_at),
            "last_error": state.last_error,
            "failures": state.failures,
            "moved_to": state.memory.moved_to if state.memory.moved_from == source.url else "",
            "next_fetch": None if source.paused or state.gone else _moment(state.next_fetch_at),
            "entries": counts.get(source.name, 0),
            "problems": list(fetch.problems) if fetch is not None else [],
        }


def _source_status(source: SourceSettings, state: source_states.SourceState) -> str:
    if source.paused:
        return "paused"
    if state.gone:
        return "refused"
    return "failing" if state.failures else "ok"


def entries(
    connection: Connection,
    standing: Callable[[Revision], EntryStatus],
    names: Sequence[str] | None = None,
    wanted: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Each entry in its newest revision, newest first; ``wanted`` is one id. ``standing`` knows the clock."""
    if wanted is None:
        revisions = list(reading.newest_revisions(connection, names=names))
    else:
        one = reading.revision(connection, wanted)
        revisions = [one] if one is not None and (names is None or one.source in names) else []
    judged = judgements.of_newest(connection, [one.entry for one in revisions])
    keys = reading.keys_of(connection, [one.entry for one in revisions])
    for one in revisions:
        shown = _entry(one, *judged.get(one.entry, _NOT_JUDGED))
        yield {**shown, "key": keys[one.entry], "status": standing(one)}


def _entry(one: Revision, judgement: Judgement | None, facts: Facts) -> dict[str, Any]:
    return {
        "id": one.entry,
        "revision": one.number,
        "source": one.source,
        "url": one.url,
        "title": one.title,
        "title_is": one.title_is,
        "published_at": _moment(one.published_at),
        "published_on": one.published_on,
        "date_precision": one.precision,
        "language": one.language,
        "text": one.text,
        "html": one.html,
        "completeness": one.completeness,
        "quotes": [{"text": quote.text, "speaker": quote.speaker, "role": quote.role} for quote in one.quotes],
        "figures": codec.to_json(one.figures),
        "references": list(facts.references),
        "campaigns": list(facts.campaigns),
        "countries": list(judgement.countries) if judgement else [],
        "people": list(facts.people),
        "verdict": judgement.verdict if judgement else None,
        "outcomes": codec.to_json(judgement.outcomes) if judgement else [],
        "caveat": judgement.caveat.of(one.text) if judgement and judgement.caveat else None,
        "caveats": [span.of(one.text) for span in facts.caveats],
        "reasons": list(judgement.reasons) if judgement else [],
        "first_seen_at": _moment(one.first_seen_at),
        "editor_note": one.editor_note,
    }


def story_list(connection: Connection) -> Iterator[dict[str, Any]]:
    """Each story with its entries, newest first."""
    by_story = stories.entries_by_story(connection)
    revisions = {one.entry: one for one in reading.newest_revisions(connection)}
    judged = judgements.of_newest(connection, list(revisions))
    held, told = stories.holds_by_story(connection), stories.told_in(connection)
    joined, related = stories.joined(connection), relations.related(connection)
    order = {entry: place for place, entry in enumerate(revisions)}
    for story, ids in sorted(by_story.items(), key=lambda item: order.get(item[1][0], 0)):
        first = revisions[ids[0]]
        judgement, facts = judged.get(first.entry, _NOT_JUDGED)
        yield {
            "id": story,
            "headline": first.title,
            "entries": list(ids),
            "joined": [{"entry": entry, "why": why} for entry, why in joined.get(story, [])],
            "countries": list(judgement.countries) if judgement else [],
            "people": list(facts.people),
            "outcomes": codec.to_json(judgement.outcomes) if judgement else [],
            "caveat": judgement.caveat.of(first.text) if judgement and judgement.caveat else None,
            "holds": [codec.to_json(hold) for hold in held.get(story, ())],
            "told_in": told.get(story, []),
            "follow_ups": [one.other for one in related.get(story, []) if one.relation is Relation.FOLLOW_UP],
            "perhaps_same": [
                {"story": one.other, "why": one.why}
                for one in related.get(story, [])
                if one.relation is Relation.SAME_EVENT
            ],
            "verdict": judgement.verdict if judgement else None,
        }


# ── editions ───────────────────────────────────────────────────────────────────────────────


def edition_list(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every edition, newest period first."""
    for one in editions.list_editions(connection):
        yield {**_edition(one), "reason": one.reason, "next_at": _moment(_next_at(one))}


def _edition(one: Edition) -> dict[str, Any]:
    return {
        "edition": one.id,
        "publication": one.publication,
        "period": {
            "key": one.period.key,
            "starts_at": codec.iso(one.period.starts_at),
            "ends_at": codec.iso(one.period.ends_at),
        },
        "status": one.status,
        "version": one.version,
    }


def _next_at(one: Edition) -> Any:
    """When something happens to it next by itself; None when nothing does."""
    match one.status:
        case EditionStatus.PLANNED | EditionStatus.COLLECTING:
            return one.period.cut_off_at
        case EditionStatus.IN_REVIEW:
            return one.period.send_at
        case EditionStatus.APPROVED | EditionStatus.SCHEDULED:
            return one.due_at
        case _:
            return None


def show(connection: Connection, one: Edition, findings: Sequence[Finding]) -> dict[str, Any]:
    """One edition whole: what stands in it, where each sentence comes from, what was left out."""
    placed = editions.highlights_of(connection, one.id)
    version = editions.version(connection, one.version) if one.version else None
    manifest: Mapping[str, Any] = json.loads(version.manifest) if version else {"renderings": [], "posts": []}
    post_status = _post_status(one)
    told = stories.told_in(connection)
    return {
        **_edition(one),
        "draft": version.number if version else None,
        "reason": one.reason,
        "next_at": _moment(_next_at(one)),
        **_looking_back(connection, manifest),
        "highlights": [_highlight(highlight, told.get(highlight.story, []), one.id) for highlight in placed],
        "balance": balance(connection, one, placed),
        "written": codec.to_json(one.written),
        "left_out": [codec.to_json(left) for left in editions.left_out_of(connection, one.id)],
        "renderings": [
            {key: row[key] for key in ("kind", "language", "bytes", "sha256", "path", "platform")}
            for row in manifest["renderings"]
        ],
        "posts": [{**post, "status": post_status} for post in manifest["posts"]],
        "findings": [finding(found) for found in findings],
        "steps": [{**step, "at": _moment(step["at"])} for step in editions.steps(connection, one.id)],
    }


def newest(connection: Connection, publication: str, sources: Sequence[str]) -> dict[str, Any] | None:
    """A newsletter's newest edition, as ``show`` without findings, and how much news is newer than it."""
    found = editions.list_editions(connection, publication)
    if not found:
        return None
    newer = reading.count_between(connection, found[0].period.ends_at)
    return {**show(connection, found[0], ()), "newer_entries": sum(newer.get(name, 0) for name in sources)}


def _post_status(one: Edition) -> str:
    return "drafted" if one.approved_version is None else "approved"


def _looking_back(connection: Connection, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a draft stands in months, and a round-up's numbers, each with the stories that it counts."""
    kept = json.loads(editions.blob(connection, manifest["snapshot"])) if "snapshot" in manifest else {}
    return {"by_month": kept.get("by_month", False), "numbers": kept.get("numbers", [])}


def _highlight(one: Highlight, told: Sequence[str], edition: str) -> dict[str, Any]:
    named = [("headline", one.headline), *(("teaser", sentence) for sentence in one.teaser)]
    named += [("quote", one.quote.words)] if one.quote else []
    named += [("caveat", one.caveat)] if one.caveat else []
    named += [("since", sentence) for sentence in one.since.sentences] if one.since else []
    quote = {"text": one.quote.words.text, "speaker": one.quote.speaker, "role": one.quote.role} if one.quote else None
    return {
        "story": one.story,
        "position": one.position,
        "headline": one.headline.text,
        "teaser": "\n\n".join(" ".join(texts) for texts in in_paragraphs(one.teaser)),
        "length": one.told_in,
        "line": [_sentence("line", told) for told in one.lengths.line],
        "long": [_sentence("long", told) for told in one.lengths.long],
        "quote": quote,
        "caveat": one.caveat.text if one.caveat else None,
        "picture": _picture(one),
        "countries": list(one.countries),
        "outcome": codec.to_json(one.outcome),
        "reason": one.reason,
        "score": one.score,
        "sentences": [_sentence(part, sentence) for part, sentence in named],
        "url": one.url,
        "source": one.source_title,
        "published_on": one.published_on,
        "month": one.month,
        "our_year": one.ours,
        "pulled": one.pulled,
        "since": _since(one),
        "told_in": [other for other in told if other != edition],
    }


def _since(one: Highlight) -> dict[str, Any] | None:
    """What a person said of what became of it; without words, nothing new is known."""
    if one.since is None:
        return None
    return {
        "text": " ".join(sentence.text for sentence in one.since.sentences),
        "by": one.since.by,
        "at": _moment(one.since.at),
    }


def _picture(one: Highlight) -> dict[str, Any] | None:
    """What is kept of a story's picture; without alt text it is not shown."""
    if one.picture is None or one.kept is None:
        return None
    return {"path": f"pictures/{one.kept.letter.name}", **codec.to_json(one.picture)}


def _sentence(part: str, one: Sentence) -> dict[str, Any]:
    return {
        "text": one.text,
        "from": one.origin,
        "entry": one.entry,
        "revision": one.revision,
        "start": one.start,
        "end": one.end,
        "in": one.field,
        "part": part,
        "after_gap": one.after_gap,
        "by": one.by,
    }


def finding(one: Finding) -> dict[str, Any]:
    """A finding as ``check`` gives it."""
    return codec.to_json(one)  # type: ignore[no-any-return]  # a dataclass becomes a dict


def delivery_list(connection: Connection, edition: str | None) -> Iterator[dict[str, Any]]:
    """Each delivery and how it stands."""
    for one in deliveries.of_edition(connection, edition):
        yield {
            "id": one.id,
            "edition": one.edition,
            "channel": one.channel,
            "recipient": one.recipient,
            "state": one.state,
            "attempts": one.attempts,
            "last_reply": one.last_reply,
            "due_at": _moment(one.due_at),
        }


def _moment(moment: Any) -> str | None:
    return None if moment is None else codec.iso(moment)
