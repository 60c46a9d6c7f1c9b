"""Entry points: the list with its counts, each one's page, its QR code and poster to download."""

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from feedback_service import entry_points, languages, places
from feedback_service.models import EntryPoint
from feedback_service.posters import FontsMissing, NoLetters, Poster, TooLong, qr_png, qr_svg
from feedback_service.storage import reading
from feedback_service.web.typed import clean_line
from moderation.auth.guard import member, only, staff_blueprint
from moderation.entry_points.posters import as_pdf, poster_of
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.permissions import ENTRY_POINT_VIEWERS, MANAGERS

blueprint = staff_blueprint("desk_entry_points", __name__, roles=ENTRY_POINT_VIEWERS)


@blueprint.get("/entry-points")
def listing() -> ResponseReturnValue:
    """Every entry point with how often it was opened."""
    return _list({}, {})


@blueprint.post("/entry-points")
@only(MANAGERS)
def create() -> ResponseReturnValue:
    """Make one; leads to its page, or 422 with what was typed."""
    typed = {name: clean_line(request.form.get(name, "")) for name in ("label", "place")}
    if errors := _wrong(typed):
        return _list(typed, errors), 422
    try:
        made = entry_points.create(typed["label"], int(typed["place"]), member().id)
    except entry_points.NotPossible:
        return _list(typed, {"place": _("Choose the place that it leads to")}), 422
    flash(str(_("The code %(code)s is ready to print.", code=made.code)))
    return redirect(url_for("desk_entry_points.show", entry_point_id=made.id), 303)


@blueprint.get("/entry-points/<int:entry_point_id>")
def show(entry_point_id: int) -> ResponseReturnValue:
    """One entry point: its link, its code, its posters."""
    found = _find(entry_point_id)
    return render_template("desk/entry_point.html", found=found, url=_url(found), code=Markup(qr_svg(_url(found))))  # noqa: S704


@blueprint.get("/entry-points/<int:entry_point_id>/retire")
@only(MANAGERS)
def confirm_retiring(entry_point_id: int) -> ResponseReturnValue:
    """Asks before it is retired."""
    return render_template("desk/entry_point_retire.html", found=_find(entry_point_id))


@blueprint.post("/entry-points/<int:entry_point_id>/retire")
@only(MANAGERS)
def retire(entry_point_id: int) -> ResponseReturnValue:
    """Retire it; posters on walls still lead to their place."""
    _find(entry_point_id)
    entry_points.retire(entry_point_id, member().id)
    flash(str(_("It is retired. Posters that still hang somewhere go on working.")))
    return redirect(url_for("desk_entry_points.show", entry_point_id=entry_point_id), 303)


@blueprint.get("/entry-points/<int:entry_point_id>/qr.svg")
def svg(entry_point_id: int) -> Response:
    """The code as a drawing."""
    found = _find(entry_point_id)
    return _download(qr_svg(_url(found)).encode(), "image/svg+xml", f"qr-{found.code}.svg")


@blueprint.get("/entry-points/<int:entry_point_id>/qr.png")
def png(entry_point_id: int) -> Response:
    """The code as a picture."""
    found = _find(entry_point_id)
    return _download(qr_png(_url(found)), "image/png", f"qr-{found.code}.png")


@blueprint.get("/entry-points/<int:entry_point_id>/poster")
def poster(entry_point_id: int) -> ResponseReturnValue:
    """The poster as a page to print, in the languages that `lang` names, once each."""
    found = _find(entry_point_id)
    _keep_interface_language()
    shown = poster_of(found, request.args.getlist("lang"))
    return render_template("desk/poster.html", found=found, poster=shown, code=Markup(qr_svg(shown.url)))  # noqa: S704


@blueprint.get("/entry-points/<int:entry_point_id>/poster.pdf")
def poster_pdf(entry_point_id: int) -> ResponseReturnValue:
    """The poster as a PDF, in the same languages and words; 422 with the way to the page where they do not fit."""
    found = _find(entry_point_id)
    _keep_interface_language()
    shown = poster_of(found, request.args.getlist("lang"))
    try:
        document = as_pdf(shown)
    except FontsMissing:
        abort(503)
    except NoLetters as error:
        return _no_pdf(found, shown, _("The PDF has no letters for: %(characters)s", characters=error.characters)), 422
    except TooLong:
        return _no_pdf(found, shown, _("The words are too long to be readable on one page.")), 422
    return _download(document, "application/pdf", f"poster-{found.code}.pdf")


@blueprint.get("/entry-points/<int:entry_point_id>/change")
@only(MANAGERS)
def edit(entry_point_id: int) -> ResponseReturnValue:
    """The form that changes its label and its place."""
    return _edit(entry_point_id, Typed())


@blueprint.post("/entry-points/<int:entry_point_id>/change")
@only(MANAGERS)
def change(entry_point_id: int) -> ResponseReturnValue:
    """Save them; 422 or 409 with what was typed."""
    typed = typed_forms.read("label", "place")
    if errors := _wrong(typed.values):
        return _edit(entry_point_id, typed.wrong(errors), 422)
    place_id = int(typed.values["place"])
    try:
        entry_points.change(entry_point_id, typed_forms.version(), typed.values["label"], place_id, member().id)
    except entry_points.NotPossible:
        return _edit(entry_point_id, typed.wrong({"place": _("Choose the place that it leads to")}), 422)
    except entry_points.Overtaken:
        return _edit(entry_point_id, typed.overtaken(), 409)
    flash(_("It is saved. Posters lead there at once."))
    return redirect(url_for("desk_entry_points.show", entry_point_id=entry_point_id), 303)


@blueprint.post("/entry-points/<int:entry_point_id>/bring-back")
@only(MANAGERS)
def bring_back(entry_point_id: int) -> ResponseReturnValue:
    """It is in use again."""
    _find(entry_point_id)
    entry_points.bring_back(entry_point_id, member().id)
    flash(_("It is in use again."))
    return redirect(url_for("desk_entry_points.show", entry_point_id=entry_point_id), 303)


def _edit(entry_point_id: int, typed: Typed, status: int = 200) -> ResponseReturnValue:
    found = _find(entry_point_id)
    with reading() as session:
        groups = places.by_borough(session)
    return render_template("desk/entry_point_change.html", found=found, groups=groups, typed=typed), status


def _wrong(values: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not 0 < len(values["label"]) <= entry_points.MAX_LABEL:
        errors["label"] = _("Write a label of %(max)d characters at most", max=entry_points.MAX_LABEL)
    if typed_forms.number(values["place"]) is None:
        errors["place"] = _("Choose the place that it leads to")
    return errors


def _no_pdf(found: EntryPoint, shown: Poster, reason: str) -> str:
    return render_template("desk/poster_no_pdf.html", found=found, poster=shown, reason=reason)


def _list(typed: dict[str, str], errors: dict[str, str]) -> str:
    with reading() as session:
        usages = entry_points.listing(session)
        groups = places.by_borough(session)
    return render_template("desk/entry_points.html", usages=usages, groups=groups, typed=typed, errors=errors)


def _find(entry_point_id: int) -> EntryPoint:
    with reading() as session:
        found = entry_points.by_id(session, entry_point_id)
    if found is None:
        abort(404)
    return found


def _url(found: EntryPoint) -> str:
    return entry_points.entry_url(found.code)


def _keep_interface_language() -> None:
    """Here `lang` names the poster's languages, not the one that the member reads in."""
    g.language = languages.supported_or_default(request.cookies.get(languages.COOKIE))


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
