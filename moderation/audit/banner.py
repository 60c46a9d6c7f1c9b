"""A break in the trail stands on every page of the desk of an administrator until it is mended."""

from flask import Flask
from flask_login import current_user

from feedback_service.audit_sweep import state
from feedback_service.models import AuditCheck
from feedback_service.storage import reading
from moderation.audit.wording import audit_text, details_text, subject_text, wrong_text
from moderation.permissions import MANAGERS


def audit_break() -> AuditCheck | None:
    """What the sweep found wrong, for who manages; None where all is well."""
    if not current_user.is_authenticated or current_user.role not in MANAGERS:
        return None
    with reading() as session:
        check = state(session)
    return check if check is not None and check.broken_at is not None else None


def init_audit(app: Flask) -> None:
    """What the templates need: the banner and the words."""
    app.jinja_env.globals["audit_break"] = audit_break
    for wording in (audit_text, details_text, subject_text, wrong_text):
        app.add_template_filter(wording)
