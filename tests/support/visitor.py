"""Somebody with a browser but no JavaScript: follows links, fills in forms, keeps cookies; real HTTP."""

from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag


class Visitor:
    """Requests with a memory: `page` is the last page's soup, `answer` the last response."""

    def __init__(self, base: str, language: str = "en") -> None:
        self.base = base
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.answer: requests.Response = requests.Response()
        self._read: tuple[requests.Response, BeautifulSoup] | None = None

    def opens(self, address: str, **options: Any) -> "Visitor":
        """GET, following redirects."""
        self.answer = self.session.get(urljoin(self.base, address), timeout=30, **options)
        return self

    def posts(self, address: str, data: Any = None, **options: Any) -> "Visitor":
        """POST as given, following redirects."""
        self.answer = self.session.post(urljoin(self.base, address), data=data, timeout=30, **options)
        return self

    def submits(self, form: str = "main form", *, button: str | None = None, **values: Any) -> "Visitor":
        """Fill in the form found by the CSS selector `form` and send it; fields not named keep their value.

        `button` is the text of the button to press. A value of None leaves the field out; a list
        sends the name several times.
        """
        found = self.page.select_one(form)
        assert found is not None, f"no form {form!r} on {self.answer.url}"
        data = {**_current_values(self._parts(found, "input[name], textarea[name], select[name]")), **values}
        action = found.get("action") or self.answer.url
        if button is not None:
            pressed = next((each for each in self._parts(found, "button") if button in each.get_text()), None)
            assert pressed is not None, f"no button {button!r} in {form!r}"
            if pressed.get("name"):
                data[str(pressed["name"])] = pressed.get("value", "")
            action = pressed.get("formaction") or action
        data = {name: value for name, value in data.items() if value is not None}
        return self.posts(urljoin(self.answer.url, str(action)), data)

    def _parts(self, form: Tag, selector: str) -> list[Tag]:
        """What belongs to the form: within it, or anywhere on the page and naming it."""
        inside = [each for each in form.select(selector) if each.get("form") in {None, form.get("id")}]
        elsewhere = self.page.select(f"[form={form['id']}]") if form.get("id") else []
        wanted = self.page.select(selector)
        return [*inside, *[each for each in elsewhere if each in wanted and each not in inside]]

    @property
    def page(self) -> BeautifulSoup:
        if self._read is None or self._read[0] is not self.answer:
            self._read = self.answer, BeautifulSoup(self.answer.text, "html.parser")
        return self._read[1]

    @property
    def reads(self) -> str:
        """The words of the page's main part, white space joined."""
        main = self.page.select_one("main") or self.page
        return " ".join(main.get_text(" ").split())


def _current_values(fields: list[Tag]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        name, kind = str(field["name"]), field.get("type", "text")
        if field.name == "textarea":
            values[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            values[name] = chosen.get("value", chosen.get_text()) if chosen else ""
        elif kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                values.setdefault(name, [])
                values[name] = [*values[name], field.get("value", "on")] if kind == "checkbox" else field.get("value")
        elif kind not in {"submit", "button", "image", "file"}:
            values[name] = field.get("value", "")
    return values
