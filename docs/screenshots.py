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
PUBLIC = {"board": "/", "form": "/feedback", "phone": "/phone"}
STAFF = {"queue": "/staff/", "desk": "/staff/items/{reference}", "entry-points": "/staff/entry-points"}
LANGUAGES = ("en", "ar", "pa")
SIZES = {"phone": (360, 740), "desktop": (1280, 900)}


def main() -> None:
    """Start the service on example data in a temporary folder and take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = databases.copy_sqlite(databases.migrated_sqlite(folder), folder)
        settings = make_settings(url, public_url=f"http://127.0.0.1:{free_port()}")
        with create_app(settings).app_context():
            load(add_staff(EMAIL, "Example moderator", Role.MODERATOR, PASSWORD))
        server = Gunicorn(environment(settings), folder, int(settings.public_url.rsplit(":", 1)[1])).start()
        try:
            with browser.chromium() as chromium:
                for size, (width, height) in SIZES.items():
                    context = chromium.new_context(viewport={"width": width, "height": height})
                    pictures(context.new_page(), server.base, size)
                    context.close()
        finally:
            server.stop()


def pictures(page: Page, base: str, size: str) -> None:
    """Every page in every language at one size."""
    text_from_the_phone(page, base)
    for language in LANGUAGES:
        for name, address in PUBLIC.items():
            picture(page, f"{base}{address}?lang={language}", f"{name}-{language}-{size}")
    sign_in(page, base)
    reference = page.locator("a[href*='/staff/items/']").nth(2).get_attribute("href") or ""
    for language in LANGUAGES:
        for name, address in STAFF.items():
            address = address.format(reference=reference.rsplit("/", 1)[-1])
            picture(page, f"{base}{address}?lang={language}", f"{name}-{language}-{size}")


def picture(page: Page, address: str, name: str) -> None:
    page.goto(address)
    if name.startswith("board"):
        expect(page.locator("html[data-board=live]")).to_be_attached()
    page.screenshot(path=str(IMAGES / f"{name}.png"))


def text_from_the_phone(page: Page, base: str) -> None:
    page.goto(f"{base}/phone?lang=en")
    page.locator("textarea").fill("The interpreter never came so my mum nodded at everything. Please fix it")
    page.locator("form:has(textarea) button").first.click()
    page.wait_for_load_state()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/staff/sign-in?lang=en")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit], main form button").first.click()
    page.wait_for_url("**/staff/**")


if __name__ == "__main__":
    main()
