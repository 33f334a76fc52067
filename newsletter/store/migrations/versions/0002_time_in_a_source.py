"""Time in a source: holds that end by themselves, notes for editors, entries under a second key, pages read whole."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make what is missing; what stands was read as its source gave it, and no hold ends by itself."""
    with op.batch_alter_table("holds") as holds:
        holds.add_column(sa.Column("until", newsletter.store.schema.UtcDateTime(), nullable=True))
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("part", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="read"))
        revisions.add_column(sa.Column("editor_note", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "other_keys",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_other_keys_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_keys")),
    )
    op.create_table(
        "page_reads",
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("next_at", newsletter.store.schema.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_page_reads_entry")),
        sa.PrimaryKeyConstraint("entry", "revision", name=op.f("pk_page_reads")),
    )
