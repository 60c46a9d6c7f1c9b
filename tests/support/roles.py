"""Four people in front of every address: an outsider, a moderator, a responder and an administrator, over real HTTP."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import requests
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from feedback_service import clock, entry_points, hiding_rules
from feedback_service.hiding_rules import NewRule
from feedback_service.intake import Accepted
from feedback_service.models import Feedback, Response, SafetyFlag, SavedFilter
from feedback_service.staff import add_staff
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, Moderation, Needed, Role, RuleSort
from moderation.actions.perform import perform
from moderation.auth.sessions import Member
from moderation.glass import breaking
from moderation.glass.breaking import Asked
from moderation.permissions import Action
from moderation.teams import changing as teams
from moderation.told.data import Judged, Reason
from tests.conftest import JOAN
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor

OUTSIDER = "outsider"
WHO = (OUTSIDER, *(str(role) for role in Role))
SIGN_IN = "/staff/sign-in"
EMAIL = "colleague@example.org"
"""A member of staff whom everybody may try to sign in as, with the right password."""
SIGNS_OUT_EVERYWHERE = "/staff/account/sessions/end"
YES, NO, ASKED_TO_SIGN_IN, HIDDEN, OFF = "yes", "no", "sign-in", "hidden", "off"
_DONE = frozenset({200, 204, 302, 303, 409, 422})
"""Let in: the page, what was done, what is missing from a form, or who was faster."""
_OTHERWISE = {401: ASKED_TO_SIGN_IN, 403: NO, 404: HIDDEN, 503: OFF}


@dataclass(frozen=True)
class Row:
    """One line of the table: who is let in, in the order of WHO."""

    method: str
    rule: str
    answers: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"


def rows(table: str) -> list[Row]:
    """The table: a line is a method, an address and one answer for each of WHO; the first names them."""
    head, *lines = [line.split() for line in table.strip().splitlines() if line.strip()]
    assert tuple(head) == WHO, head
    return [Row(line[0], " ".join(line[1:-4]), dict(zip(WHO, line[-4:], strict=True))) for line in lines]


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every route of the application with each method that somebody wrote a view for."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


@dataclass
class World:
    """One application with something of everything in it, so that every address leads somewhere."""

    app: Flask
    base: str
    story: Story
    joans: Accepted
    arguments: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, app: Flask, base: str) -> "World":
        """Joan's feedback from a ward stands on the board, answered."""
        story = Story(app)
        ward = story.place("marigold")
        said = story.says("The tea group helps", sender=JOAN, place_id=ward)
        story.publishes(said)
        story.answers(said, tells=True)
        with app.app_context():
            colleague = add_staff(EMAIL, "Colleague", Role.RESPONDER, PASSWORD)
            team = teams.add("Ward team", story.amina)
            code = entry_points.create("Waiting room", ward, story.amina)
            with transaction() as session:
                rule = hiding_rules.add(session, NewRule(RuleSort.HIDE, "Big Mike", Hidden.NAME), story.amina).id
            amina = Member(story.amina, "Amina", Role.MODERATOR, 0, "")
            request = breaking.ask(said.reference, amina, Asked(Needed.DANGER, "She sounds as if she gives up"))
            with reading() as session:
                entry = session.scalar(select(Feedback.entry_id).where(Feedback.id == said.feedback_id))
                response = session.scalar(select(Response.id).where(Response.feedback_id == said.feedback_id))
            with transaction() as session:
                words = {"name": "Tea", "query": '{"q": "tea", "tab": "all"}'}
                shared = SavedFilter(staff_id=story.amina, is_shared=True, created_at=clock.now(), **words)
                session.add(shared)
        world = cls(app, base, story, said)
        world.arguments = {
            "reference": said.reference,
            "request_id": str(request),
            "token": said.follow_token,
            "entry_id": str(entry),
            "response_id": str(response),
            "entry_point_id": str(code.id),
            "rule_id": str(rule),
            "place_id": str(ward),
            "filter_id": str(shared.id),
            "staff_id": str(colleague),
            "team_id": str(team),
            "name": "decide_within_days",
            "proposal_id": "1",
            "step": "confirm",
            "code": code.code,
            "action": "respond",
            "handset": "900001",
            "language": "pl",
            "key": "receipt",
            "template_id": "1",
            "filename": "css/desk.css",
            "theme_id": "1",
            "passkey_id": "1",
            "session_id": "999999",
            "invitation_id": "999999",
        }
        return world

    def told(self, where: str) -> Accepted:
        """Feedback that stands there: a moderation status, or `closed` to responders, `flagged`, `proposed`."""
        said = self.story.says("The tea group helps", sender=JOAN)
        if where == "flagged":
            with self.app.app_context(), transaction() as session:
                session.add(SafetyFlag(feedback_id=said.feedback_id, note="worried", raised_at=clock.now()))
        elif where == "proposed":
            with self.app.app_context():
                first = Member(self.story.amina, "Amina", Role.MODERATOR, 0, "")
                perform(Action.JUDGE_RACISM, said.reference, self.version(said), first, Judged(is_so=True))
                perform(Action.REJECT, said.reference, self.version(said), first, Reason("Not ours"))
        elif where in {Moderation.PUBLISHED, Moderation.WITHDRAWN}:
            self.story.publishes(said)
            if where == Moderation.WITHDRAWN:
                self.story.withdraws(said)
        elif where == "closed":
            self.story.moves(said, Moderation.PRIVATE, is_open=False)
        elif where != Moderation.PENDING:
            self.story.moves(said, where, "It is an advert")
        return said

    def version(self, said: Accepted) -> int:
        """What a page made now would carry."""
        with self.app.app_context(), reading() as session:
            return session.scalars(select(Feedback.version).where(Feedback.id == said.feedback_id)).one()

    def somebody(self, who: str) -> "Person":
        """One of WHO, with a browser of their own, signed in where they are staff."""
        if who == OUTSIDER:
            return Person(self, who, Visitor(self.base).opens(SIGN_IN))
        email = f"{who}@example.org"
        with self.app.app_context():
            number = add_staff(email, who.title(), Role(who), PASSWORD)
        visitor = Visitor(self.base).opens("/staff/").submits(email=email, password=PASSWORD)
        assert visitor.answer.status_code == 200, f"{who} is not signed in"
        return Person(self, who, visitor, number)


