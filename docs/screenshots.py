"""Draws the pictures in docs/images anew from the example data: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from feedback_service.demo.loading import load
from feedback_service.staff import add_staff
from feedback_service.vocabulary import Role
from tests.conftest import make_settings
from tests.support import browser, databases
from tests.support.production import environment
from tests.support.server import Gunicorn, free_port
from wsgi import create_app

IMAGES = Path(__file__).parent / "images"
EMAIL, PASSWORD = "moderator@example.org", "only for these pictures"
PHONE, DESKTOP, TALL = (360, 740), (1280, 900), (1280, 1500)
PUBLIC = (
    ("board", "/", "en", TALL),
    ("board-arabic", "/", "ar", PHONE),
    ("board-panjabi", "/", "pa", PHONE),
    ("form", "/feedback", "en", PHONE),
    ("form-polish", "/feedback", "pl", PHONE),
    ("phone", "/phone/900001", "en", PHONE),
)
STAFF = (
    ("queue", "/staff/", "en", DESKTOP),
    ("desk", "/staff/items/{reference}", "en", DESKTOP),
    ("desk-arabic", "/staff/items/{reference}", "ar", DESKTOP),
    ("poster", "/staff/entry-points/1/poster", "en", DESKTOP),
)


def main() -> None:
    """Start the service on example data in a temporary folder and take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        url = databases.copy_sqlite(databases.migrated_sqlite(folder), folder)
        settings = make_settings(url, public_url=f"http://127.0.0.1:{free_port()}")
        with create_app(settings).app_context():
            load(add_staff(EMAIL, "Example moderator", Role.MODERATOR, PASSWORD))
        server = Gunicorn(environment(settings), folder, int(settings.public_url.rsplit(":", 1)[1])).start()
        try:
            with browser.chromium() as chromium:
                page = chromium.new_page()
                text_from_the_phone(page, server.base)
                for name, address, language, size in PUBLIC:
                    picture(page, server.base + address, name, language, size)
                sign_in(page, server.base)
                reference = page.locator("[data-reference]").nth(5).get_attribute("data-reference")
                for name, address, language, size in STAFF:
                    address = server.base + address.format(reference=reference)
                    picture(page, address, name, language, size)
        finally:
            server.stop()


def picture(page: Page, address: str, name: str, language: str, size: tuple[int, int]) -> None:
    """One page in one language at one size, as PNG."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}?lang={language}")
    if name.startswith("board"):
        expect(page.locator("html[data-board=live]")).to_be_attached()
    page.screenshot(path=str(IMAGES / f"{name}.png"))


def text_from_the_phone(page: Page, base: str) -> None:
    page.goto(f"{base}/phone/900001?lang=en")
    page.locator("textarea").fill("The interpreter never came so my mum nodded at everything. Please fix it")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.").first).to_be_visible()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/staff/sign-in?lang=en")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("input[name=password]")).to_have_count(0)


if __name__ == "__main__":
    main()
