"""How often one address may try. Counted in Redis where there are several processes."""

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many

from config.settings import Settings


def init_limits(app: Flask, settings: Settings) -> None:
    """Set the limiter up on `app`; routes ask through `allowed`."""
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.redis_url or "memory://",
        strategy="moving-window",
        swallow_errors=True,
        in_memory_fallback_enabled=bool(settings.redis_url),
    )
    app.extensions["rate_limiter"] = limiter


def allowed(limits: str, *identifiers: str) -> bool:
    """Count one try by `identifiers` (an address, a purpose) and say whether it is within `limits`.

    `limits` such as `60 per minute; 600 per hour`. Unlike a decorator this lets the view answer
    with the page and what was typed.
    """
    limiter: Limiter = current_app.extensions["rate_limiter"]
    return all(limiter.limiter.hit(limit, *identifiers) for limit in parse_many(limits))
