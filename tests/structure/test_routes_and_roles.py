"""Who may open which address: one table, held against every route there is, by real requests.

    yes      let in: the page, what was done (303), what is missing from the form (422), or who was faster (409)
    no       403
    sign-in  led to the sign-in page, or 401 with what was typed kept
    hidden   404: as if there were nothing
    off      503: not set up here

A new route is one line here; what its form needs stands in FORMS, an argument of its address in `World.arguments`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_settings
from tests.support import databases, server
from tests.support.roles import EMAIL, WHO, Person, World, routes, rows
from tests.support.story import PASSWORD
from wsgi import create_app

TABLE = """
                                                                       outsider  moderator  responder  administrator
GET  /                                                                 yes       yes        yes        yes
GET  /accessibility                                                    yes       yes        yes        yes
GET  /privacy                                                          yes       yes        yes        yes
GET  /entries/<int:entry_id>                                           yes       yes        yes        yes
GET  /api/v1/board                                                     yes       yes        yes        yes
GET  /api/v1/board/events                                              yes       yes        yes        yes
GET  /static/<path:filename>                                           yes       yes        yes        yes
GET  /healthz                                                          yes       yes        yes        yes
GET  /readyz                                                           yes       yes        yes        yes
GET  /metrics                                                          hidden    hidden     hidden     hidden

GET  /q/<code>                                                         yes       yes        yes        yes
GET  /feedback                                                         yes       yes        yes        yes
POST /feedback                                                         yes       yes        yes        yes
GET  /feedback/<token>/sent                                            yes       yes        yes        yes
GET  /feedback/<token>/equality                                        yes       yes        yes        yes
POST /feedback/<token>/equality                                        yes       yes        yes        yes
GET  /feedback/<token>/equality/group                                  yes       yes        yes        yes
POST /feedback/<token>/equality/group                                  yes       yes        yes        yes
GET  /feedback/<token>/equality/background                             yes       yes        yes        yes
POST /feedback/<token>/equality/background                             yes       yes        yes        yes
GET  /feedback/<token>/equality/about                                  yes       yes        yes        yes
POST /feedback/<token>/equality/about                                  yes       yes        yes        yes
GET  /follow/<token>                                                   yes       yes        yes        yes
POST /follow/<token>/consent                                           yes       yes        yes        yes
POST /follow/<token>/texts                                             yes       yes        yes        yes
POST /follow/<token>/verdict                                           yes       yes        yes        yes

POST /channels/sms/inbound                                             off       off        off        off
POST /channels/sms/status                                              off       off        off        off
GET  /phone                                                            yes       yes        yes        yes
POST /phone                                                            yes       yes        yes        yes
GET  /phone/together                                                   yes       yes        yes        yes
GET  /phone/<int(min=900000, max=900999):handset>                      yes       yes        yes        yes
POST /phone/<int(min=900000, max=900999):handset>                      yes       yes        yes        yes
GET  /phone/<int(min=900000, max=900999):handset>/texts                yes       yes        yes        yes

