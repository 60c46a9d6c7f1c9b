"""Plays the example data through the same functions that real feedback goes through, each at its time.

Nothing is inserted past the rules: what the board shows of the examples was accepted, redacted,
agreed to, approved and answered, with its history and audit records.
"""

import json
import secrets
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import agreed_words, answers, audit, clock, consent, lifecycle, proposals, publishing, together
from feedback_service.conversation import previews, telling, verdicts
from feedback_service.conversation.replies import ADDED
from feedback_service.intake import NewFeedback, accept, add_message
from feedback_service.models import (
    EntryPoint,
    Feedback,
    InboundMessage,
    Place,
    Redaction,
    Response,
    SafetyFlag,
    Staff,
    Team,
    TeamMember,
)
from feedback_service.reasons import Why
from feedback_service.safety import alarms
from feedback_service.staff import hash_password
from feedback_service.storage import reading, transaction
from feedback_service.themes import deciding
from feedback_service.vocabulary import (
    Author,
    Because,
    Channel,
    Hidden,
    Meaning,
    Moderation,
    PlaceKind,
    ResponseKind,
    Role,
    Verdict,
)

DATA = Path(__file__).parent / "data.json"


def is_empty() -> bool:
    """Whether there is neither feedback nor staff."""
    with reading() as session:
        return all(session.scalar(select(table.id).limit(1)) is None for table in (Feedback, Staff))


