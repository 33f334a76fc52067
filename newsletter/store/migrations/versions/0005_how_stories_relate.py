"""How stories relate, and the signs by which such stories are found."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the two tables, and find entries without a day quicker."""
    op.create_table(
        "signs",
        sa.Column("sign", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_signs_entry")),
        sa.PrimaryKeyConstraint("sign", "entry", name=op.f("pk_signs")),
    )
    op.create_index("ix_signs_entry", "signs", ["entry"])
    op.create_table(
        "relations",
        sa.Column("story", sa.String(length=12), nullable=False),
        sa.Column("other", sa.String(length=12), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", newsletter.store.schema.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_relations_story")),
        sa.ForeignKeyConstraint(["other"], ["stories.id"], name=op.f("fk_relations_other")),
        sa.PrimaryKeyConstraint("story", "other", name=op.f("pk_relations")),
    )
    op.create_index("ix_relations_other", "relations", ["other"])
    op.create_index("ix_revisions_precision", "revisions", ["precision"])
