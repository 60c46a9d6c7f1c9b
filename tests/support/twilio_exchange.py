"""What the stand-in for Twilio does with a call: judge it, take the text or not, and answer or fail as it was told."""

import base64
import json
import random
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support import twilio_callbacks, twilio_log
from tests.support.twilio_account import ACCOUNT, TOKEN, WHATSAPP
from tests.support.twilio_callbacks import Script
from tests.support.twilio_contract import MESSAGE, MESSAGES, Contract
from tests.support.twilio_log import ADDRESS, Message

UNAUTHORISED, UNKNOWN_PARAMETER, NO_SUCH_PAGE, NOT_FOUND = 20003, 20001, 20006, 20404
GARBAGE = b"<html>a proxy's page</html>"
Behaviour = dict[str, Any]
DOWN: Behaviour = {"what": "fail", "status": 503, "code": 20503, "taken": False}
DROPPED: Behaviour = {"what": "drop"}
READING_FAULTS: tuple[Behaviour, ...] = (DOWN, DROPPED, {"what": "garbage"})
SENDING_FAULTS: tuple[Behaviour, ...] = (
    *READING_FAULTS,
    {"what": "hang up"},
    {"what": "fail", "status": 429, "code": 20429, "taken": False},
    {"what": "fail", "status": 500, "code": 20500, "taken": False},
    {"what": "fail", "status": 500, "code": 20500, "taken": True},
)


@dataclass
class Answer:
    """`status` None: the connection is closed without a word. `afterwards` is done when the answer is out."""

    status: int | None
    content: bytes = b""
    afterwards: Callable[[], object] = lambda: None


