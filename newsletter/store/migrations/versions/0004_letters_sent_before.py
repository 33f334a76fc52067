"""Letters sent before, and the stories they told."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "letters",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("publication", sa.String(), nullable=False),
        sa.Column("sent_on", sa.String(), nullable=False),
        sa.Column("at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letters")),
    )
    op.create_table(
        "told_before",
        sa.Column("letter", sa.String(length=12), nullable=False),
        sa.Column("story", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.key"], name=op.f("fk_told_before_letter")),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_told_before_story")),
        sa.PrimaryKeyConstraint("letter", "story", name=op.f("pk_told_before")),
    )
    op.create_index("ix_told_before_story", "told_before", ["story"])
