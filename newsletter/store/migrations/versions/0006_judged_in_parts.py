"""One verdict for each entry, and by which rules, so that what waits for others is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Keep the verdicts on newest revisions; what had none is judged, the rest is judged anew by and by."""
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("judged_by", sa.String(length=40), nullable=False, server_default=""))
    op.rename_table("judgements", "judgements_before")
    op.create_table(
        "judgements",
        sa.Column("entry", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_judgements_of_entry")),
    )
    op.execute(
        "INSERT INTO judgements (entry, revision, verdict, body) SELECT b.entry, b.revision, b.verdict, b.body "
        "FROM judgements_before AS b JOIN entries ON entries.id = b.entry AND entries.revision = b.revision "
        "WHERE b.rules = (SELECT max(rules) FROM judgements_before AS c "
        "WHERE c.entry = b.entry AND c.revision = b.revision)"
    )
    op.execute("UPDATE entries SET judged_by = 'earlier rules' WHERE id IN (SELECT entry FROM judgements)")
    op.drop_table("judgements_before")
    op.create_index("ix_entries_source_judged_by_id", "entries", ["source", "judged_by", "id"])
    op.create_index("ix_stories_merged_into", "stories", ["merged_into"])
