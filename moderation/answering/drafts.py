"""The draft of an answer: one for each feedback, shared by everybody who may answer it.

An answer is a team's matter, and a draft that only its author sees is written a second time by the next colleague. So
there is one, with a version: who saves over something newer than their page showed is told, and both texts are kept.
The caller has locked the feedback, so that a draft changes in one transaction at a time.
"""

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import AnswerDraft, Feedback
from feedback_service.vocabulary import DraftState
from feedback_service.web.typed import clean_text

LONGEST = {
    "kind": 10,
    "words": 2000,
    "translation": 2000,
    "signed_as": 120,
    "owner": 120,
    "due_on": 20,
    "evidence": 1000,
}
"""The fields that a draft keeps, and how many characters of each."""


class Overtaken(Exception):
    """Somebody saved, sent or discarded the draft since the member's page was made; nothing was done."""


def of(session: Session, feedback: Feedback) -> AnswerDraft | None:
    """The draft, None where nothing is written."""
    found = session.get(AnswerDraft, feedback.id, populate_existing=True)
    return found if found is not None and found.state != DraftState.EMPTY else None


def version_of(session: Session, feedback: Feedback) -> int:
    """What a page made now carries; also where nothing is written any more."""
    found = session.get(AnswerDraft, feedback.id)
    return found.version if found is not None else 0


def check(session: Session, feedback: Feedback, version: int) -> None:
    """Raises Overtaken unless the draft is still what a page with this version showed."""
    if version_of(session, feedback) != version:
        raise Overtaken


def fields(typed: Mapping[str, str]) -> dict[str, str]:
    """What a draft keeps of what was typed; only what is filled in."""
    cleaned = {name: clean_text(typed.get(name, "")).strip()[:longest] for name, longest in LONGEST.items()}
    return {name: value for name, value in cleaned.items() if value}


def typed_in(draft: AnswerDraft | None) -> dict[str, str]:
    """The fields as they were typed."""
    return dict(json.loads(draft.typed)) if draft is not None and draft.typed else {}


def put(session: Session, feedback: Feedback, typed: Mapping[str, str], version: int, staff_id: int) -> AnswerDraft:
    """Keep what was typed. Raises Overtaken."""
    check(session, feedback, version)
    draft = session.get(AnswerDraft, feedback.id)
    if draft is None:
        draft = AnswerDraft(feedback_id=feedback.id, state=DraftState.EMPTY, version=0)
        session.add(draft)
    kept = fields(typed)
    if kept != typed_in(draft) or draft.changed_by is None:
        draft.typed, draft.changed_by = json.dumps(kept), staff_id
    if draft.state == DraftState.EMPTY:
        draft.state = DraftState.OPEN
    draft.changed_at = clock.now()
    draft.version += 1
    return draft


def end(session: Session, feedback: Feedback) -> None:
    """Leave nothing of it: the answer went out, or nobody wants it."""
    draft = session.get(AnswerDraft, feedback.id)
    if draft is not None:
        draft.state, draft.typed, draft.note = DraftState.EMPTY, None, None
        draft.changed_by = draft.asked_by = draft.noted_by = None
        draft.version += 1
