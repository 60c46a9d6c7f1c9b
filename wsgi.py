"""The roof: puts the rooms together. The only file that knows all of them; importing it does nothing.

gunicorn calls `create_app()` (see `config/gunicorn.py`), so does `flask --app wsgi`.
"""

import click
from flask import Flask
from flask_socketio import SocketIO
from flask_wtf import CSRFProtect
from gevent import monkey
from werkzeug.middleware.proxy_fix import ProxyFix

import channels
import moderation
from config.logging import configure_logging
from config.settings import Settings, SettingsError, load_settings
from feedback_service import commands, demo, follow, jobs, scheduler
from feedback_service.board import live, pulse
from feedback_service.board import views as board_views
from feedback_service.doorbell import Doorbell
from feedback_service.operations import views as operations_views
from feedback_service.safety import on_call
from feedback_service.storage import Database, FieldCipher
from feedback_service.themes import commands as theme_commands
from feedback_service.web import headers, limits, pages, problems, templating
from feedback_service.web.addresses import RowId

MAX_REQUEST_BYTES = 512 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application. Without `settings` they are read from the environment and `.env`.

    Exits with status 2 and one line when a setting is missing or wrong.
    """
    if settings is None:
        try:
            settings = load_settings()
        except SettingsError as error:
            click.echo(str(error), err=True)
            raise SystemExit(2) from None
    configure_logging(settings.log_format)
    app = Flask("feedback_service", static_folder="static")
    app.url_map.converters["int"] = RowId
    _configure(app, settings)
    socketio = _live(app)
    templating.init_templating(app, settings)
    headers.init_headers(app, settings)
    problems.init_problems(app)
    limits.init_limits(app, settings)
    for blueprint in (board_views.blueprint, follow.blueprint, pages.blueprint, operations_views.blueprint):
        app.register_blueprint(blueprint)
    commands.init_commands(app)
    demo.init_app(app)
    theme_commands.init_app(app)
    channels.init_app(app, settings)
    moderation.init_app(app, settings, socketio)
    _background(app, settings, socketio)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.extensions["settings"] = settings
    app.extensions["field_cipher"] = FieldCipher(settings.field_key_list)
    app.extensions["database"] = Database(settings.database_url)
    app.extensions["doorbell"] = Doorbell(settings.redis_url)
    app.extensions["on_serve"] = []
    app.extensions["on_stop"] = []
    app.extensions["csrf"] = CSRFProtect(app)


def _live(app: Flask) -> SocketIO:
    # Websocket only: several processes need no sticky sessions then. The board polls where it is blocked.
    socketio = SocketIO(
        app,
        async_mode=_async_mode(),
        transports=["websocket"],
        always_connect=True,
        cors_allowed_origins=None,
        max_http_buffer_size=4096,
        ping_interval=25,
        ping_timeout=20,
    )
    app.wsgi_app = problems.BadHandshakes(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["meter"] = pulse.Meter()
    feed = live.Feed(app, socketio, app.extensions["doorbell"])
    app.extensions["board_feed"] = feed
    app.extensions["on_stop"].append(feed.stop)
    socketio.on_namespace(live.BoardNamespace(feed))
    return socketio


def _async_mode() -> str:
    """gevent under gunicorn's gevent worker, which has patched the standard library by now; else threads."""
    return "gevent" if monkey.is_module_patched("threading") else "threading"


def _background(app: Flask, settings: Settings, socketio: SocketIO) -> None:
    on_call.warn_where_nobody(settings)
    every = [*jobs.jobs(), *channels.jobs(settings), *moderation.jobs()]
    app.extensions["jobs"] = every
    app.extensions["on_serve"] += [app.extensions["database"].check_durability, jobs.prepare, moderation.prepare]
    if settings.embedded_scheduler:
        timed = scheduler.Scheduler(app, every)
        app.extensions["on_serve"].append(timed.start)
        app.extensions["on_stop"].append(timed.stop)
    # The engine's own close makes a client come back by itself; Socket.IO's disconnect would not.
    app.extensions["on_stop"].append(lambda: socketio.server.eio.disconnect())
