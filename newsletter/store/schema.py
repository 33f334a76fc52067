"""The tables, beside what each column means. Migrations build them; a test holds the two equal.

The walk that never changes: revision → story → highlight → version. A column that may be
null says when; an index says which question it answers.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """Moments in UTC on both engines. Refuses naive values: SQLite would drop their offset in silence."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _required(name: str, kind: Any, *more: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, **options)


# ── reading ────────────────────────────────────────────────────────────────────────────────

sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),
    _required("memory", JSON),  # model.entries.Memory
    _required("failures", Integer),  # in a row; 0 when well
    _required("gone", Boolean),  # answered 410: not asked again until a person says so
    Column("last_fetch_at", UtcDateTime),  # null before the first reading
    Column("last_ok_at", UtcDateTime),  # null until it was well once
    Column("next_fetch_at", UtcDateTime),  # null: as soon as possible
    Column("last_error", Text),  # null when well
)

fetches = Table(
    "fetches",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("source", String),
    _required("at", UtcDateTime),
    _required("result", String),
    Column("http_status", Integer),  # null for folders, and where no answer came
    Column("error", Text),  # null when well
    _required("size", Integer),
    _required("seen", Integer),
    _required("new", Integer),
    _required("changed", Integer),
    _required("problems", JSON),
    Index("ix_fetches_source_at", "source", "at"),  # how was this source lately?
)

entries = Table(
    "entries",
    metadata,
    Column("id", String(12), primary_key=True),  # core.identity.entry_id
    _required("source", String),
    _required("key", Text),
    _required("part", Text),  # the file of a folder that told it last; "" in a feed
    _required("status", String),  # model.entries.EntryStatus; settling is worked out, not kept
    _required("revision", Integer),  # the newest one's number
    _required("judged_by", String(40)),  # the rules that judged the newest one last; "" for none yet
    _required("first_seen_at", UtcDateTime),
    _required("last_seen_at", UtcDateTime),
    UniqueConstraint("source", "key"),
    Index("ix_entries_source_judged_by_id", "source", "judged_by", "id"),  # which of these wait to be judged?
)

