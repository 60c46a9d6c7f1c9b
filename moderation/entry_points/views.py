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
from moderation.entry_points.posters import as_pdf, poster_of
from moderation.guard import member, staff_blueprint
from moderation.permissions import ENTRY_POINT_VIEWERS, MANAGERS

blueprint = staff_blueprint("desk_entry_points", __name__, roles=ENTRY_POINT_VIEWERS)


@blueprint.get("/entry-points")
def listing() -> ResponseReturnValue:
    """Every entry point with how often it was opened."""
    return _list({}, {})


@blueprint.post("/entry-points")
def create() -> ResponseReturnValue:
    """Make one; leads to its page, or 422 with what was typed."""
    _managers_only()
    typed = {name: clean_line(request.form.get(name, "")) for name in ("label", "place")}
    errors = {}
    if not 0 < len(typed["label"]) <= entry_points.MAX_LABEL:
        errors["label"] = _("Write a label of %(max)d characters at most", max=entry_points.MAX_LABEL)
    if not typed["place"].isdecimal() or len(typed["place"]) > 9:
        errors["place"] = _("Choose the place that it leads to")
    if errors:
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
def confirm_retiring(entry_point_id: int) -> ResponseReturnValue:
    """Asks before it is retired."""
    _managers_only()
    return render_template("desk/entry_point_retire.html", found=_find(entry_point_id))


@blueprint.post("/entry-points/<int:entry_point_id>/retire")
def retire(entry_point_id: int) -> ResponseReturnValue:
    """Retire it; posters on walls still lead to their place."""
    _managers_only()
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


def _managers_only() -> None:
    if member().role not in MANAGERS:
        abort(403)


def _keep_interface_language() -> None:
    """Here `lang` names the poster's languages, not the one that the member reads in."""
    g.language = languages.supported_or_default(request.cookies.get(languages.COOKIE))


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
