"""The moderation desk: staff sign in, read the queue, hide what identifies, decide and answer.

    auth/          signing in and out, the member's own page; `guard` is the door that every other view stands behind
    queue/         what waits, in tabs                       live.py tells open pages that it changed
    items/         the page of one piece of feedback
    claims/        who has what open, and the next one for each
    actions/       what can be done to it; `permissions` says who may
    bulk/          several decided at once, each by itself
    care/          distressing words start hidden; a pause is suggested
    approvals/     what a second member confirms;  glass/  seeing how a person can be reached, which two agree on
    alarms/        the banner while somebody may be in danger, and what became of past ones
    entry_points/  QR codes and posters;  places/  where feedback is about
    manage/        the page that leads to what is managed: people/, teams/, roles/, places/, preferences/, audit/
    hiding/        words that are always hidden, or never suggested
    texts/         the texts to people, and who stands for their translations
    answering/     what makes an answer good, and its draft;  templates_for_answers/  the words that one begins with
    told/          what the actions are told, and the reasons they give
    themes/        what feedback can be about, and how good the suggestions are

Nothing here sends anything: actions write rows, and `channels/` drains them.
"""

from flask import Flask
from flask_login import LoginManager
from flask_socketio import SocketIO

from config.settings import Settings
from feedback_service.identifying import finder
from feedback_service.jobs import ENOUGH_TO_LOAD
from feedback_service.risk.racism import alleges_racism
from feedback_service.scheduler import Job
from moderation import live, permissions, problems, wording
from moderation.alarms import views as alarm_views
from moderation.alarms.wording import init_alarms
from moderation.answering.wording import init_answering
from moderation.approvals.wording import init_approvals
from moderation.audit import views as audit_views
from moderation.audit.banner import init_audit
from moderation.auth import attempts, commands, doors, sessions
from moderation.auth import views as auth_views
from moderation.auth.account import views as account_views
from moderation.auth.links import resets
from moderation.auth.links import views as link_views
from moderation.auth.oidc import views as oidc_views
from moderation.auth.oidc.provider import init_provider
from moderation.auth.passkeys import views as passkey_views
from moderation.bulk import views as bulk_views
from moderation.care import distress
from moderation.care import views as care_views
from moderation.care.showing import init_care
from moderation.claims import holders, holding
from moderation.claims import views as claim_views
from moderation.entry_points import views as entry_point_views
from moderation.glass import breaking as glass
from moderation.glass import views as glass_views
from moderation.glass.wording import init_glass
from moderation.hiding import views as hiding_views
from moderation.invitations import views as invitation_views
from moderation.items import answering as answering_views
from moderation.items import views as item_views
from moderation.items.wording import init_item_wording
from moderation.manage import cards
from moderation.manage import views as manage_views
from moderation.people import views as people_views
from moderation.places import views as place_views
from moderation.preferences import views as preference_views
from moderation.queue import views as queue_views
from moderation.queue.wording import init_queue
from moderation.roles import views as role_views
from moderation.teams import views as team_views
from moderation.teams.standing import team_standing
from moderation.templates_for_answers import views as answer_template_views
from moderation.texts import views as text_views
from moderation.themes import views as theme_views

BLUEPRINTS = (
    auth_views.blueprint,
    account_views.blueprint,
    passkey_views.blueprint,
    link_views.blueprint,
    oidc_views.blueprint,
    invitation_views.blueprint,
    queue_views.blueprint,
    item_views.blueprint,
    hiding_views.blueprint,
    claim_views.blueprint,
    care_views.blueprint,
    bulk_views.blueprint,
    alarm_views.banner_blueprint,
    alarm_views.blueprint,
    glass_views.blueprint,
    place_views.blueprint,
    entry_point_views.blueprint,
    text_views.blueprint,
    answering_views.blueprint,
    answer_template_views.blueprint,
    theme_views.blueprint,
    manage_views.blueprint,
    people_views.blueprint,
    team_views.blueprint,
    role_views.blueprint,
    preference_views.blueprint,
    audit_views.blueprint,
)


def init_app(app: Flask, settings: Settings, socketio: SocketIO) -> None:  # noqa: ARG001
    """Register the desk on `app`."""
    manager = LoginManager(app)
    # The token is the proof; tying it to the address would sign out whoever changes networks.
    manager.session_protection = None
    manager.user_loader(sessions.find)
    init_provider(app)
    problems.init_problems(app)
    wording.init_wording(app)
    init_queue(app)
    init_item_wording(app)
    app.extensions[doors.RESUME] = item_views.resume
    init_alarms(app)
    init_answering(app)
    init_audit(app)
    app.jinja_env.globals["team_standing"] = team_standing
    init_care(app)
    init_approvals(app)
    init_glass(app)
    app.jinja_env.globals |= {
        "ENTRY_POINT_VIEWERS": permissions.ENTRY_POINT_VIEWERS,
        "MANAGE_VIEWERS": cards.VIEWERS,
        "MANAGERS": permissions.MANAGERS,
        "TEMPLATE_MANAGERS": permissions.TEMPLATE_MANAGERS,
        "DECIDERS": bulk_views.DECIDERS,
        "holders_of": holders.holders_of,
        "TEXT_REVIEWERS": permissions.TEXT_REVIEWERS,
    }
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(commands.staff_group)
    live.init_live(app, socketio)


def jobs() -> list[Job]:
    """The desk's sweeps."""
    return [
        Job("staff-sessions", 3600, sessions.forget_old),
        Job("sign-in-attempts", 600, attempts.forget_old),
        Job("password-links", 3600, resets.forget_old),
        Job("claims", 300, holding.forget),
        Job("glass", 60, glass.end_over),
    ]


def prepare() -> None:
    """Load the tables that an item is opened with, so that the first member does not wait for them."""
    distress.of_words(ENOUGH_TO_LOAD)
    finder.find(ENOUGH_TO_LOAD)
    alleges_racism(ENOUGH_TO_LOAD)
