"""How staff sign in: second factors, passkeys, recovery codes, invitations, a trust's own sign-in

Revision: 0013
After: 0012

Beside the previous release's code: its sign-ins get the defaults, and know nothing of a second factor until it is gone.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, storage.UtcDateTime(timezone=True), nullable=nullable)


def _staff(table: str, column: str = "staff_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff"))


def upgrade() -> None:
    _people_and_sessions()
    _factors()
    _links()
    op.create_table(
        "sign_in_attempts",
        _id(),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("secret", storage.EncryptedText(), nullable=False),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        _staff("sign_in_attempts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_attempts_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_attempts_staff_id"), "sign_in_attempts", ["staff_id"])
    op.create_index(op.f("ix_sign_in_attempts_expires_at"), "sign_in_attempts", ["expires_at"])


def _people_and_sessions() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.add_column(sa.Column("language", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("oidc_issuer", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("oidc_subject", sa.String(length=255), nullable=True))
        batch.create_unique_constraint(op.f("uq_staff_oidc_issuer_oidc_subject"), ["oidc_issuer", "oidc_subject"])
    with op.batch_alter_table("staff_sessions") as batch:
        batch.add_column(sa.Column("by", sa.String(length=20), server_default="password", nullable=False))
        batch.add_column(sa.Column("device", sa.String(length=60), server_default="", nullable=False))
        batch.add_column(sa.Column("origin", storage.EncryptedText(), nullable=True))
        batch.add_column(_moment("seen_at", nullable=True))
        batch.add_column(_moment("proved_at", nullable=True))
        batch.add_column(sa.Column("provider_token", storage.EncryptedText(), nullable=True))


def _factors() -> None:
    op.create_table(
        "totp_secrets",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("secret", storage.EncryptedText(), nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        _staff("totp_secrets"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_totp_secrets")),
    )
    op.create_table(
        "passkeys",
        _id(),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        _staff("passkeys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_staff_id"), "passkeys", ["staff_id"])
    op.create_table(
        "recovery_codes",
        _id(),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_index", sa.String(length=64), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        _staff("recovery_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("staff_id", "code_index", name=op.f("uq_recovery_codes_staff_id_code_index")),
    )


def _links() -> None:
    op.create_table(
        "invitations",
        _id(),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("team_ids", sa.JSON(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        _staff("invitations", "invited_by"),
        _staff("invitations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_invitations_open_email",
        "invitations",
        ["email"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "password_resets",
        _id(),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        _staff("password_resets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    op.create_index(op.f("ix_password_resets_staff_id"), "password_resets", ["staff_id"])
    op.create_index(op.f("ix_password_resets_expires_at"), "password_resets", ["expires_at"])
