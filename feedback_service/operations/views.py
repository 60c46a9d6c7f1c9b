"""`/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: Prometheus, not public."""

import hmac
from typing import Any

import redis
from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Feedback, OutboundMessage
from feedback_service.storage import current_database, reading
from feedback_service.storage.migrate import current_head, expected_head
from feedback_service.vocabulary import Moderation

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    checks = {"database": _database(), "migrations": _migrations()}
    settings: Settings = current_app.extensions["settings"]
    if settings.redis_url:
        checks["redis"] = _redis(settings.redis_url)
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
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        found = current_head(current_database().engine)
    except SQLAlchemyError:
        return "unknown"
    return "ok" if found == expected_head() else f"at {found}, expected {expected_head()}"


def _redis(url: str) -> str:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1).ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    with reading() as session:
        statuses: list[Any] = list(session.execute(select(Feedback.status, func.count()).group_by(Feedback.status)))
        oldest = session.scalar(select(func.min(Feedback.received_at)).where(Feedback.status == Moderation.PENDING))
        texts: list[Any] = list(
            session.execute(select(OutboundMessage.status, func.count()).group_by(OutboundMessage.status))
        )
    by_status = Gauge("feedback_total", "Feedback by moderation status", ["status"], registry=registry)
    for status, count in statuses:
        by_status.labels(status=str(status)).set(count)
    age = Gauge("feedback_oldest_pending_seconds", "Age of the oldest feedback not yet decided", registry=registry)
    age.set((clock.now() - oldest).total_seconds() if oldest else 0)
    outbound = Gauge("outbound_messages_total", "Texts to people by status", ["status"], registry=registry)
    for status, count in texts:
        outbound.labels(status=str(status)).set(count)
    return registry
