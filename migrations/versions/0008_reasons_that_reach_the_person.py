"""Reasons that reach the person

Revision: 0008
After: 0007

Beside the previous release's code: that code writes no codes, so that its reasons are read as they always were.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("feedback_history") as batch:
        batch.add_column(sa.Column("reason_code", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("reason_language", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("note", storage.EncryptedText(), nullable=True))
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("tells_decisions", sa.Boolean(), nullable=True))
