"""What the actions about answers are told: writing one, a colleague's look, promises, who answers and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_service.vocabulary import ResponseKind
from moderation.told.told import Told


@dataclass(frozen=True)
class Answer(Told):
    """A response; `owner` (a role) and `due_on` only and always for a promise.

    `translation` is the same in the person's language, where somebody wrote it already. `confirmed` are the codes of
    the warnings that the member has read and passes over. `draft` is the version of the draft that the page showed,
    None for who saw none.
    """

    kind: ResponseKind
    words: str
    signed_as: str
    owner: str | None = None
    due_on: date | None = None
    evidence: str | None = None
    translation: str | None = None
    confirmed: frozenset[str] = frozenset()
    draft: int | None = None

    def codes(self) -> dict[str, Any]:
        return {"kind": str(self.kind), **_despite(self.confirmed)}


@dataclass(frozen=True)
class Drafted(Told):
    """An answer as far as it is typed, by field; `draft` is the version of the draft that the page showed."""

    typed: Mapping[str, str]
    draft: int

    def codes(self) -> dict[str, Any]:
        return {"draft": self.draft}


@dataclass(frozen=True)
class Returned(Told):
    """A draft goes back to who wrote it; `words` say why."""

    words: str
    draft: int

    def codes(self) -> dict[str, Any]:
        return {"draft": self.draft}


@dataclass(frozen=True)
class Assigned(Told):
    """None: nobody."""

    team_id: int | None

    def codes(self) -> dict[str, Any]:
        return {"team_id": self.team_id}


@dataclass(frozen=True)
class DueOn(Told):
    """`reason` is for staff."""

    due_on: date
    reason: str

    def codes(self) -> dict[str, Any]:
        return {"due_on": self.due_on.isoformat()}


@dataclass(frozen=True)
class Kept(Told):
    """A promise was kept: what was done, and the evidence. `confirmed` as with an answer."""

    response_id: int
    words: str
    evidence: str
    signed_as: str
    confirmed: frozenset[str] = frozenset()

    def codes(self) -> dict[str, Any]:
        return {"response": self.response_id, **_despite(self.confirmed)}


@dataclass(frozen=True)
class AnotherDay(Told):
    """A promise gets another day; `reason` is for the person and whoever reads the promise. `confirmed` as with an
    answer."""

    response_id: int
    due_on: date
    reason: str
    confirmed: frozenset[str] = frozenset()

    def codes(self) -> dict[str, Any]:
        return {"response": self.response_id, "due_on": self.due_on.isoformat(), **_despite(self.confirmed)}


@dataclass(frozen=True)
class AnswerInTheirLanguage(Told):
    """What an answer says in the language that the person is written to in. `confirmed` as with an answer."""

    response_id: int
    words: str
    confirmed: frozenset[str] = frozenset()

    def codes(self) -> dict[str, Any]:
        return {"response": self.response_id, **_despite(self.confirmed)}


def _despite(confirmed: frozenset[str]) -> dict[str, Any]:
    return {"despite": sorted(confirmed)} if confirmed else {}
