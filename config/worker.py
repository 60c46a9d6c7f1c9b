"""gunicorn's gevent worker, able to stop: at once when nothing runs, and never with half a job done."""

import gc
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker  # type: ignore[import-untyped]

NOTICE_SECONDS = 0.1
GOODBYE_SECONDS = 1.0


class Worker(GeventWorker):
    """Starts and stops what runs beside the requests, the application's `on_serve` and `on_stop`.

    The worker waits for open connections before it ends, until the graceful timeout. Requests are
    worth it; a browser that keeps its connection for the next page, and a websocket whose phone
    has no network to say goodbye with, are not: nothing more is read from those.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._idle: set[Any] = set()

    def load_wsgi(self) -> None:
        """Load the application. Nothing of it is garbage: it is not collected while it grows, nor walked afterwards."""
        gc.disable()
        super().load_wsgi()

    def run(self) -> None:
        """Serve until told to stop, then wait until everything beside the requests has stopped."""
        for start in self.wsgi.extensions["on_serve"]:
            start()
        gc.freeze()
        gc.enable()
        stopping = gevent.spawn(self._stop_with_worker)
        try:
            super().run()
        finally:
            self.alive = False
            stopping.join()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """One connection, for as long as it lasts."""
        self._idle.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._idle.discard(client)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """One request; a websocket is one that lasts, and counts as idle."""
        if ("UPGRADE", "websocket") not in req.headers:
            self._idle.discard(sock)
        super().handle_request(listener_name, req, sock, addr)
        self._idle.add(sock)

    def _stop_with_worker(self) -> None:
        while self.alive:
            gevent.sleep(NOTICE_SECONDS)
        stopping = [gevent.spawn(stop) for stop in self.wsgi.extensions["on_stop"]]
        gevent.joinall(stopping, timeout=GOODBYE_SECONDS)
        for sock in list(self._idle):
            _read_no_more(sock)
        gevent.joinall(stopping)


def _read_no_more(sock: Any) -> None:
    try:
        sock.shutdown(gevent.socket.SHUT_RD)
    except OSError:
        return  # It is closed already.