class Exchange:
    """All that Twilio knows. Its public methods with plain arguments are what a test may tell it."""

    def __init__(self) -> None:
        self._contract = Contract()
        self._changed = threading.Condition()
        self._messages: list[Message] = []
        self._violations: list[str] = []
        self._called_back: list[dict[str, Any]] = []
        self._attempts = 0
        self._coming: deque[Behaviour] = deque()
        self._standing: Behaviour | None = None
        self._chance, self._share = random.Random(), 0.0
        self._script: Script | None = None
        self._calling = 0
        self._ahead = timedelta()

    # What a test may ask and tell.

    def state(self) -> dict[str, Any]:
        with self._changed:
            return {
                "attempts": self._attempts,
                "violations": list(self._violations),
                "callbacks": list(self._called_back),
                "messages": [
                    {
                        "sid": each.sid,
                        "form": each.form,
                        "status": each.status,
                        "at": each.created.isoformat(),
                        "direction": each.direction,
                        "to": each.to,
                        "from": each.sender,
                        "body": each.body,
                    }
                    for each in self._messages
                ],
            }

    def behave(self, **behaviour: Any) -> None:
        """Do so with the next text."""
        with self._changed:
            self._coming.append(behaviour)

    def stay_down(self, *, refusing: bool) -> None:
        with self._changed:
            self._standing = DROPPED if refusing else DOWN

    def come_back(self) -> None:
        with self._changed:
            self._standing = None

    def be_flaky(self, *, seed: int, share: float) -> None:
        with self._changed:
            self._chance, self._share = random.Random(seed), share

    def follow_script(self, **script: Any) -> None:
        with self._changed:
            self._script = Script(**script) if script else None

    def set_clock(self, *, now: str | None) -> None:
        with self._changed:
            self._ahead = datetime.fromisoformat(now) - datetime.now(UTC) if now else timedelta()

    def forget_violations(self) -> list[str]:
        with self._changed:
            forgotten, self._violations = self._violations, []
        return forgotten

    def settle(self, *, seconds: float) -> bool:
        """Wait until no status is left to be called back; False when some are after so long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._calling == 0, seconds)

    def become(self, *, sid: str, status: str, error_code: int | None) -> None:
        with self._changed:
            self._found(sid).becomes(status, self._now(), error_code)

    def receive(self, *, fields: dict[str, str], at: str | None, to: str | None) -> dict[str, Any] | None:
        """A text arrived: note it, and call the webhook of the service at `to`, whose reply becomes a text too."""
        with self._changed:
            message = twilio_log.inbound(fields, datetime.fromisoformat(at) if at else self._now())
            self._messages.append(message)
        if not to:
            return None
        status, replies = twilio_callbacks.deliver(fields, to)
        with self._changed:
            self._messages += [twilio_log.reply(message, body, self._now()) for body in replies]
        return {"status": status, "replies": replies}

    # What the service may ask.

    def answer(self, method: str, target: str, authorization: str | None, body: str) -> Answer:
        """Any call to the API."""
        address, _, query = target.partition("?")
        sending = (method, address) == ("post", f"{ADDRESS}.json")
        behaviour = self._behaviour(sending)
        if behaviour["what"] == "drop":
            return Answer(None)
        if behaviour["what"] == "fail" and not behaviour["taken"]:
            return _error(behaviour["status"], behaviour["code"])
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if authorization != f"Basic {expected}":
            return _error(401, UNAUTHORISED)
        if sending:
            return self._take(body, behaviour)
        if behaviour["what"] == "garbage":
            return Answer(200, GARBAGE)
        if (method, address) == ("get", f"{ADDRESS}.json"):
            return self._list(query)
        if method == "get" and (found := re.fullmatch(rf"{ADDRESS}/(\w+)\.json", address)):
            return self._fetch(found[1], query)
        self.complain(method, address, ["no call that is known here"])
        return _error(404, NOT_FOUND)

    def complain(self, method: str, address: str, wrong: list[str]) -> None:
        """Note what broke the contract."""
        with self._changed:
            self._violations += [f"{method.upper()} {address}: {each}" for each in wrong]

    def _behaviour(self, sending: bool) -> Behaviour:
        with self._changed:
            self._attempts += sending
            if self._standing:
                return self._standing
            if sending and self._coming:
                return self._coming.popleft()
            if self._share and self._chance.random() < self._share:
                return self._chance.choice(SENDING_FAULTS if sending else READING_FAULTS)
        return {"what": "nothing"}

    def _take(self, body: str, behaviour: Behaviour) -> Answer:
        what = behaviour["what"]
        if what == "late":
            threading.Event().wait(behaviour["seconds"])
        form, wrong = self._contract.request("post", MESSAGES, parse_qsl(body, keep_blank_values=True))
        self.complain("post", MESSAGES, wrong)
        if code := _refusal(form) or (UNKNOWN_PARAMETER if wrong else None):
            return _error(400, code)
        with self._changed:
            message = twilio_log.outbound(form, self._now())
            self._messages.append(message)
            afterwards = self._calls_of(message)
            resource = message.resource
        if what == "slow":
            threading.Event().wait(behaviour["seconds"])
        elif what == "call back":
            self._call_back(message, behaviour["status"], behaviour["to"])
        if what == "hang up":
            return Answer(None, afterwards=afterwards)
        if what == "garbage":
            return Answer(201, GARBAGE, afterwards)
        if what == "fail":
            failure = _error(behaviour["status"], behaviour["code"])
            return Answer(failure.status, failure.content, afterwards)
        return Answer(201, self._shaped("post", MESSAGES, 201, resource), afterwards)

    def _list(self, query: str) -> Answer:
        filters, wrong = self._contract.request("get", MESSAGES, parse_qsl(query, keep_blank_values=True))
        self.complain("get", MESSAGES, wrong)
        if wrong:
            return _error(400, UNKNOWN_PARAMETER)
        try:
            with self._changed:
                page = twilio_log.page(self._messages, filters)
        except twilio_log.UnknownPage:
            return _error(400, NO_SUCH_PAGE)
        return Answer(200, self._shaped("get", MESSAGES, 200, page))

    def _fetch(self, sid: str, query: str) -> Answer:
        self.complain("get", MESSAGE, self._contract.request("get", MESSAGE, parse_qsl(query))[1])
        try:
            with self._changed:
                resource = self._found(sid).resource
        except KeyError:
            return _error(404, NOT_FOUND)
        return Answer(200, self._shaped("get", MESSAGE, 200, resource))

    def _shaped(self, method: str, address: str, status: int, body: dict[str, Any]) -> bytes:
        self.complain(method, f"{address} {status}", self._contract.answer(method, address, status, body))
        return json.dumps(body).encode()

    def _calls_of(self, message: Message) -> Callable[[], object]:
        """The callbacks that the script has for a text that was taken, to be started once it is answered."""
        script = self._script
        if script is None or "StatusCallback" not in message.form:
            return lambda: None
        self._calling += 1

        def follow() -> None:
            try:
                script.run(lambda status: self._call_back(message, status, script.to, script.error_code))
            finally:
                with self._changed:
                    self._calling -= 1
                    self._changed.notify_all()

        return threading.Thread(target=follow, daemon=True).start

    def _call_back(self, message: Message, status: str, to: str | None, error_code: int | None = None) -> None:
        with self._changed:
            message.becomes(status, self._now(), error_code)
            fields = twilio_callbacks.status_fields(message, status, error_code, self._now())
        answered = twilio_callbacks.call(message.form["StatusCallback"], fields, to)
        with self._changed:
            self._called_back.append({"sid": message.sid, "status": status, "answered": answered})

    def _found(self, sid: str) -> Message:
        return {each.sid: each for each in self._messages}[sid]

    def _now(self) -> datetime:
        """To the second, as Twilio's dates are."""
        return (datetime.now(UTC) + self._ahead).replace(microsecond=0)


def _refusal(form: dict[str, Any]) -> int | None:
    """The error code for what Twilio would not take, besides what its document can say."""
    to, body, callback = form.get("To", ""), form.get("Body", ""), urlsplit(form.get("StatusCallback", "https://x"))
    reasons = (
        (not to, 21604),
        (not to.removeprefix(WHATSAPP).startswith("+"), 21211),
        (not body and not form.get("ContentSid"), 21602),
        (len(body) > 1600, 21617),
        (not (form.get("From") or form.get("MessagingServiceSid")), 21603),
        (callback.scheme not in ("http", "https") or not callback.netloc or "_" in callback.netloc, 21609),
    )
    return next((code for reason, code in reasons if reason), None)


def _error(status: int, code: int) -> Answer:
    body = {
        "code": code,
        "message": "Twilio says what is wrong here",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Answer(status, json.dumps(body).encode())
