"""Runs one migration command on the connection that `feedback_service.storage.migrate` hands over."""

from alembic import context

import feedback_service.equality.models
import feedback_service.models  # noqa: F401
from feedback_service.storage import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
    compare_type=True,
    user_module_prefix="storage.",
)
with context.begin_transaction():
    context.run_migrations()
# Alembic leaves the transaction it found open; ours is its own.
if connection.in_transaction():
    connection.commit()