revisions = Table(
    "revisions",
    metadata,
    Column("entry", ForeignKey("entries.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _required("seen_at", UtcDateTime),
    _required("content_hash", String(64)),
    _required("title", Text),
    _required("title_is", String),
    _required("text", Text),
    _required("html", Text),
    _required("raw", LargeBinary),  # the source's bytes of this entry, zlib
    Column("url", Text),  # null where the source gives none
    Column("canonical_url", Text),  # null like url
    Column("words_hash", String(64)),  # of the words alone; null under 40 words, too short to be sure of a copy
    _required("language", String),
    Column("published_at", UtcDateTime),  # null where only a day is known
    _required("published_on", String),
    _required("precision", String),
    _required("completeness", String),
    _required("figures", JSON),
    _required("quotes", JSON),
    _required("kind", String),  # model.entries.RevisionKind
    _required("editor_note", Text),  # what its publisher tells editors; "" for nothing
    # The day the entry belongs by: its moment, its day, or when it was first seen (UTC, for narrowing only).
    _required("sort_at", UtcDateTime),
    Index("ix_revisions_sort_at", "sort_at"),  # which entries may belong to this period?
    Index("ix_revisions_precision", "precision"),  # which entries have no day?
    Index("ix_revisions_canonical_url", "canonical_url"),  # who else tells this page?
    Index("ix_revisions_words_hash", "words_hash"),  # who else uses these words?
)

other_keys = Table(
    "other_keys",
    metadata,
    Column("id", String(12), primary_key=True),  # what core.identity.entry_id makes of the other key
    _required("entry", ForeignKey("entries.id")),
    _required("why", Text),  # how it was known to be the same
    _required("at", UtcDateTime),
)

page_reads = Table(
    "page_reads",
    metadata,
    Column("entry", ForeignKey("entries.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),  # the one that is cut off
    _required("tries", Integer),
    _required("at", UtcDateTime),
    Column("error", Text),  # null when its page was read
    Column("next_at", UtcDateTime),  # null: not tried again by itself
)

pictures = Table(
    "pictures",
    metadata,
    Column("original", String(64), primary_key=True),  # hash of the bytes as they came
    _required("letter", JSON),  # model.pictures.PictureFile, in the team's folder pictures/
    _required("large", JSON),  # the same; the same file where the picture is small
    _required("kept_at", UtcDateTime),
)

entry_pictures = Table(
    "entry_pictures",
    metadata,
    Column("entry", ForeignKey("entries.id"), primary_key=True),
    # Of which of its figures: a web address, a path in the folder, or a name inside the document. Caption, credit and
    # alt text stand with the figure, in the revision.
    Column("src", Text, primary_key=True),
    _required("state", String),  # model.pictures.PictureState
    _required("tries", Integer),  # that failed, in a row
    Column("original", ForeignKey("pictures.original")),  # null unless kept
    _required("what", Text),  # why there is none; "" when kept
    _required("mend", Text),  # what to do about it; "" when kept
    _required("tried_at", UtcDateTime),
    Column("next_try_at", UtcDateTime),  # null: not asked for again
    Index("ix_entry_pictures_src", "src"),  # is this picture kept already?
)

judgements = Table(  # what was made of each entry last; a new one replaces it
    "judgements",
    metadata,
    Column("entry", String(12), primary_key=True),
    _required("revision", Integer),
    _required("verdict", String),
    _required("body", JSON),  # {"judgement": model.stories.Judgement, "facts": model.stories.Facts}
)

# ── stories ────────────────────────────────────────────────────────────────────────────────

stories = Table(
    "stories",
    metadata,
    Column("id", String(12), primary_key=True),
    _required("created_at", UtcDateTime),
    Column("merged_into", String(12)),  # null while it stands for itself
    Index("ix_stories_merged_into", "merged_into"),  # what did this story take in?
)

story_entries = Table(
    "story_entries",
    metadata,
    Column("entry", ForeignKey("entries.id"), primary_key=True),  # one entry tells one story
    _required("story", ForeignKey("stories.id")),
    _required("why", Text),
    Index("ix_story_entries_story", "story"),  # who tells this story?
)

signs = Table(  # a cache: safe to delete
    "signs",
    metadata,
    Column("sign", String(80), primary_key=True),  # core.telling.Telling.signs: by what tellings of one event are found
    Column("entry", ForeignKey("entries.id"), primary_key=True),
    Index("ix_signs_entry", "entry"),  # which signs does this entry have?
)

relations = Table(
    "relations",
    metadata,
    Column("story", ForeignKey("stories.id"), primary_key=True),  # the lesser id of the two
    Column("other", ForeignKey("stories.id"), primary_key=True),
    _required("relation", String),  # model.stories.Relation
    _required("why", Text),
    _required("at", UtcDateTime),
    Column("by", String),  # null while no person decided
    Index("ix_relations_other", "other"),  # what is known of this story?
)

holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("story", ForeignKey("stories.id")),
    _required("kind", String),
    _required("why", Text),
    _required("by", String),
    _required("at", UtcDateTime),
    Column("until", UtcDateTime),  # null: until a person releases it
    Column("released_at", UtcDateTime),  # null while it holds
    Column("released_by", String),  # null while it holds
    Index("ix_holds_story", "story"),  # is this story held?
)

letters = Table(  # sent before this program was there
    "letters",
    metadata,
    Column("key", String(12), primary_key=True),  # of its bytes
    _required("publication", String),
    _required("sent_on", String),  # "" where nothing says it
    _required("at", UtcDateTime),
    _required("body", JSON),  # model.letters.SentLetter
)

told_before = Table(
    "told_before",
    metadata,
    Column("letter", ForeignKey("letters.key"), primary_key=True),
    Column("story", ForeignKey("stories.id"), primary_key=True),
    _required("why", Text),
    Index("ix_told_before_story", "story"),  # which letters told this story?
)

# ── editions ───────────────────────────────────────────────────────────────────────────────

editions = Table(
    "editions",
    metadata,
    Column("id", String, primary_key=True),  # "<publication>/<period key>"
    _required("publication", String),
    _required("period_key", String),
    _required("starts_at", UtcDateTime),
    _required("ends_at", UtcDateTime),
    _required("cut_off_at", UtcDateTime),
    _required("send_at", UtcDateTime),
    _required("status", String),
    Column("reason", Text),  # why it stands as it does; null where nothing needs saying
    Column("version", String(64)),  # the newest; null before it was drafted
    Column("approved_version", String(64)),  # null unless approved
    Column("approved_at", UtcDateTime),  # null unless approved
    Column("due_at", UtcDateTime),  # when what is not an outbox may leave; null unless approved
    _required("written", JSON),  # store.editions.Written: own words, what was taken out
    _required("created_at", UtcDateTime),
    UniqueConstraint("publication", "period_key"),  # promise 4
)

highlights = Table(
    "highlights",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("story", ForeignKey("stories.id"), primary_key=True),
    _required("position", Integer),
    _required("entry", String(12)),
    _required("revision", Integer),
    _required("body", JSON),  # model.editions.Highlight
    Index("ix_highlights_story", "story"),  # where was this story told?
)

choices = Table(
    "choices",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("story", String(12), primary_key=True),
    Column("what", String, primary_key=True),  # model.choices.Chosen
    _required("why", Text),  # "" where none was given
    _required("by", String),
    _required("at", UtcDateTime),
    _required("headline", Text),
    _required("outcome", String),  # its type; "" for none
    _required("country", String),  # the main one; "" for none
    _required("source", String),
    _required("entry", String(12)),
    _required("revision", Integer),
)

left_out = Table(
    "left_out",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("story", String(12), primary_key=True),
    _required("headline", Text),
    _required("reason", Text),
    _required("score", Float),
    _required("rank", Integer),  # best first
)

versions = Table(
    "versions",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the manifest's bytes: its name
    _required("edition", ForeignKey("editions.id")),
    _required("number", Integer),  # draft 1, 2, … of this edition
    _required("manifest", LargeBinary),  # canonical JSON, kept as bytes
    _required("findings", JSON),
    _required("made_at", UtcDateTime),
    _required("made_by", String),
    Index("ix_versions_edition", "edition"),  # which drafts were there?
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the plain bytes
    _required("body", LargeBinary),  # zlib
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("edition", ForeignKey("editions.id")),
    _required("version", String(64)),
    _required("decision", String),  # approved | sent_back | recalled
    _required("by", String),
    _required("at", UtcDateTime),
    Column("why", Text),  # null where no reason is asked
    _required("despite", JSON),  # codes of waived blockers
    Index("ix_reviews_edition", "edition"),  # who decided what?
)

edition_steps = Table(
    "edition_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("edition", ForeignKey("editions.id")),
    _required("at", UtcDateTime),
    _required("by", String),
    _required("status", String),  # after the step
    _required("what", Text),
    Column("version", String(64)),  # null before a draft
    Column("why", Text),  # null where no reason is asked
    Index("ix_edition_steps_edition", "edition"),  # how did it come here?
)

# ── ways out ───────────────────────────────────────────────────────────────────────────────

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    _required("edition", ForeignKey("editions.id")),
    _required("version", String(64)),
    _required("channel", String),
    _required("recipient", String),  # "" where the channel itself is the recipient
    _required("withdrawable", Boolean),  # a folder of ours: it can be taken back, and written again
    _required("state", String),
    _required("attempts", Integer),
    _required("due_at", UtcDateTime),
    Column("owner", String),  # null unless leased: which process
    Column("last_reply", Text),  # null before the first attempt
    UniqueConstraint("edition", "channel", "recipient"),
    Index("ix_deliveries_state_due_at", "state", "due_at"),  # what is to be done now?
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("delivery", ForeignKey("deliveries.id")),
    _required("version", String(64)),
    _required("at", UtcDateTime),
    Column("reply", String),  # null while the bytes may be on their way
    Column("detail", Text),  # null like reply
    Index("ix_attempts_delivery", "delivery"),  # what was tried?
)

channel_states = Table(
    "channel_states",
    metadata,
    Column("channel", String, primary_key=True),
    _required("paused_at", UtcDateTime),
    _required("why", Text),
)
