"""What each action is told, its shape already checked by the form; `codes` is what the audit trail may hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_service.vocabulary import Hidden, ResponseKind
from moderation.actions.reasons import OWN


class Refused(Exception):
    """A rule of the product says no. `field` is the form's field to point at, `message` is for the member."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Nothing:
    """The action itself says everything."""

    def codes(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Hide:
    """`words` are (message id, start, end) in code points."""

    words: tuple[tuple[int, int, int], ...]
    kind: Hidden

    def codes(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "words": len(self.words)}


@dataclass(frozen=True)
class ShowAgain:
    redaction_id: int

    def codes(self) -> dict[str, Any]:
        return {"redaction": self.redaction_id}


@dataclass(frozen=True)
class OneAnswer:
    response_id: int

    def codes(self) -> dict[str, Any]:
        return {"response": self.response_id}


@dataclass(frozen=True)
class Reason:
    """Words that the person reads; `code` names one of `reasons.REASONS` that goes before them, or is `reasons.OWN`."""

    words: str
    code: str = OWN

    def codes(self) -> dict[str, Any]:
        return {"reason": self.code}


@dataclass(frozen=True)
class Note:
    """Words among staff."""

    words: str

    def codes(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Private:
    """Whether responders may read what is left after hiding, and why it is kept private, for staff."""

    open_to_responders: bool
    words: str = ""

    def codes(self) -> dict[str, Any]:
        return {"open_to_responders": self.open_to_responders}


@dataclass(frozen=True)
class Consent:
    """Whether the person agreed to being published, and how staff know."""

    agreed: bool
    how: str

    def codes(self) -> dict[str, Any]:
        return {"agreed": self.agreed}


@dataclass(frozen=True)
class InPlace:
    """None: not about a place that we know."""

    place_id: int | None

    def codes(self) -> dict[str, Any]:
        return {"place_id": self.place_id}


@dataclass(frozen=True)
class Answer:
    """A response; `owner` (a role) and `due_on` only and always for a promise."""

    kind: ResponseKind
    words: str
    language: str
    signed_as: str
    owner: str | None
    due_on: date | None
    evidence: str | None

    def codes(self) -> dict[str, Any]:
        return {"kind": str(self.kind)}


Data = Nothing | Hide | ShowAgain | OneAnswer | Reason | Note | Private | Consent | InPlace | Answer
