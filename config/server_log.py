"""gunicorn's log, without the requests that it speaks of."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from config.logging import OnlyTheKind


class ServerLog(Logger):
    """Made in the master process, so that the filter knows the workers from it."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg)
        self.error_log.addFilter(OnlyTheKind())
