"""Tells the open pages of this process who has what open, whenever that changed, and keeps their own claims alive."""

import re
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_socketio import SocketIO
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth.sessions import Member
from moderation.claims import holding
from moderation.claims.holders import holders, roles

EVENT = "claims"
REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}", re.ASCII)


class Announcer:
    """What each page was told last, and which sockets have something open."""

    def __init__(self, socketio: SocketIO, namespace: str) -> None:
        self._socketio, self._namespace = socketio, namespace
        self._told: dict[str, list[dict[str, object]]] = {}
        self._there: set[str] = set()
        self._open: dict[str, str] = {}
        self._renewed: datetime | None = None
        self._lock = threading.Lock()

    def advance(self, sockets: Mapping[str, int]) -> None:
        """Tell those of `sockets` (by the sign-in that each belongs to) that do not know what is so now."""
        for gone in self._told.keys() - sockets.keys():
            self._told.pop(gone, None)
        with reading() as session:
            role_of = roles(session, set(sockets.values()))
            present = {role: self._payload(session, role) for role in set(role_of.values())}
        for sid, session_id in sockets.items():
            claims = present[role_of[session_id]] if session_id in role_of else None
            if claims is not None and self._told.get(sid) != claims:
                self._told[sid] = claims
                self._socketio.emit(EVENT, {"claims": claims}, namespace=self._namespace, to=sid)
        self._renew()

    def joins(self, sid: str) -> None:
        """A page is there."""
        with self._lock:
            self._there.add(sid)

    def opens(self, sid: str, member: Member, said: Any) -> None:
        """A page says what it has open: `{"reference": "K7M4-QX9D"}`. Anything else is passed over."""
        reference = said.get("reference") if isinstance(said, dict) else None
        if not isinstance(reference, str) or not REFERENCE.fullmatch(reference) or self._open.get(sid) == reference:
            return
        with self._lock:
            # Events are handled beside each other: the page may be gone by now.
            if sid not in self._there:
                return
            self._open[sid] = reference
        if not holding.keep_open(reference, member, sid):
            with self._lock:
                self._open.pop(sid, None)
        elif sid not in self._open:
            # It left while this was under way, and nobody would close it again.
            holding.close(sid)

    def leaves(self, sid: str) -> None:
        """The page was closed, or lost its connection."""
        with self._lock:
            self._there.discard(sid)
            had = self._open.pop(sid, None)
        if had is not None:
            holding.close(sid)

    def _payload(self, session: Session, role: Role) -> list[dict[str, object]]:
        return [each.payload() for each in holders(session, role)]

    def _renew(self) -> None:
        moment = clock.now()
        with self._lock:
            pages = list(self._open)
        if pages and (self._renewed is None or moment - self._renewed >= holding.RENEWED):
            self._renewed = moment
            holding.renew(pages)
