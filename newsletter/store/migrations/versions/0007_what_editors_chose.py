"""What editors kept, placed, moved and dropped, and why."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table; what was chosen before was not kept."""
    op.create_table(
        "choices",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("story", sa.String(length=12), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_choices_edition")),
        sa.PrimaryKeyConstraint("edition", "story", "what", name=op.f("pk_choices")),
    )