@dataclass
class Person:
    """Somebody who tries an address."""

    world: World
    who: str
    visitor: Visitor
    number: int = 0
    answered: str = ""
    _token: str = ""

    def tries(self, method: str, rule: str, form: Mapping[str, object] | None = None) -> tuple[str, int]:
        """What the address answers to them, in a word of the table, and the status."""
        address = re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda match: self.world.arguments[match[1]], rule)
        sent = {"params": form} if method == "GET" else {"data": {**(form or {}), "csrf_token": self.token}}
        answer = self.visitor.session.request(
            method, self.world.base + address, allow_redirects=False, timeout=30, **sent
        )
        self.answered = answer.text if "text" in answer.headers.get("Content-Type", "text") else ""
        return self._in_a_word(rule, answer), answer.status_code

    @property
    def token(self) -> str:
        """What proves that a form is one of our own pages'."""
        if not self._token:
            field = self.visitor.page.select_one("input[name=csrf_token]")
            assert field is not None
            self._token = str(field["value"])
        return self._token

    def starts_afresh(self) -> None:
        """Opens the desk again: whatever signed in or out since, the next form belongs to the session as it is."""
        self.visitor.opens("/staff/")
        self._token = ""

    def _in_a_word(self, rule: str, answer: requests.Response) -> str:
        leads_to_sign_in = answer.headers.get("Location", "").split("?")[0].endswith(SIGN_IN)
        if leads_to_sign_in and rule != "/staff/sign-out" and not (self.number and rule == SIGNS_OUT_EVERYWHERE):
            return ASKED_TO_SIGN_IN
        if answer.status_code in _DONE:
            return YES
        return _OTHERWISE.get(answer.status_code, str(answer.status_code))
