"""Alembic's entry: runs migrations on the connection that ``store.engine`` hands in."""

from alembic import context

from newsletter.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot ALTER most things in place
    transactional_ddl=True,
)
context.run_migrations()
