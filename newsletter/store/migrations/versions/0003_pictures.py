"""Pictures: what is kept of them, and what became of each that an entry names."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the two tables; pictures of entries that stand are asked for by the next run."""
    op.create_table(
        "pictures",
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("large", sa.JSON(), nullable=False),
        sa.Column("kept_at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("original", name=op.f("pk_pictures")),
    )
    op.create_table(
        "entry_pictures",
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("src", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("mend", sa.Text(), nullable=False),
        sa.Column("tried_at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.Column("next_try_at", newsletter.store.schema.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_entry_pictures_entry")),
        sa.ForeignKeyConstraint(["original"], ["pictures.original"], name=op.f("fk_entry_pictures_original")),
        sa.PrimaryKeyConstraint("entry", "src", name=op.f("pk_entry_pictures")),
    )
    op.create_index("ix_entry_pictures_src", "entry_pictures", ["src"])
