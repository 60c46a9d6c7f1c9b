"""Links from emails: an invitation, a new password. Good once and for a time, erased once they went out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from channels.email import delivery
from feedback_service import clock, outbox
from feedback_service.models import Invitation, OutboundMessage, PasswordReset, Staff, Team, TeamMember
from feedback_service.storage import current_database, reading, transaction
from feedback_service.vocabulary import OutboundStatus, Role
from moderation.auth.links import invitations, resets
from moderation.changing import NotPossible
from tests.moderation.auth.conftest import Phone, actions, gives_code, gives_password, prefers, proof_is_old
from tests.moderation.conftest import EMAILS, add
from tests.support import mail
from tests.support.at_once import at_once
from tests.support.mail import Mail
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor

ZOE = "zoe@example.org"
NIGHT = datetime.now(UTC).replace(hour=3, minute=0) + timedelta(days=1)
NEW = "purple lantern seven"


@pytest.fixture
def server(app: Flask) -> Iterator[Mail]:
    """The service sends emails."""
    with mail.running() as running:
        settings = app.extensions["settings"]
        settings.smtp_url, settings.email_from = running.url, "Feedback <feedback@example.org>"
        yield running


def invites(app: Flask, by: int, email: str = ZOE, teams: tuple[int, ...] = ()) -> str | None:
    with app.app_context():
        return invitations.invite(email, "Zoe", Role.RESPONDER, teams, by)


def link_in(server: Mail) -> str:
    """The address in the latest email, as a path."""
    [found] = re.findall(r"https?://\S+?(/staff/\S+)", server.taken[-1].get_content())
    return str(found)


def path(link: str | None) -> str:
    assert link is not None
    return "/staff/" + link.split("/staff/")[1]


def joins(visitor: Visitor, link: str, **values: str) -> Visitor:
    return visitor.opens(link).submits(**{"name": "Zoe", "password": NEW, "again": NEW, **values})


def test_zoe_is_invited_by_email_and_joins(app: Flask, charlie: Visitor, server: Mail) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    with app.app_context(), transaction() as session:
        team = Team(name="Carers", created_at=clock.now())
        session.add(team)
        session.flush()
        team_id = team.id
    assert invites(app, grace, teams=(team_id, 999)) is None
    with app.app_context(), clock.at(NIGHT):
        delivery.deliver_emails()
    assert server.recipients == [ZOE]
    assert "invitation" in server.subjects[0]
    assert "Zoe, Responder" in joins(charlie, link_in(server)).answer.text
    with app.app_context(), reading() as session:
        zoe = session.scalars(select(Staff).where(Staff.email == ZOE)).one()
        assert (zoe.role, session.scalars(select(TeamMember.team_id)).all()) == (Role.RESPONDER, [team_id])
    assert [each for each in actions(app) if "invit" in each or "joined" in each] == ["staff.invited", "staff.joined"]


def test_the_link_is_erased_from_the_outbox_once_it_went_out(app: Flask, server: Mail) -> None:
    invites(app, add(app, Role.ADMINISTRATOR))
    with app.app_context():
        delivery.deliver_emails()
        with reading() as session:
            [row] = session.scalars(select(OutboundMessage))
        assert (row.body, row.address, row.status) == ("", None, OutboundStatus.SENT)


@pytest.mark.parametrize("permanent", [True, False])
def test_it_is_erased_when_it_failed_for_good_and_kept_while_it_is_tried_again(
    app: Flask, server: Mail, permanent: bool
) -> None:
    server.answers_words = "550 no" if permanent else "450 later"
    invites(app, add(app, Role.ADMINISTRATOR))
    with app.app_context():
        delivery.deliver_emails()
        with reading() as session:
            [row] = session.scalars(select(OutboundMessage))
        assert bool(row.body) is not permanent


def test_an_alarm_goes_out_before_an_invitation(app: Flask, server: Mail) -> None:
    invites(app, add(app, Role.ADMINISTRATOR))
    with app.app_context(), transaction() as session:
        outbox.alert(session, delivery.Channel.EMAIL, EMAILS[Role.ADMINISTRATOR], "Alarm\n\nread it", None)
    with app.app_context():
        delivery.deliver_emails()
    assert server.subjects[0] == "Alarm"
    assert [each["Importance"] for each in server.taken] == ["high", None]


def test_without_a_mail_server_the_administrator_gets_the_link(app: Flask, charlie: Visitor) -> None:
    link = invites(app, add(app, Role.ADMINISTRATOR))
    assert "Zoe, Responder" in joins(charlie, path(link)).answer.text


def test_the_token_is_nowhere_in_the_database(app: Flask) -> None:
    link = invites(app, add(app, Role.ADMINISTRATOR))
    token = path(link).rsplit("/", 1)[1]
    with app.app_context():
        connection = current_database().engine.raw_connection()
        cursor = connection.cursor()
        tables = [name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        everything = "".join(str(cursor.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables)
        connection.close()
    assert ZOE in everything
    assert token not in everything


def test_opening_the_link_uses_nothing_up_and_joining_does(app: Flask, base: str, charlie: Visitor) -> None:
    link = path(invites(app, add(app, Role.ADMINISTRATOR)))
    for _ in range(3):
        assert ZOE in charlie.opens(link).reads
    joins(charlie, link)
    late = Visitor(base).opens(link)
    assert late.answer.status_code == 404
    assert "does not work any more" in late.reads


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"password": "short", "again": "short"}, "12 characters at least"),
        ({"password": "x" * 1001, "again": "x" * 1001}, "1000 characters at most"),
        ({"password": "Password1234!", "again": "Password1234!"}, "easy to guess"),
        ({"password": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "easy to guess"),
        ({"password": "ZOE@example.org", "again": "ZOE@example.org"}, "easy to guess"),
        ({"again": "something else"}, "not the same"),
        ({"name": "  "}, "Enter a name"),
        ({"name": "x" * 130}, "Enter a name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_link_stays_good(
    app: Flask, charlie: Visitor, values: dict[str, str], why: str
) -> None:
    link = path(invites(app, add(app, Role.ADMINISTRATOR)))
    joins(charlie, link, **values)
    assert charlie.answer.status_code == 422
    assert why in charlie.page.select_one("main form .nhsuk-error-message").get_text()
    assert "Zoe, Responder" in joins(charlie, link).answer.text


def test_an_invitation_is_over_after_seven_days(app: Flask, charlie: Visitor) -> None:
    link = path(invites(app, add(app, Role.ADMINISTRATOR)))
    with app.app_context(), transaction() as session:
        session.execute(update(Invitation).values(expires_at=clock.now()))
    assert charlie.opens(link).answer.status_code == 404
    with app.app_context(), reading() as session:
        assert [each.is_over for each in invitations.waiting(session)] == [True]


def test_sent_again_only_the_latest_link_works(app: Flask, charlie: Visitor) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    first = path(invites(app, grace))
    with app.app_context(), reading() as session:
        [waiting] = invitations.waiting(session)
    with app.app_context():
        second = path(invitations.resend(waiting.id, grace))
    assert charlie.opens(first).answer.status_code == 404
    assert "Zoe, Responder" in joins(charlie, second).answer.text
    with app.app_context(), pytest.raises(NotPossible):
        invitations.resend(waiting.id, grace)


def test_taken_back_it_opens_nothing(app: Flask, charlie: Visitor) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    link = path(invites(app, grace))
    with app.app_context(), reading() as session:
        [waiting] = invitations.waiting(session)
    with app.app_context():
        assert invitations.take_back(waiting.id, grace)
        assert not invitations.take_back(waiting.id, grace)
    assert charlie.opens(link).answer.status_code == 404
    assert actions(app)[-1] == "staff.invitation_taken_back"


@pytest.mark.parametrize(
    "email", ["nonsense", "a b@example.org", "a@example.org,b@example.org", "x" * 300, "a@b.org\r\nBcc: c@d.org"]
)
def test_what_is_no_address_is_not_invited(app: Flask, email: str) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    with pytest.raises(NotPossible):
        invites(app, grace, email)


def test_nobody_is_invited_twice_or_who_is_there(app: Flask) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    invites(app, grace)
    for email in (ZOE.upper(), EMAILS[Role.ADMINISTRATOR]):
        with pytest.raises(NotPossible):
            invites(app, grace, email)


def test_one_invitation_used_by_several_at_the_same_moment_makes_one_member(each_app: Flask) -> None:
    story = Story(each_app)
    token = path(invites(each_app, story.amina)).rsplit("/", 1)[1]

    def tries() -> object:
        with each_app.app_context():
            try:
                return invitations.join(token, "Zoe", NEW)
            except NotPossible as error:
                return error.field

    found = at_once(4, tries)
    assert found.count("token") == 3
    with each_app.app_context(), reading() as session:
        assert len(session.scalars(select(Staff).where(Staff.email == ZOE)).all()) == 1


def test_two_administrators_who_invite_the_same_person_at_once_make_one_invitation(each_app: Flask) -> None:
    story = Story(each_app)

    def tries() -> object:
        try:
            return invites(each_app, story.amina)
        except NotPossible as error:
            return error.field

    assert at_once(4, tries).count("email") == 3


def test_who_must_have_a_second_factor_sets_it_up_on_joining(app: Flask, charlie: Visitor) -> None:
    link = path(invites(app, add(app, Role.ADMINISTRATOR)))
    prefers(app, second_factor="everybody")
    assert "Set up your second factor" in joins(charlie, link).reads


def asks(visitor: Visitor, email: str) -> Visitor:
    return visitor.opens("/staff/forgotten").submits(email=email)


def test_a_forgotten_password_is_replaced_and_every_session_ends(
    app: Flask, amina: Visitor, charlie: Visitor, server: Mail
) -> None:
    asks(charlie, EMAILS[Role.MODERATOR].upper())
    with app.app_context():
        delivery.deliver_emails()
    charlie.opens(link_in(server)).submits(password=NEW, again=NEW)
    assert "Amina, Moderator" in charlie.answer.text
    assert "sign-in" in amina.opens("/staff/").answer.url
    assert gives_password(amina).answer.status_code == 401
    with app.app_context():
        delivery.deliver_emails()
    assert server.subjects[-1] == "Your password was changed"
    assert "Amina" not in str(server.taken[-1]["Subject"])


def test_the_answer_does_not_tell_who_works_here(app: Flask, charlie: Visitor, server: Mail) -> None:
    add(app, Role.MODERATOR)
    with app.app_context(), transaction() as session:
        session.add(
            Staff(
                email="left@example.org",
                name="L",
                role="moderator",
                password_hash="!",
                active=False,
                created_at=clock.now(),
            )
        )
    pages = [
        (asks(charlie, email).answer.status_code, charlie.reads)
        for email in (EMAILS[Role.MODERATOR], "nobody@example.org", "left@example.org")
    ]
    assert len(set(pages)) == 1
    with app.app_context():
        delivery.deliver_emails()
    assert server.recipients == [EMAILS[Role.MODERATOR]]


def test_a_mailbox_is_not_flooded_and_nobody_sees_that_either(app: Flask, charlie: Visitor, server: Mail) -> None:
    add(app, Role.MODERATOR)
    assert len({asks(charlie, EMAILS[Role.MODERATOR]).reads for _ in range(6)}) == 1
    with app.app_context():
        delivery.deliver_emails()
    assert len(server.taken) == 3


def test_the_second_factor_is_asked_for_after_a_new_password(
    app: Flask, charlie: Visitor, phone: Phone, server: Mail
) -> None:
    asks(charlie, EMAILS[Role.MODERATOR])
    with app.app_context():
        delivery.deliver_emails()
    charlie.opens(link_in(server)).submits(password=NEW, again=NEW)
    assert "One more step" in charlie.reads
    assert "Queue" in gives_code(charlie, phone.code()).answer.text


def test_a_link_to_a_new_password_works_once_and_for_two_hours(app: Flask, base: str, charlie: Visitor) -> None:
    staff_id = add(app, Role.MODERATOR)
    with app.app_context():
        link = path(resets.make_link(staff_id, staff_id))
    charlie.opens(link).submits(password=NEW, again=NEW)
    assert Visitor(base).opens(link).answer.status_code == 404
    with app.app_context():
        older, newer = (path(resets.make_link(staff_id, staff_id)) for _ in range(2))
        with transaction() as session:
            session.execute(update(PasswordReset).values(expires_at=clock.now() + timedelta(minutes=1)))
    assert Visitor(base).opens(older).answer.status_code == 404
    assert Visitor(base).opens(newer).answer.status_code == 200
    with app.app_context(), transaction() as session:
        session.execute(update(PasswordReset).values(expires_at=clock.now()))
    assert Visitor(base).opens(newer).answer.status_code == 404
    with app.app_context():
        assert resets.forget_old() == 3


def test_one_link_used_by_several_at_the_same_moment_changes_one_password(each_app: Flask) -> None:
    story = Story(each_app)
    with each_app.app_context():
        token = path(resets.make_link(story.amina, story.amina)).rsplit("/", 1)[1]

    def tries() -> object:
        with each_app.app_context():
            try:
                return resets.choose(token, NEW)
            except NotPossible as error:
                return error.field

    assert at_once(4, tries).count("token") == 3


def test_of_several_links_asked_for_at_the_same_moment_one_is_good(each_app: Flask) -> None:
    story = Story(each_app)

    def asks_for_one() -> None:
        with each_app.app_context():
            resets.ask(story.email)

    at_once(4, asks_for_one)
    with each_app.app_context(), reading() as session:
        links = session.scalars(select(PasswordReset)).all()
        assert (len(links), [each.ended_at for each in links].count(None)) == (4, 1)


def test_without_a_mail_server_the_page_says_whom_to_ask(charlie: Visitor) -> None:
    assert "Ask an administrator" in charlie.opens("/staff/forgotten").reads
    assert not charlie.page.select("#email")


def test_a_form_from_an_old_page_uses_nothing_up(app: Flask, charlie: Visitor) -> None:
    link = path(invites(app, add(app, Role.ADMINISTRATOR)))
    charlie.posts(link, {"csrf_token": "old", "name": "Zoe", "password": PASSWORD, "again": PASSWORD})
    assert charlie.answer.status_code == 400
    assert "Zoe, Responder" in joins(charlie, link).answer.text


def test_grace_invites_in_the_browser_and_the_link_is_shown_once(app: Flask, charlie: Visitor, grace: Visitor) -> None:
    grace.opens("/staff/people").opens("/staff/invitations")
    grace.submits("form[action$='/invitations']", email=ZOE, name="Zoe", role="responder")
    link = grace.page.select_one("[data-copy-text]").get_text()
    grace.opens("/staff/invitations")
    assert link not in grace.answer.text
    assert "Zoe" in grace.reads
    grace.submits("form[action$='/resend']")
    newer = grace.page.select_one("[data-copy-text]").get_text()
    assert charlie.opens(path(link)).answer.status_code == 404
    assert "Zoe, Responder" in joins(charlie, path(newer)).answer.text
    assert "Nobody. Who is invited" in grace.opens("/staff/invitations").reads


def test_grace_takes_an_invitation_back_in_the_browser(app: Flask, charlie: Visitor, grace: Visitor) -> None:
    grace.opens("/staff/invitations").submits(
        "form[action$='/invitations']", email="nonsense", name="Zoe", role="responder"
    )
    assert grace.answer.status_code == 422
    assert grace.page.select_one("#email")["value"] == "nonsense"
    grace.submits("form[action$='/invitations']", email=ZOE)
    link = path(grace.page.select_one("[data-copy-text]").get_text())
    grace.opens("/staff/invitations").submits("form[action$='/take-back']")
    assert charlie.opens(link).answer.status_code == 404


def test_grace_helps_amina_back_in(app: Flask, amina: Visitor, charlie: Visitor, grace: Visitor) -> None:
    with app.app_context(), reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.email == EMAILS[Role.MODERATOR])).one()
    grace.opens(f"/staff/people/{number}").submits("form[action$='/end-sessions']")
    assert "sign-in" in amina.opens("/staff/").answer.url
    grace.submits("form[action$='/password-link']")
    link = path(grace.page.select_one("[data-copy-text]").get_text())
    charlie.opens(link).submits(password=NEW, again=NEW)
    assert "Amina, Moderator" in charlie.answer.text
    grace.opens(f"/staff/people/{number}").submits("form[action$='/reset-factor']")
    assert "sign-in" in charlie.opens("/staff/").answer.url


@pytest.mark.parametrize("help_given", ["password-link", "reset-factor"])
def test_a_browser_that_grace_left_alone_helps_nobody_in(
    app: Flask, amina: Visitor, grace: Visitor, help_given: str
) -> None:
    with app.app_context(), reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.email == EMAILS[Role.MODERATOR])).one()
    grace.opens(f"/staff/people/{number}")
    proof_is_old(app)
    before = actions(app)
    grace.submits(f"form[action$='/{help_given}']")
    assert "Is it still you?" in grace.reads
    assert actions(app) == before
    grace.submits("form[action$='/prove']", password="wrong").submits("form[action$='/prove']", password=PASSWORD)
    assert grace.answer.url.endswith(f"/staff/people/{number}")
    grace.submits(f"form[action$='/{help_given}']")
    assert len(actions(app)) > len(before) + 1


def test_a_browser_that_grace_left_alone_invites_nobody(app: Flask, grace: Visitor) -> None:
    form = "form[action$='/invitations']"
    grace.opens("/staff/invitations").submits(form, email=ZOE, name="Zoe", role="responder")
    grace.opens("/staff/invitations")
    proof_is_old(app)
    for again in (form, "form[action$='/resend']"):
        before = actions(app)
        grace.submits(again, **({"email": "yan@example.org", "name": "Yan"} if again == form else {}))
        assert "Is it still you?" in grace.reads
        assert actions(app) == before
        grace.submits("form[action$='/prove']", password=PASSWORD)
        assert "Invited, and not here yet" in grace.reads
        proof_is_old(app)
    assert "Is it still you?" in grace.opens("/staff/invitations").reads


def test_after_the_proof_nobody_is_led_to_another_site(app: Flask, grace: Visitor) -> None:
    proof_is_old(app)
    grace.opens("/staff/account/prove?next=https://elsewhere.example/").submits(
        "form[action$='/prove']", password=PASSWORD
    )
    assert grace.answer.url.endswith("/staff/")


def test_a_new_role_ends_the_sessions_of_the_old_one(app: Flask, amina: Visitor, grace: Visitor) -> None:
    with app.app_context(), reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.email == EMAILS[Role.MODERATOR])).one()
    grace.opens(f"/staff/people/{number}").submits(f"form[action$='/people/{number}']", role="responder")
    assert "sign-in" in amina.opens("/staff/").answer.url
    assert "Amina, Responder" in gives_password(amina).answer.text
