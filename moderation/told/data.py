"""What each action is told, its shape already checked by the form; `codes` is what the audit trail may hold."""

from dataclasses import dataclass, replace
from typing import Any

from feedback_service.languages import DEFAULT
from feedback_service.reasons import Why
from feedback_service.vocabulary import Because, Hidden, Reach
from moderation.told.answer_data import (
    AnotherDay,
    Answer,
    AnswerInTheirLanguage,
    Assigned,
    Drafted,
    DueOn,
    Kept,
    Returned,
)
from moderation.told.told import Told


class Refused(Exception):
    """A rule of the product says no. `field` is the form's field to point at, `message` is for the member."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Nothing(Told):
    """The action itself says everything."""

    def codes(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Hide(Told):
    """`words` are (message id, start, end) in code points, all of this kind; `suggested` stretches each have their own.

    `reach`: a rule hides the same words there from now on; None: these alone.
    """

    words: tuple[tuple[int, int, int], ...]
    kind: Hidden
    suggested: tuple[tuple[int, int, int, Hidden], ...] = ()
    reach: Reach | None = None

    def codes(self) -> dict[str, Any]:
        suggested = {"suggested": [str(kind) for *_stretch, kind in self.suggested]} if self.suggested else {}
        return {"kind": str(self.kind), "words": len(self.words), **suggested}


@dataclass(frozen=True)
class Leave(Told):
    """Suggested stretches that may be read, (message id, start, end, kind). `reach`: where a rule keeps the same words
    from being suggested again; None: these alone."""

    suggested: tuple[tuple[int, int, int, Hidden], ...]
    reach: Reach | None = None

    def codes(self) -> dict[str, Any]:
        return {"suggested": [str(kind) for *_stretch, kind in self.suggested]}


@dataclass(frozen=True)
class Approval(Told):
    """`despite`: the member saw that a number or an address may still be read, and wants it so."""

    despite: bool = False

    def codes(self) -> dict[str, Any]:
        return {"despite": True} if self.despite else {}


@dataclass(frozen=True)
class ShowAgain(Told):
    redaction_id: int

    def codes(self) -> dict[str, Any]:
        return {"redaction": self.redaction_id}


@dataclass(frozen=True)
class OneAnswer(Told):
    response_id: int

    def codes(self) -> dict[str, Any]:
        return {"response": self.response_id}


@dataclass(frozen=True)
class Reason(Told):
    """Words that the person reads, in `language`; `code` names the listed reason that goes before them, or is `own`."""

    words: str
    code: str = Because.OWN
    language: str = DEFAULT

    @property
    def why(self) -> Why:
        """As the history keeps it."""
        return Why(Because(self.code), self.words, self.language)

    def codes(self) -> dict[str, Any]:
        return {"reason": str(self.code)}


@dataclass(frozen=True)
class Note(Told):
    """Words among staff."""

    words: str

    def codes(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Private(Told):
    """Whether responders may read what is left after hiding, a note for staff, and the reason, for the person."""

    open_to_responders: bool
    note: str = ""
    reason: Reason | None = None

    @property
    def why(self) -> Why:
        """As the history keeps it."""
        return replace(self.reason.why, note=self.note) if self.reason else Why(note=self.note)

    def codes(self) -> dict[str, Any]:
        return {"open_to_responders": self.open_to_responders, **(self.reason.codes() if self.reason else {})}


@dataclass(frozen=True)
class Consent(Told):
    """Whether the person agreed to being published, and how staff know.

    `to_these_words`: they were shown what the public would read, without what is hidden, and agreed to that.
    """

    agreed: bool
    how: str
    to_these_words: bool = False

    def codes(self) -> dict[str, Any]:
        return {"agreed": self.agreed, "to_these_words": self.to_these_words}


@dataclass(frozen=True)
class InPlace(Told):
    """None: not about a place that we know."""

    place_id: int | None

    def codes(self) -> dict[str, Any]:
        return {"place_id": self.place_id}


@dataclass(frozen=True)
class OneText(Told):
    """A message of the person's."""

    message_id: int

    def codes(self) -> dict[str, Any]:
        return {"message": self.message_id}


@dataclass(frozen=True)
class Elsewhere(Told):
    """A message, and the reference of the feedback that it belongs to; None: it is feedback of its own."""

    message_id: int
    to: str | None

    def also_touches(self) -> tuple[str, ...]:
        return (self.to,) if self.to else ()

    def codes(self) -> dict[str, Any]:
        return {"message": self.message_id, "to": self.to}


@dataclass(frozen=True)
class Join(Told):
    """The reference of the feedback that it is answered together with."""

    to: str

    def also_touches(self) -> tuple[str, ...]:
        return (self.to,)

    def codes(self) -> dict[str, Any]:
        return {"to": self.to}


@dataclass(frozen=True)
class InEnglish(Told):
    """What a message of the person's says, for staff."""

    message_id: int
    words: str

    def codes(self) -> dict[str, Any]:
        return {"message": self.message_id}


@dataclass(frozen=True)
class InLanguage(Told):
    """The code of the language that the person's words are in; None: nobody knows."""

    language: str | None

    def codes(self) -> dict[str, Any]:
        return {"language": self.language}


@dataclass(frozen=True)
class About(Told):
    """The slugs of the themes that the feedback is about; none: it is about none of them."""

    slugs: tuple[str, ...]

    def codes(self) -> dict[str, Any]:
        return {"themes": sorted(self.slugs)}


@dataclass(frozen=True)
class Judged(Told):
    """Whether it is about racism or discrimination, and why not, for staff."""

    is_so: bool
    because: str = ""

    def codes(self) -> dict[str, Any]:
        return {"is_so": self.is_so}


Data = (
    Nothing
    | Hide
    | Leave
    | Approval
    | ShowAgain
    | OneAnswer
    | Reason
    | Note
    | Private
    | Consent
    | InPlace
    | Answer
    | AnswerInTheirLanguage
    | OneText
    | Elsewhere
    | Join
    | InEnglish
    | InLanguage
    | About
    | Drafted
    | Returned
    | Kept
    | Assigned
    | DueOn
    | AnotherDay
    | Judged
)
