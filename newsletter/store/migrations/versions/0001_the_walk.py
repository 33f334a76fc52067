"""The walk: sources, entries, stories, editions, versions, deliveries."""

import sqlalchemy as sa
from alembic import op

import newsletter.store.schema

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table('blobs',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_blobs'))
    )
    op.create_table('channel_states',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('paused_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_channel_states'))
    )
    op.create_table('editions',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('publication', sa.String(), nullable=False),
    sa.Column('period_key', sa.String(), nullable=False),
    sa.Column('starts_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('ends_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('cut_off_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('send_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('version', sa.String(length=64), nullable=True),
    sa.Column('approved_version', sa.String(length=64), nullable=True),
    sa.Column('approved_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('due_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('written', sa.JSON(), nullable=False),
    sa.Column('created_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_editions')),
    sa.UniqueConstraint('publication', 'period_key', name=op.f('uq_editions_publication_period_key'))
    )
    op.create_table('entries',
    sa.Column('id', sa.String(length=12), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('first_seen_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('last_seen_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries')),
    sa.UniqueConstraint('source', 'key', name=op.f('uq_entries_source_key'))
    )
    op.create_table('fetches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('http_status', sa.Integer(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('new', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fetches'))
    )
    op.create_index('ix_fetches_source_at', 'fetches', ['source', 'at'], unique=False)
    op.create_table('judgements',
    sa.Column('entry', sa.String(length=12), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('rules', sa.String(length=64), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('entry', 'revision', 'rules', name=op.f('pk_judgements'))
    )
    op.create_table('sources',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('memory', sa.JSON(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('gone', sa.Boolean(), nullable=False),
    sa.Column('last_fetch_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('last_ok_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('next_fetch_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sources'))
    )
    op.create_table('stories',
    sa.Column('id', sa.String(length=12), nullable=False),
    sa.Column('created_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('merged_into', sa.String(length=12), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories'))
    )
    op.create_table('deliveries',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('withdrawable', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('owner', sa.String(), nullable=True),
    sa.Column('last_reply', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_deliveries_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('edition', 'channel', 'recipient', name=op.f('uq_deliveries_edition_channel_recipient'))
    )
    op.create_index('ix_deliveries_state_due_at', 'deliveries', ['state', 'due_at'], unique=False)
    op.create_table('edition_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=True),
    sa.Column('why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_edition_steps_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_steps'))
    )
    op.create_index('ix_edition_steps_edition', 'edition_steps', ['edition'], unique=False)
    op.create_table('highlights',
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('story', sa.String(length=12), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('entry', sa.String(length=12), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_highlights_edition')),
    sa.ForeignKeyConstraint(['story'], ['stories.id'], name=op.f('fk_highlights_story')),
    sa.PrimaryKeyConstraint('edition', 'story', name=op.f('pk_highlights'))
    )
    op.create_index('ix_highlights_story', 'highlights', ['story'], unique=False)
    op.create_table('holds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('story', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('released_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('released_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['story'], ['stories.id'], name=op.f('fk_holds_story')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holds'))
    )
    op.create_index('ix_holds_story', 'holds', ['story'], unique=False)
    op.create_table('left_out',
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('story', sa.String(length=12), nullable=False),
    sa.Column('headline', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_left_out_edition')),
    sa.PrimaryKeyConstraint('edition', 'story', name=op.f('pk_left_out'))
    )
    op.create_table('reviews',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('despite', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_reviews_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews'))
    )
    op.create_index('ix_reviews_edition', 'reviews', ['edition'], unique=False)
    op.create_table('revisions',
    sa.Column('entry', sa.String(length=12), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seen_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_is', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('canonical_url', sa.Text(), nullable=True),
    sa.Column('words_hash', sa.String(length=64), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('published_at', newsletter.store.schema.UtcDateTime(), nullable=True),
    sa.Column('published_on', sa.String(), nullable=False),
    sa.Column('precision', sa.String(), nullable=False),
    sa.Column('completeness', sa.String(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('quotes', sa.JSON(), nullable=False),
    sa.Column('sort_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['entry'], ['entries.id'], name=op.f('fk_revisions_entry')),
    sa.PrimaryKeyConstraint('entry', 'number', name=op.f('pk_revisions'))
    )
    op.create_index('ix_revisions_canonical_url', 'revisions', ['canonical_url'], unique=False)
    op.create_index('ix_revisions_sort_at', 'revisions', ['sort_at'], unique=False)
    op.create_index('ix_revisions_words_hash', 'revisions', ['words_hash'], unique=False)
    op.create_table('story_entries',
    sa.Column('entry', sa.String(length=12), nullable=False),
    sa.Column('story', sa.String(length=12), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entry'], ['entries.id'], name=op.f('fk_story_entries_entry')),
    sa.ForeignKeyConstraint(['story'], ['stories.id'], name=op.f('fk_story_entries_story')),
    sa.PrimaryKeyConstraint('entry', name=op.f('pk_story_entries'))
    )
    op.create_index('ix_story_entries_story', 'story_entries', ['story'], unique=False)
    op.create_table('versions',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('edition', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('manifest', sa.LargeBinary(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('made_at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['editions.id'], name=op.f('fk_versions_edition')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_versions'))
    )
    op.create_index('ix_versions_edition', 'versions', ['edition'], unique=False)
    op.create_table('attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delivery', sa.String(length=32), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=False),
    sa.Column('at', newsletter.store.schema.UtcDateTime(), nullable=False),
    sa.Column('reply', sa.String(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['delivery'], ['deliveries.id'], name=op.f('fk_attempts_delivery')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts'))
    )
    op.create_index('ix_attempts_delivery', 'attempts', ['delivery'], unique=False)