def load(staff_id: int, second_id: int | None = None) -> int:
    """Load everything, decided and answered by `staff_id`, and by `second_id` where two are needed (a colleague without
    a password where none is given); returns how many feedback there are."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    start = clock.now()
    with transaction() as session:
        places = _places(session, data["places"])
        _team(session, start)
        codes = _entry_points(session, data["entry_points"], places, start)
        who = (staff_id, second_id or _colleague(session))
    steps = []
    order = count()
    for item in data["feedback"]:
        steps += _steps(item, places, codes, who, start, order)
    for moment, _, step in sorted(steps, key=lambda each: each[:2]):
        with clock.at(moment):
            step()
    return len(data["feedback"])


def _colleague(session: Session) -> int:
    colleague = Staff(
        email="colleague@example.org",
        name="Example colleague",
        role=Role.MODERATOR,
        password_hash=hash_password(secrets.token_hex()),
        created_at=clock.now(),
    )
    session.add(colleague)
    session.flush()
    return colleague.id


def _places(session: Session, rows: list[dict[str, Any]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for row in rows:
        parent = ids[row["parent"]] if row["parent"] else None
        place = Place(kind=PlaceKind(row["kind"]), slug=row["slug"], name=row["name"], parent_id=parent)
        session.add(place)
        session.flush()
        ids[row["slug"]] = place.id
    return ids


def _team(session: Session, start: datetime) -> None:
    """One team of everybody, which answers for every borough."""
    team = Team(name="Example ward managers", created_at=start)
    session.add(team)
    session.flush()
    session.add_all(TeamMember(team_id=team.id, staff_id=each) for each in session.scalars(select(Staff.id)))
    session.execute(update(Place).where(Place.parent_id.is_(None)).values(team_id=team.id))


def _entry_points(
    session: Session, rows: list[dict[str, Any]], places: dict[str, int], start: datetime
) -> dict[str, int]:
    ids: dict[str, int] = {}
    for row in rows:
        point = EntryPoint(
            code=row["code"],
            label=row["label"],
            place_id=places[row["place"]],
            created_at=start - timedelta(days=80),
            retired_at=start - timedelta(days=10) if row["retired"] else None,
        )
        session.add(point)
        session.flush()
        ids[row["code"]] = point.id
    return ids


def _steps(
    item: dict[str, Any],
    places: dict[str, int],
    codes: dict[str, int],
    who: tuple[int, int],
    start: datetime,
    order: count,
) -> list[tuple[datetime, int, Any]]:
    """What happened to one feedback, each step with its moment and a number that keeps ties in order."""
    story = _Story(item, places, codes, who, start)
    steps = [(start - timedelta(days=item["days_ago"]), next(order), story.receive)]
    if item["flag"]:
        steps.append((start - timedelta(days=item["days_ago"]) + timedelta(minutes=4), next(order), story.flag))
    if item["outcome"] != Moderation.PENDING:
        decided = start - timedelta(days=item["decided_days_ago"])
        before_withdrawal = timedelta(days=1) if item["outcome"] == Moderation.WITHDRAWN else timedelta()
        steps.append((decided - before_withdrawal, next(order), story.decide))
        if "themes" in item:
            steps.append((decided - before_withdrawal, next(order), story.say_what_it_is_about))
        if item["outcome"] == Moderation.WITHDRAWN:
            steps.append((decided, next(order), story.withdraw))
        if "together_with" in item:
            steps.append((decided, next(order), story.join))
    for answer in item["responses"]:
        moment = start - timedelta(days=answer["days_ago"])
        steps.append((moment, next(order), partial(story.respond, answer)))
    if "asked_days_ago" in item:
        steps.append((start - timedelta(days=item["asked_days_ago"]), next(order), story.ask))
    if "proposed_days_ago" in item:
        steps.append((start - timedelta(days=item["proposed_days_ago"]), next(order), story.propose))
    if "verdict" in item:
        steps.append((start - timedelta(days=item["verdict"]["days_ago"]), next(order), story.judge))
    return steps


class _Story:
    """One example from receipt to answer; `reference` is known once it was received."""

    def __init__(
        self, item: dict[str, Any], places: dict[str, int], codes: dict[str, int], who: tuple[int, int], start: datetime
    ) -> None:
        self._item, self._places, self._codes = item, places, codes
        (self._staff_id, self._second_id), self._start = who, start
        self._reference = ""

    def receive(self) -> None:
        item = self._item
        accepted = accept(
            NewFeedback(
                channel=Channel(item["channel"]),
                provider_reference=f"example:{item['key']}",
                words=item["text"],
                sender=f"+44{item['phone'][1:]}" if item["phone"] else None,
                language=item["language"],
                place_id=self._places.get(item["place"] or ""),
                entry_point_id=self._codes.get(item["entry_point"] or ""),
                author=Author(item["author"]) if item["author"] else None,
                fft=item["fft"],
                consent=item["consent"],
            )
        )
        self._reference = accepted.reference

    def flag(self) -> None:
        with transaction() as session:
            feedback = self._feedback(session, "flagged")
            note = self._item["flag"]
            raised = SafetyFlag(feedback=feedback, note=note, raised_by=self._staff_id, raised_at=clock.now())
            session.add(raised)
            alarms.sound(session, raised, feedback, is_read_by=self._staff_id)
            lifecycle.changed(session, feedback, "flagged", staff_id=self._staff_id)

    def decide(self) -> None:
        outcome = Moderation(self._item["outcome"])
        with transaction() as session:
            feedback = self._feedback(session, str(outcome))
            self._hide(session, feedback)
            reason, code = self._item["reason"], Because(self._item.get("because", Because.OWN))
            why = Why(code, reason, "en") if reason else None
            if outcome in {Moderation.PUBLISHED, Moderation.WITHDRAWN}:
                if agreed_words.needs_preview(feedback):
                    consent.agree_to_words(session, feedback)
                publishing.publish(session, feedback, self._second_id, seconded_by=self._staff_id)
            elif outcome == Moderation.PRIVATE:
                publishing.keep_private(session, feedback, self._staff_id, open_to_responders=True, reason=why)
            else:
                lifecycle.move(session, feedback, outcome, staff_id=self._staff_id, reason=why)

    def say_what_it_is_about(self) -> None:
        with transaction() as session:
            feedback = self._feedback(session, "themes_set")
            deciding.decide(session, feedback, self._item["themes"], self._staff_id)

    def withdraw(self) -> None:
        with transaction() as session:
            publishing.withdraw(session, self._feedback(session, "withdrawn"), self._item["reason"], self._staff_id)

    def join(self) -> None:
        """Somebody said the same before: one entry answers both, and what it was answered is given to them."""
        with transaction() as session:
            other = select(Feedback).join(InboundMessage, InboundMessage.feedback_id == Feedback.id)
            mine = InboundMessage.provider_reference == f"example:{self._item['together_with']}"
            lead = session.scalars(other.where(mine)).unique().one()
            lifecycle.lock_all(session, {self._reference, lead.reference}, together=True)
            feedback = self._feedback(session, "joined")
            together.join(session, feedback, lead, self._staff_id)
        telling.give_shared(feedback.entry_id or 0)

    def respond(self, answer: dict[str, Any]) -> None:
        with transaction() as session:
            feedback = self._feedback(session, "answered")
            due, translation = answer["due_in_days"], answer.get("translation")
            response = Response(
                feedback_id=feedback.id,
                kind=ResponseKind(answer["kind"]),
                words=answer["text"],
                translation=translation,
                translation_language=self._item["language"] if translation else None,
                translated_by=self._staff_id if translation else None,
                signed_as=answer["signed_as"],
                owner=answer["owner"],
                due_on=(self._start + timedelta(days=due)).date() if due is not None else None,
                evidence=answer["evidence"],
                staff_id=self._staff_id,
                created_at=clock.now(),
            )
            answers.write(session, feedback, response)
            lifecycle.changed(session, feedback, "answered", staff_id=self._staff_id)
            publishing.refresh(session, feedback)

    def ask(self) -> None:
        """The words without what is hidden are shown to the person, who has not answered yet."""
        with transaction() as session:
            feedback = self._feedback(session, "preview_asked")
            self._hide(session, feedback)
            previews.ask(session, feedback, self._second_id, seconded_by=self._staff_id)

    def propose(self) -> None:
        """It waits for a second member, as the desk keeps it (`moderation.approvals`)."""
        with transaction() as session:
            feedback = self._feedback(session, "proposed")
            self._hide(session, feedback)
            lifecycle.changed(session, feedback, "proposed_publish", staff_id=self._staff_id)
            proposals.add(session, feedback, self._staff_id, "publish", '{"told": "Nothing"}')

    def judge(self) -> None:
        """Whether the answer helped, and what the person says is missing."""
        said = self._item["verdict"]
        with transaction() as session:
            feedback = lifecycle.locked(session, self._reference)
            assert feedback is not None
            given = select(Response.id).where(Response.feedback_id == feedback.id).order_by(Response.id.desc())
            verdicts.take(session, feedback, Verdict(said["says"]), session.scalar(given.limit(1)))
            if said["adds"]:
                more = NewFeedback(Channel(self._item["channel"]), f"example:{self._item['key']}:more", said["adds"])
                add_message(session, feedback, more, Meaning.MORE, is_public_words=False)
                lifecycle.changed(session, feedback, ADDED)

    def _feedback(self, session: Session, action: str) -> Feedback:
        feedback = lifecycle.locked(session, self._reference)
        assert feedback is not None
        audit.record(session, f"feedback.{action}", f"feedback:{feedback.id}", staff_id=self._staff_id)
        return feedback

    def _hide(self, session: Session, feedback: Feedback) -> None:
        message = feedback.messages[0]
        for hidden in self._item["hide"]:
            start = message.body.index(hidden["words"])
            message.redactions.append(
                Redaction(
                    start=start,
                    end=start + len(hidden["words"]),
                    kind=Hidden(hidden["kind"]),
                    staff_id=self._staff_id,
                    created_at=clock.now(),
                )
            )
        session.flush()
