"""`/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: Prometheus, not public."""

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from feedback_service import clock
from feedback_service.doorbell import Doorbell
from feedback_service.operations import queries
from feedback_service.storage import current_database, reading
from feedback_service.storage.migrate import current_head, expected_head

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    checks = {"database": _database(), "migrations": _migrations()}
    settings: Settings = current_app.extensions["settings"]
    if settings.redis_url:
        checks["redis"] = _redis()
    fine = all(value == "ok" for value in checks.values())
    return jsonify(status="ready" if fine else "not ready", checks=checks), 200 if fine else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    settings: Settings = current_app.extensions["settings"]
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.metrics_token}"
    if not settings.metrics_token or not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(404)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        with reading() as session:
            queries.answers(session)
    except SQLAlchemyError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        found = current_head(current_database().engine)
    except SQLAlchemyError:
        return "unknown"
    return "ok" if found == expected_head() else f"at {found}, expected {expected_head()}"


def _redis() -> str:
    doorbell: Doorbell = current_app.extensions["doorbell"]
    return "ok" if doorbell.answers() else "unreachable"


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    with reading() as session:
        figures = queries.figures(session)
    by_status = Gauge("feedback_total", "Feedback by moderation status", ["status"], registry=registry)
    for status, count in figures.feedback.items():
        by_status.labels(status=status).set(count)
    age = Gauge("feedback_oldest_pending_seconds", "Age of the oldest feedback not yet decided", registry=registry)
    oldest = figures.oldest_pending
    age.set((clock.now() - oldest).total_seconds() if oldest else 0)
    outbound = Gauge("outbound_messages_total", "Texts to people by status", ["status"], registry=registry)
    for status, count in figures.texts.items():
        outbound.labels(status=status).set(count)
    return registry