GET  /staff/sign-in                                                    yes       yes        yes        yes
POST /staff/sign-in                                                    yes       yes        yes        yes
POST /staff/sign-out                                                   yes       yes        yes        yes
POST /staff/sign-in/go-on                                              sign-in   yes        yes        yes
GET  /staff/sign-in/code                                               sign-in   sign-in    sign-in    sign-in
POST /staff/sign-in/code                                               sign-in   sign-in    sign-in    sign-in
POST /staff/sign-in/passkey/options                                    yes       yes        yes        yes
POST /staff/sign-in/passkey                                            sign-in   sign-in    sign-in    sign-in
GET  /staff/sign-in/provider                                           hidden    hidden     hidden     hidden
GET  /staff/sign-in/provider/back                                      hidden    hidden     hidden     hidden
GET  /staff/signed-out                                                 sign-in   sign-in    sign-in    sign-in
GET  /staff/sign-out/provider                                          sign-in   sign-in    sign-in    sign-in
GET  /staff/invitation/<token>                                         hidden    hidden     hidden     hidden
POST /staff/invitation/<token>                                         hidden    hidden     hidden     hidden
GET  /staff/forgotten                                                  yes       yes        yes        yes
POST /staff/forgotten                                                  no        no         no         no
GET  /staff/password/<token>                                           hidden    hidden     hidden     hidden
POST /staff/password/<token>                                           hidden    hidden     hidden     hidden
GET  /staff/set-up                                                     sign-in   yes        yes        yes
GET  /staff/account                                                    sign-in   yes        yes        yes
GET  /staff/account/prove                                              sign-in   yes        yes        yes
POST /staff/account/prove                                              sign-in   yes        yes        yes
POST /staff/account/password                                           sign-in   yes        yes        yes
POST /staff/account/language                                           sign-in   yes        yes        yes
POST /staff/account/app/begin                                          sign-in   yes        yes        yes
GET  /staff/account/app                                                sign-in   yes        yes        yes
POST /staff/account/app                                                sign-in   yes        yes        yes
POST /staff/account/app/remove                                         sign-in   yes        yes        yes
POST /staff/account/passkeys/options                                   sign-in   yes        yes        yes
POST /staff/account/passkeys                                           sign-in   yes        yes        yes
POST /staff/account/passkeys/<int:passkey_id>/remove                   sign-in   yes        yes        yes
POST /staff/account/recovery-codes                                     sign-in   yes        yes        yes
POST /staff/account/sessions/<int:session_id>/end                      sign-in   yes        yes        yes
POST /staff/account/sessions/end                                       sign-in   yes        yes        yes
GET  /staff/                                                           sign-in   yes        yes        yes
POST /staff/                                                           sign-in   yes        yes        yes
GET  /staff/queue/fragment                                             sign-in   yes        yes        yes
GET  /staff/filters                                                    sign-in   yes        yes        yes
POST /staff/filters                                                    sign-in   yes        yes        yes
GET  /staff/filters/<int:filter_id>/delete                             sign-in   yes        yes        yes
POST /staff/filters/<int:filter_id>/delete                             sign-in   hidden     hidden     yes
GET  /staff/items/<reference>                                          sign-in   yes        yes        yes
GET  /staff/items/<reference>/<action>                                 sign-in   yes        yes        yes
POST /staff/items/<reference>/<action>                                 sign-in   yes        yes        yes
POST /staff/items/<reference>/estimate                                 sign-in   yes        yes        yes
POST /staff/items/<reference>/checklist                                sign-in   yes        yes        yes
POST /staff/items/<reference>/insert-template                          sign-in   yes        yes        yes
POST /staff/items/<reference>/draft                                    sign-in   yes        yes        yes
POST /staff/items/<reference>/discard-draft                            sign-in   yes        yes        yes
POST /staff/items/<reference>/claim                                    sign-in   yes        yes        yes
GET  /staff/items/<reference>/standing                                 sign-in   yes        yes        yes
GET  /staff/claims                                                     sign-in   yes        yes        yes
GET  /staff/next                                                       sign-in   yes        yes        yes
POST /staff/next                                                       sign-in   yes        yes        yes
GET  /staff/chosen                                                     sign-in   yes        no         yes
POST /staff/chosen                                                     sign-in   yes        no         yes
GET  /staff/chosen/<action>                                            sign-in   yes        no         yes
POST /staff/chosen/<action>                                            sign-in   hidden     no         hidden
GET  /staff/care/words                                                 sign-in   yes        yes        yes
POST /staff/care/words                                                 sign-in   yes        yes        yes
GET  /staff/care/pause                                                 sign-in   yes        yes        yes
POST /staff/care/pause                                                 sign-in   yes        yes        yes
GET  /staff/alarms                                                     sign-in   yes        no         yes
GET  /staff/alarms/fragment                                            sign-in   yes        yes        yes
GET  /staff/alarms/<reference>/read                                    sign-in   yes        no         yes
POST /staff/alarms/<reference>/read                                    sign-in   yes        no         yes
GET  /staff/glass/strip                                                sign-in   yes        no         yes
GET  /staff/glass/ask/<reference>                                      sign-in   yes        no         yes
POST /staff/glass/ask/<reference>                                      sign-in   yes        no         yes
GET  /staff/glass/<int:request_id>                                     sign-in   yes        no         yes
GET  /staff/glass/<int:request_id>/<step>                              sign-in   yes        no         yes
POST /staff/glass/<int:request_id>/agree                               sign-in   yes        no         yes
POST /staff/glass/<int:request_id>/refuse                              sign-in   yes        no         yes
POST /staff/glass/<int:request_id>/see                                 sign-in   no         no         no
POST /staff/glass/<int:request_id>/alone                               sign-in   no         no         no
POST /staff/glass/<int:request_id>/close                               sign-in   no         no         yes
GET  /staff/hiding-rules                                               sign-in   yes        no         yes
POST /staff/hiding-rules                                               sign-in   yes        no         yes
POST /staff/hiding-rules/<int:rule_id>/retire                          sign-in   yes        no         yes
GET  /staff/entry-points                                               sign-in   yes        no         yes
POST /staff/entry-points                                               sign-in   no         no         yes
GET  /staff/entry-points/<int:entry_point_id>                          sign-in   yes        no         yes
GET  /staff/entry-points/<int:entry_point_id>/poster                   sign-in   yes        no         yes
GET  /staff/entry-points/<int:entry_point_id>/poster.pdf               sign-in   yes        no         yes
GET  /staff/entry-points/<int:entry_point_id>/qr.png                   sign-in   yes        no         yes
GET  /staff/entry-points/<int:entry_point_id>/qr.svg                   sign-in   yes        no         yes
GET  /staff/entry-points/<int:entry_point_id>/retire                   sign-in   no         no         yes
POST /staff/entry-points/<int:entry_point_id>/retire                   sign-in   no         no         yes
GET  /staff/places                                                     sign-in   no         no         yes
POST /staff/places                                                     sign-in   no         no         yes
GET  /staff/texts                                                      sign-in   yes        no         yes
GET  /staff/texts/<language>                                           sign-in   yes        no         yes
POST /staff/texts/<language>/<key>/confirm                             sign-in   yes        no         yes
POST /staff/texts/<language>/<key>/take-back                           sign-in   yes        no         yes
GET  /staff/answer-templates                                           sign-in   yes        no         yes
POST /staff/answer-templates                                           sign-in   yes        no         yes
GET  /staff/answer-templates/<int:template_id>                         sign-in   yes        no         yes
POST /staff/answer-templates/<int:template_id>                         sign-in   yes        no         yes
POST /staff/answer-templates/<int:template_id>/retire                  sign-in   yes        no         yes
GET  /staff/themes                                                     sign-in   no         no         yes
POST /staff/themes                                                     sign-in   no         no         yes
POST /staff/themes/<int:theme_id>/rename                               sign-in   no         no         yes
POST /staff/themes/<int:theme_id>/retire                               sign-in   no         no         yes
POST /staff/themes/<int:theme_id>/bring-back                           sign-in   no         no         yes
POST /staff/themes/learn                                               sign-in   no         no         yes
GET  /staff/manage                                                     sign-in   yes        no         yes
GET  /staff/invitations                                                sign-in   no         no         yes
POST /staff/invitations                                                sign-in   no         no         yes
POST /staff/invitations/<int:invitation_id>/resend                     sign-in   no         no         yes
POST /staff/invitations/<int:invitation_id>/take-back                  sign-in   no         no         yes
POST /staff/people/<int:staff_id>/password-link                        sign-in   no         no         yes
POST /staff/people/<int:staff_id>/reset-factor                         sign-in   no         no         yes
POST /staff/people/<int:staff_id>/end-sessions                         sign-in   no         no         yes
GET  /staff/people                                                     sign-in   no         no         yes
GET  /staff/people/<int:staff_id>                                      sign-in   no         no         yes
POST /staff/people/<int:staff_id>                                      sign-in   no         no         yes
POST /staff/people/<int:staff_id>/deactivate                           sign-in   no         no         yes
POST /staff/people/<int:staff_id>/reactivate                           sign-in   no         no         yes
GET  /staff/teams                                                      sign-in   no         no         yes
POST /staff/teams                                                      sign-in   no         no         yes
GET  /staff/teams/<int:team_id>                                        sign-in   no         no         yes
POST /staff/teams/<int:team_id>                                        sign-in   no         no         yes
POST /staff/teams/<int:team_id>/retire                                 sign-in   no         no         yes
POST /staff/teams/<int:team_id>/bring-back                             sign-in   no         no         yes
GET  /staff/roles                                                      sign-in   no         no         yes
GET  /staff/places/<int:place_id>                                      sign-in   no         no         yes
POST /staff/places/<int:place_id>                                      sign-in   no         no         yes
POST /staff/places/<int:place_id>/retire                               sign-in   no         no         yes
POST /staff/places/<int:place_id>/bring-back                           sign-in   no         no         yes
GET  /staff/entry-points/<int:entry_point_id>/change                   sign-in   no         no         yes
POST /staff/entry-points/<int:entry_point_id>/change                   sign-in   no         no         yes
POST /staff/entry-points/<int:entry_point_id>/bring-back               sign-in   no         no         yes
GET  /staff/preferences                                                sign-in   no         no         yes
POST /staff/preferences/<name>                                         sign-in   no         no         yes
POST /staff/preferences/<name>/reset                                   sign-in   no         no         yes
GET  /staff/audit                                                      sign-in   no         no         yes
GET  /staff/audit.csv                                                  sign-in   no         no         yes
POST /staff/texts/<language>/<key>/propose                             sign-in   yes        no         yes
POST /staff/texts/<language>/<key>/shipped                             sign-in   yes        no         yes
POST /staff/texts/<language>/proposals/<int:proposal_id>/<step>        sign-in   yes        no         yes
"""

FORMS: dict[str, dict[str, object]] = {
    "GET /api/v1/board/events": {"after": 0},
    "POST /staff/items/<reference>/claim": {"do": "take"},
    "GET /staff/items/<reference>/standing": {"version": 0},
    "POST /staff/care/words": {"show": "when-asked"},
    "POST /staff/sign-in": {"email": EMAIL, "password": PASSWORD},
    "POST /follow/<token>/consent": {"agrees": "yes"},
    "POST /follow/<token>/texts": {"texts": "no"},
}
"""What has to stand in a form or a query before its view looks at anything else; the others are sent empty."""

LAST = ("POST /staff/account/sessions/end", "POST /staff/sign-in", "POST /staff/sign-out")
"""They end the session that everything else is tried with."""


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    app = create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path_factory.mktemp("roles"))))
    with server.in_process(app) as base:
        yield World.made(app, base)


def test_every_route_stands_in_the_table_once_and_every_row_is_a_route(app: Flask) -> None:
    listed = [row.name for row in rows(TABLE)]
    there = {f"{method} {rule.rule}" for method, rule in routes(app)}
    assert not there - set(listed), f"not in the table: {sorted(there - set(listed))}"
    assert not set(listed) - there, f"no such route: {sorted(set(listed) - there)}"
    assert len(listed) == len(set(listed)), "a route stands there twice"


@pytest.mark.parametrize("who", WHO)
def test_everybody_is_let_in_where_the_table_says_so_and_nowhere_else(world: World, who: str) -> None:
    person, wrong = world.somebody(who), []
    for row in sorted(rows(TABLE), key=lambda each: LAST.index(each.name) if each.name in LAST else -1):
        found, status = _tried(person, row.name, row.method, row.rule)
        if found != row.answers[who]:
            wrong.append(f"{row.name}: {found} ({status}) to {who}, not {row.answers[who]}")
    unexpected = [each for each in wrong if ": yes (" in each]
    print(f"{len(rows(TABLE))} routes as {who}: {len(unexpected)} unexpected allows")
    assert not wrong, "\n".join(wrong)


def _tried(person: Person, name: str, method: str, rule: str) -> tuple[str, int]:
    if name in LAST:
        person.starts_afresh()
    return person.tries(method, rule, FORMS.get(name))
