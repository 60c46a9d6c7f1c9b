"""The server, the same for `make run` and production: one gevent worker, many connections.

Read by gunicorn before the worker patches the standard library for gevent, so it imports
nothing that opens sockets or threads. More processes are started as more gunicorns (see README).
"""

import os
from pathlib import Path

from dotenv import dotenv_values

_values = {**dotenv_values(Path(__file__).resolve().parent.parent / ".env"), **os.environ}

bind = f"{_values.get('HOST') or '127.0.0.1'}:{_values.get('PORT') or '8000'}"
worker_class = "config.worker.Worker"
workers = 1
worker_connections = 12_000
timeout = 60
# A request or a job that is running may end: a text being sent takes ten seconds at most.
graceful_timeout = 12
keepalive = 15
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = "config.server_log.ServerLog"
# Twilio's requests and ours are far below these; a longer one is an attack.
limit_request_line = 4094
limit_request_field_size = 8190


def post_request(_worker, _request):  # type: ignore[no-untyped-def]
    """Let the others have their turn: a connection whose next request is already there would go on at once."""
    import gevent

    gevent.sleep(0)
