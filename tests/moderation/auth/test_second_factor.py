"""The second factor over real HTTP: an app's code opens the door once, a recovery code once, and nothing else does."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock
from feedback_service.models import RecoveryCode, SignInAttempt, StaffSession, TotpSecret
from feedback_service.storage import current_database, reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth import attempts, entering
from moderation.auth.attempts import Purpose
from moderation.auth.entering import Half, Refused
from moderation.auth.factors import losing, recovery, totp
from moderation.auth.sessions import Member
from tests.moderation.auth.conftest import (
    Phone,
    actions,
    forgets_the_last_code,
    gives_code,
    gives_password,
    prefers,
    proof_is_old,
    sets_up_an_app,
    shows_who_she_is,
)
from tests.moderation.conftest import EMAILS, add
from tests.support.at_once import at_once
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor


def test_amina_sets_up_an_app_and_gets_ten_recovery_codes_once(app: Flask, amina: Visitor) -> None:
    _phone, codes = sets_up_an_app(amina)
    assert len(set(codes)) == recovery.HOW_MANY
    assert "shown only now" in amina.reads
    assert "10 left" in amina.opens("/staff/account").reads
    assert not any(code in amina.answer.text for code in codes)
    assert actions(app)[-2:] == ["staff.app_added", "staff.recovery_codes_made"]


def test_nothing_that_opens_a_door_is_stored_readable(app: Flask, amina: Visitor) -> None:
    phone, codes = sets_up_an_app(amina)
    with app.app_context():
        connection = current_database().engine.raw_connection()
        secret = connection.execute("SELECT secret FROM totp_secrets").fetchone()[0]
        stored = str(connection.execute("SELECT code_index FROM recovery_codes").fetchall())
        connection.close()
    assert phone.secret not in secret
    assert not any(code.replace("-", "") in stored for code in codes)


def test_after_the_password_the_code_is_asked_for_and_then_she_is_where_she_wanted(
    charlie: Visitor, phone: Phone
) -> None:
    charlie.opens("/staff/?tab=rejected").submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    assert "One more step" in charlie.reads
    assert "sign-in" in Visitor.opens(charlie, "/staff/").answer.url
    charlie.opens("/staff/sign-in/code?next=/staff/?tab=rejected")
    assert gives_code(charlie, phone.code()).answer.url.endswith("/staff/?tab=rejected")


@pytest.mark.parametrize("code", ["", "12345", "000000", "١٢٣٤٥٦", "123456\x00", "x" * 5000])
def test_a_wrong_code_is_told_and_can_be_tried_again(charlie: Visitor, phone: Phone, code: str) -> None:
    gives_password(charlie)
    if code != phone.code():
        gives_code(charlie, code)
    assert charlie.answer.status_code in {401, 422}
    assert "Queue" in gives_code(charlie, phone.code()).answer.text


def test_a_code_opens_the_door_once(base: str, charlie: Visitor, phone: Phone) -> None:
    code = phone.code()
    assert "Queue" in gives_code(gives_password(charlie), code).answer.text
    over_the_shoulder = gives_code(gives_password(Visitor(base)), code)
    assert over_the_shoulder.answer.status_code == 401
    assert "used already" in over_the_shoulder.reads


@pytest.mark.parametrize(("later", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(app: Flask, later: int, fits: bool) -> None:
    story = Story(app)
    with app.app_context(), clock.at(clock.now()), transaction() as session:
        totp.begin(session, story.amina)
        session.flush()
        phone = Phone(totp.unconfirmed(session, story.amina) or "")
        assert totp.confirm(session, story.amina, phone.code(later)) is fits


def test_a_later_code_leaves_the_earlier_ones_behind(app: Flask) -> None:
    story = Story(app)
    with app.app_context(), clock.at(clock.now()), transaction() as session:
        totp.begin(session, story.amina)
        session.flush()
        phone = Phone(totp.unconfirmed(session, story.amina) or "")
        assert totp.confirm(session, story.amina, phone.code(1))
        assert not totp.use(session, story.amina, phone.code(0))


def test_a_recovery_code_opens_the_door_once_however_it_is_typed(app: Flask, amina: Visitor, charlie: Visitor) -> None:
    _phone, [code, *_others] = sets_up_an_app(amina)
    gives_code(gives_password(charlie), f" {code.upper().replace('-', ' ')} ")
    assert "9 left" in charlie.opens("/staff/account").reads
    assert "staff.recovery_code_used" in actions(app)
    charlie.submits(".desk-nav__out")
    assert gives_code(gives_password(charlie), code).answer.status_code == 401


def test_who_has_few_recovery_codes_left_is_warned_and_makes_new_ones(app: Flask, amina: Visitor) -> None:
    _phone, old = sets_up_an_app(amina)
    with app.app_context(), transaction() as session:
        few = select(RecoveryCode.id).limit(8)
        session.execute(update(RecoveryCode).where(RecoveryCode.id.in_(few)).values(used_at=clock.now()))
    assert "Only 2 left" in amina.opens("/staff/account").reads
    amina.submits("form[action$='/recovery-codes']")
    fresh = [each.get_text() for each in amina.page.select(".desk-codes code")]
    assert len(fresh) == 10
    assert not set(old) & set(fresh)
    assert "10 left" in amina.opens("/staff/account").reads


def test_a_half_done_sign_in_is_over_after_ten_minutes(app: Flask, charlie: Visitor, phone: Phone) -> None:
    gives_password(charlie)
    with app.app_context(), transaction() as session:
        session.execute(update(SignInAttempt).values(expires_at=clock.now()))
    gives_code(charlie, phone.code())
    assert charlie.answer.status_code == 401
    assert "more than ten minutes" in charlie.reads


def test_the_session_before_the_code_is_worth_nothing_after_it(base: str, charlie: Visitor, phone: Phone) -> None:
    watcher = Visitor(base)
    gives_password(charlie)
    watcher.session.cookies.update(charlie.session.cookies)
    gives_code(charlie, phone.code())
    assert "sign-in" in watcher.opens("/staff/").answer.url
    assert "sign-in" in watcher.opens("/staff/sign-in/code").answer.url


def test_what_was_typed_survives_the_second_step_too(app: Flask, story: Story, amina: Visitor) -> None:
    phone, _codes = sets_up_an_app(amina)
    forgets_the_last_code(app)
    said = story.says("The tea group helps")
    amina.opens(f"/staff/items/{said.reference}")
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(ended_at=clock.now()))
    amina.submits("#action-reject form", because="own", words="Long words")
    amina.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    gives_code(amina, phone.code())
    assert amina.page.select_one("#reject-words").get_text() == "Long words"


def test_wrong_codes_are_counted_wherever_they_come_from(app: Flask, base: str, charlie: Visitor, phone: Phone) -> None:
    app.extensions["settings"].sign_in_limit = "3 per minute"
    gives_password(charlie)
    wrong = "000000" if phone.code() != "000000" else "000001"
    assert [gives_code(charlie, wrong).answer.status_code for _ in range(4)] == [401, 401, 401, 429]
    assert "Wait a minute" in charlie.reads
    elsewhere = gives_code(gives_password(Visitor(base)), phone.code())
    assert elsewhere.answer.status_code == 429


@pytest.mark.parametrize(
    ("wish", "led"),
    [
        ("off", set()),
        ("administrators", {Role.ADMINISTRATOR}),
        ("everybody", set(Role)),
    ],
)
def test_who_must_have_a_second_factor_is_led_to_it(app: Flask, base: str, wish: str, led: set[Role]) -> None:
    for role in Role:
        add(app, role)
    prefers(app, second_factor=wish)
    for role in Role:
        visitor = gives_password(Visitor(base), role)
        assert ("Set up your second factor" in visitor.reads) is (role in led), role


def test_who_is_led_to_the_set_up_reaches_nothing_else(app: Flask, base: str, story: Story, charlie: Visitor) -> None:
    add(app, Role.ADMINISTRATOR)
    prefers(app, second_factor="administrators")
    said = story.says("Secret words")
    grace = gives_password(charlie, Role.ADMINISTRATOR)
    for address in ("/staff/", f"/staff/items/{said.reference}", "/staff/account", "/staff/places", "/staff/alarms"):
        assert "Set up your second factor" in grace.opens(address).reads, address
        assert "Secret words" not in grace.answer.text
        assert not grace.page.select(".desk-nav")
    grace.opens("/staff/set-up").submits("form[action$='/app/begin']")
    phone = Phone(grace.page.select_one(".desk-secret").get_text())
    before = grace.session.cookies["session"]
    grace.submits("form[action$='/account/app']", code=phone.code())
    assert "Your recovery codes" in grace.reads
    assert "Queue" in grace.opens("/staff/").reads
    watcher = Visitor(base)
    watcher.session.cookies["session"] = before
    assert "sign-in" in watcher.opens("/staff/").answer.url


def test_a_stricter_rule_counts_for_those_who_are_signed_in(app: Flask, amina: Visitor) -> None:
    prefers(app, second_factor="everybody")
    assert "Set up your second factor" in amina.opens("/staff/").reads
    prefers(app, second_factor="off")
    assert "Queue" in amina.opens("/staff/").reads


def test_who_proved_themselves_a_while_ago_proves_it_again_and_sets_an_app_up(app: Flask, amina: Visitor) -> None:
    prefers(app, second_factor="everybody")
    proof_is_old(app)
    amina.opens("/staff/").submits("form[action$='/app/begin']")
    shows_who_she_is(amina)
    assert "Set up your second factor" in amina.reads
    amina.submits("form[action$='/app/begin']")
    phone = Phone(amina.page.select_one(".desk-secret").get_text())
    amina.submits("form[action$='/account/app']", code=phone.code())
    assert "Your recovery codes" in amina.reads
    assert "Queue" in amina.opens("/staff/").reads


def test_the_last_factor_of_who_must_have_one_stays(app: Flask, amina: Visitor) -> None:
    sets_up_an_app(amina)
    prefers(app, second_factor="everybody")
    amina.opens("/staff/account").submits("form[action$='/app/remove']")
    assert amina.answer.status_code == 422
    assert "Add another one before" in amina.reads
    prefers(app, second_factor="off")
    amina.opens("/staff/account").submits("form[action$='/app/remove']")
    assert "The authenticator app is removed" in amina.answer.text
    assert "staff.app_removed" in actions(app)


def test_a_secret_that_waited_too_long_for_its_first_code_is_void(app: Flask, amina: Visitor) -> None:
    amina.opens("/staff/account").submits("form[action$='/app/begin']")
    phone = Phone(amina.page.select_one(".desk-secret").get_text())
    with app.app_context(), transaction() as session:
        session.execute(update(TotpSecret).values(created_at=clock.now() - timedelta(minutes=11)))
    amina.submits("form[action$='/account/app']", code=phone.code())
    assert "You sign in with your password alone" in amina.opens("/staff/account").reads


def test_who_lost_their_phone_sets_up_a_new_one_after_an_administrator_reset_it(
    app: Flask, amina: Visitor, charlie: Visitor
) -> None:
    sets_up_an_app(amina)
    with app.app_context():
        assert losing.reset_by_email(EMAILS[Role.MODERATOR])
    assert "sign-in" in amina.opens("/staff/").answer.url
    assert "Queue" in gives_password(charlie).reads
    assert "staff.factor_reset" in actions(app)


def one_gets_in(app: Flask, code: str, email: str) -> None:
    """Of several half-done sign-ins with the same code at the same moment exactly one gets in."""

    def tries() -> object:
        with app.app_context():
            half = entering.by_password(email, PASSWORD)
            assert isinstance(half, Half)
            return entering.by_code(half.token, code)

    found = at_once(4, tries)
    assert len([each for each in found if isinstance(each, Member)]) == 1
    assert found.count(Refused.WRONG) == 3


def test_one_code_used_by_several_at_the_same_moment_lets_one_in(each_app: Flask) -> None:
    story = Story(each_app)
    with each_app.app_context(), transaction() as session:
        totp.begin(session, story.amina)
        session.flush()
        phone = Phone(totp.unconfirmed(session, story.amina) or "")
        assert totp.confirm(session, story.amina, phone.code(-1))
    one_gets_in(each_app, phone.code(), story.email)


def test_one_recovery_code_used_by_several_at_the_same_moment_lets_one_in(each_app: Flask) -> None:
    story = Story(each_app)
    with each_app.app_context(), transaction() as session:
        totp.begin(session, story.amina)
        session.flush()
        phone = Phone(totp.unconfirmed(session, story.amina) or "")
        assert totp.confirm(session, story.amina, phone.code())
        [code, *_others] = recovery.make(session, story.amina)
    one_gets_in(each_app, code, story.email)
    with each_app.app_context(), reading() as session:
        assert recovery.left(session, story.amina) == 9


def test_one_half_done_sign_in_becomes_one_session(each_app: Flask) -> None:
    story = Story(each_app)
    with each_app.app_context(), transaction() as session:
        totp.begin(session, story.amina)
        session.flush()
        phone = Phone(totp.unconfirmed(session, story.amina) or "")
        assert totp.confirm(session, story.amina, phone.code())
        codes = recovery.make(session, story.amina)
    with each_app.app_context():
        half = entering.by_password(story.email, PASSWORD)
    assert isinstance(half, Half)

    def tries() -> object:
        with each_app.app_context():
            return entering.by_code(half.token, codes.pop())

    found = at_once(4, tries)
    assert len([each for each in found if isinstance(each, Member)]) == 1


def test_one_challenge_answered_by_several_at_the_same_moment_is_taken_once(each_app: Flask) -> None:
    with each_app.app_context(), transaction() as session:
        token = attempts.begin(session, Purpose.PASSKEY)

    def takes() -> object:
        with each_app.app_context(), transaction() as session:
            return attempts.use(session, Purpose.PASSKEY, token) is not None

    assert at_once(4, takes).count(True) == 1
