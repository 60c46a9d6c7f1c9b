"""Inviting somebody, and helping a member back in. A link that no email carries is shown once, on the answer itself.

What lets somebody in is for an administrator who proved lately who they are: a browser left alone lets nobody in.
"""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth.factors import losing
from moderation.auth.guard import member, staff_blueprint
from moderation.auth.links import invitations, letters, resets
from moderation.auth.proof import proved
from moderation.changing import NotPossible
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.people import queries
from moderation.permissions import MANAGERS

blueprint = staff_blueprint("desk_invitations", __name__, roles=MANAGERS)


@blueprint.get("/invitations")
@proved(back="desk_invitations.listing")
def listing() -> ResponseReturnValue:
    """The form, and who was invited and has not come yet. The proof comes first, so that nothing is typed in vain."""
    return _page(Typed())


@blueprint.post("/invitations")
@proved(back="desk_invitations.listing")
def invite() -> ResponseReturnValue:
    """Invite somebody; 422 with what was typed."""
    typed = typed_forms.read("email", "name", "role", lists=("teams",))
    if typed.values["role"] not in set(Role):
        return _page(typed.wrong({"role": _("Choose a role")}), 422)
    try:
        link = invitations.invite(
            typed.values["email"], typed.values["name"], Role(typed.values["role"]), typed.lists["teams"], member().id
        )
    except NotPossible as error:
        return _page(typed.wrong({error.field: error.message}), 422)
    return _handed(link, _("The invitation is on its way."))


@blueprint.post("/invitations/<int:invitation_id>/resend")
@proved(back="desk_invitations.listing")
def resend(invitation_id: int) -> ResponseReturnValue:
    """A fresh link; the old one opens nothing any more."""
    try:
        return _handed(invitations.resend(invitation_id, member().id), _("The invitation is on its way again."))
    except NotPossible as error:
        return _page(Typed(errors={error.field: error.message}), 409)


@blueprint.post("/invitations/<int:invitation_id>/take-back")
def take_back(invitation_id: int) -> ResponseReturnValue:
    """Their link opens nothing any more."""
    if not invitations.take_back(invitation_id, member().id):
        return _page(Typed(errors={"invitation": _("This invitation was used or taken back")}), 409)
    flash(_("The invitation is taken back."))
    return redirect(url_for("desk_invitations.listing"), 303)


@blueprint.post("/people/<int:staff_id>/password-link")
@proved(back="desk_people.show")
def password_link(staff_id: int) -> ResponseReturnValue:
    """A link with which somebody else chooses a new password."""
    _somebody_else(staff_id)
    return _handed(resets.make_link(staff_id, member().id), _("A link to a new password is on its way."), staff_id)


@blueprint.post("/people/<int:staff_id>/reset-factor")
@proved(back="desk_people.show")
def reset_factor(staff_id: int) -> ResponseReturnValue:
    """Somebody else lost their second factor."""
    _somebody_else(staff_id)
    losing.reset(staff_id, member().id)
    flash(_("Their second factor is taken away. They sign in with the password and set up a new one."))
    return redirect(url_for("desk_people.show", staff_id=staff_id), 303)


@blueprint.post("/people/<int:staff_id>/end-sessions")
def end_sessions(staff_id: int) -> ResponseReturnValue:
    """Sign somebody else out everywhere."""
    _somebody_else(staff_id)
    losing.end_sessions(staff_id, member().id)
    flash(_("They are signed out everywhere."))
    return redirect(url_for("desk_people.show", staff_id=staff_id), 303)


def _somebody_else(staff_id: int) -> None:
    """One's own sign-in is changed on the page of one's own, which asks who one is."""
    if staff_id == member().id:
        abort(403)
    with reading() as session:
        if queries.person(session, staff_id) is None:
            abort(404)


def _handed(link: str | None, words: str, staff_id: int | None = None) -> ResponseReturnValue:
    back = url_for("desk_people.show", staff_id=staff_id) if staff_id else url_for("desk_invitations.listing")
    if link is not None:
        return make_response(render_template("desk/link_to_hand_over.html", link=link, back=back))
    flash(words)
    return redirect(back, 303)


def _page(typed: Typed, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        waiting, teams = invitations.waiting(session), queries.teams_in_use(session)
    page = render_template(
        "desk/invitations.html", waiting=waiting, teams=teams, typed=typed, sends=letters.goes_by_email()
    )
    return make_response(page, status)
