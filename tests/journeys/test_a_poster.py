"""From the poster as printed to the form: the code is read off the paper, and the place is right."""

import pypdfium2
import pytest
import zxingcpp

from feedback_service import entry_points
from feedback_service.staff import add_staff
from feedback_service.vocabulary import PlaceKind, Role
from tests.support.server import Gunicorn
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor


@pytest.mark.parametrize("languages", ["lang=en", "lang=pa&lang=ar&lang=pl&lang=en"], ids=["one language", "four"])
def test_the_code_on_the_printed_poster_opens_the_form_for_its_place(
    service: Gunicorn, story: Story, languages: str
) -> None:
    ealing = story.place("ealing")
    ward = story.place("heron-ward", PlaceKind.TEAM, ealing)
    with story.app.app_context():
        add_staff("grace@example.org", "Grace", Role.ADMINISTRATOR, PASSWORD)
        point = entry_points.create("Poster by the door", ward, story.amina)
    grace = Visitor(service.base).opens("/staff/sign-in")
    grace.submits("main form", email="grace@example.org", password=PASSWORD)
    paper = grace.opens(f"/staff/entry-points/{point.id}/poster.pdf?{languages}").answer
    assert paper.headers["Content-Type"] == "application/pdf"

    image = pypdfium2.PdfDocument(paper.content)[0].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == f"{service.base}/q/{point.code}"

    kofi = Visitor(service.base).opens(code.text)
    assert "/feedback" in kofi.answer.url
    assert "Heron-Ward" in kofi.reads
    kofi.submits(words="It was calm on the ward", consent="yes", answer="link")
    said = grace.opens("/staff/")
    assert "It was calm on the ward" in said.reads
    assert "Heron-Ward" in said.reads
