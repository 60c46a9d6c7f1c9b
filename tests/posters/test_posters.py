"""Posters: whatever the languages, the code scans, nothing spills over and no letter is a box."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from feedback_service.posters import FontsMissing, Poster, PosterText, poster_pdf, qr_png, qr_svg

FONTS = Path(__file__).parents[2] / "feedback_service" / "static" / "vendor" / "poster-fonts"
URL = "https://feedback.example.org/q/K7M2QX"
DOTS_PER_INCH = 150
MILLIMETRES_PER_INCH = 25.4

ENGLISH = PosterText(
    language="en",
    direction="ltr",
    heading="Tell us how it was",
    invitation="Scan the code. Say what happened, good or bad. You will get an answer.",
    how="No app, no account. In any language.",
    safety="Not for emergencies. Life at risk: call 999. Mental health crisis: call 111, option 2.",
)
ARABIC = PosterText(
    language="ar",
    direction="rtl",
    heading="أخبرنا كيف كانت تجربتك",
    invitation="امسح الرمز. قل لنا ما حدث، جيدًا كان أم سيئًا. ستتلقى ردًّا.",
    how="بلا تطبيق وبلا حساب. بأي لغة.",
    safety="ليست للحالات الطارئة. إذا كانت الحياة في خطر: اتصل بالرقم 999. "
    "في الأزمات النفسية: اتصل بالرقم 111 ثم اختر الخيار 2.",
)
PANJABI = PosterText(
    language="pa",
    direction="ltr",
    heading="ਸਾਨੂੰ ਦੱਸੋ ਤੁਹਾਡਾ ਅਨੁਭਵ ਕਿਵੇਂ ਰਿਹਾ",
    invitation="ਕੋਡ ਸਕੈਨ ਕਰੋ। ਦੱਸੋ ਕੀ ਹੋਇਆ, ਚੰਗਾ ਜਾਂ ਮਾੜਾ। ਤੁਹਾਨੂੰ ਜਵਾਬ ਮਿਲੇਗਾ।",
    how="ਨਾ ਐਪ, ਨਾ ਖਾਤਾ। ਕਿਸੇ ਵੀ ਭਾਸ਼ਾ ਵਿੱਚ।",
    safety="ਐਮਰਜੈਂਸੀ ਲਈ ਨਹੀਂ। ਜਾਨ ਨੂੰ ਖ਼ਤਰਾ: 999\u00a0’ਤੇ ਫ਼ੋਨ ਕਰੋ। ਮਾਨਸਿਕ ਸਿਹਤ ਸੰਕਟ: 111\u00a0’ਤੇ ਫ਼ੋਨ ਕਰੋ, ਵਿਕਲਪ 2।",
)
POLISH = PosterText(
    language="pl",
    direction="ltr",
    heading="Powiedz nam, jak było",
    invitation="Zeskanuj kod. Napisz, co się wydarzyło – dobrego lub złego. Dostaniesz odpowiedź.",
    how="Bez aplikacji, bez konta. W każdym języku.",
    safety="Nie w nagłych wypadkach. Zagrożenie życia: dzwoń pod 999. Kryzys psychiczny: dzwoń pod 111, opcja 2.",
)
URDU = PosterText(
    language="ur",
    direction="rtl",
    heading="ہمیں بتائیں کہ کیسا رہا",
    invitation="کوڈ اسکین کریں۔ بتائیں کیا ہوا، اچھا یا برا۔ آپ کو جواب ملے گا۔",
    how="نہ ایپ، نہ اکاؤنٹ۔ کسی بھی زبان میں۔",
    safety="ہنگامی حالات کے لیے نہیں۔ جان کو خطرہ ہو: 999 پر کال کریں۔ ذہنی صحت کا بحران: 111 پر کال کریں، آپشن 2۔",
)
UKRAINIAN = PosterText(
    language="uk",
    direction="ltr",
    heading="Розкажіть нам, як усе було",
    invitation="Відскануйте код. Розкажіть, що сталося, добре чи погане. Ви отримаєте відповідь.",
    how="Без застосунку, без облікового запису. Будь-якою мовою.",
    safety="Не для екстрених випадків. Загроза життю: телефонуйте 999. Психічна криза: телефонуйте 111, опція 2.",
)
ALL_SIX = (ENGLISH, ARABIC, PANJABI, POLISH, URDU, UKRAINIAN)


def waiting_room(*texts: PosterText) -> Poster:
    """The poster of one ward, whose name needs letters beyond the plain Latin ones."""
    return Poster(
        url=URL,
        place_name="Ward 7, Łódź House",
        service_name="Community mental health feedback",
        texts=texts,
        text_number="07700 900461",
    )


def printed(poster: Poster) -> tuple[pypdfium2.PdfDocument, Image.Image]:
    """The PDF and its first page as printed at 150 dots per inch."""
    document = pypdfium2.PdfDocument(poster_pdf(poster, FONTS))
    return document, document[0].render(scale=DOTS_PER_INCH / 72).to_pil()


def scanned(image: Image.Image) -> Sequence[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(image)


@pytest.mark.parametrize("texts", [(ENGLISH,), (ARABIC,), (PANJABI,), ALL_SIX[:2], ALL_SIX[:4], ALL_SIX])
def test_a_poster_is_one_a4_page_whose_code_leads_exactly_to_the_link(texts: tuple[PosterText, ...]) -> None:
    document, image = printed(waiting_room(*texts))

    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    assert [code.text for code in scanned(image)] == [URL]


@pytest.mark.parametrize("texts", [(ENGLISH,), ALL_SIX])
@pytest.mark.parametrize("url", ["https://a.uk/1", URL, URL + "/a-much-longer-address/for-the-same-place"])
def test_the_code_is_at_least_70_millimetres_wide(url: str, texts: tuple[PosterText, ...]) -> None:
    _, image = printed(replace(waiting_room(*texts), url=url))

    [code] = scanned(image)
    width = (code.position.top_right.x - code.position.top_left.x) / DOTS_PER_INCH * MILLIMETRES_PER_INCH
    assert width >= 69.5


def test_long_names_and_texts_shrink_until_they_fit_one_page() -> None:
    wordy = replace(ENGLISH, invitation=ENGLISH.invitation * 4, safety=ENGLISH.safety * 2)
    poster = replace(
        waiting_room(wordy, *ALL_SIX[1:4]),
        place_name="Perinatal Mother and Baby Inpatient Unit, Chamomile Suite, The Barberry Centre, Edgbaston",
        service_name="Patient and carer race equality feedback of the community mental health teams",
    )

    document, image = printed(poster)

    assert len(document) == 1
    assert [code.text for code in scanned(image)] == [URL]


def test_nothing_is_drawn_beyond_the_edge_of_the_page() -> None:
    document, _ = printed(waiting_room(*ALL_SIX))
    width, height = document[0].get_size()

    for thing in document[0].get_objects():
        left, bottom, right, top = thing.get_bounds()
        assert left >= -0.5
        assert bottom >= -0.5
        assert right <= width + 0.5
        assert top <= height + 0.5


def test_a_right_to_left_poster_has_its_code_at_the_right() -> None:
    _, arabic = printed(waiting_room(ARABIC))
    _, english = printed(waiting_room(ENGLISH))

    assert scanned(arabic)[0].position.top_left.x > arabic.width / 2
    assert scanned(english)[0].position.top_right.x < english.width * 0.6


def test_without_a_number_to_text_the_poster_shows_none() -> None:
    document, _ = printed(replace(waiting_room(ENGLISH), text_number=None))

    assert "07700" not in document[0].get_textpage().get_text_range()


def test_the_words_of_every_language_can_be_searched_and_read_aloud() -> None:
    document, _ = printed(waiting_room(ENGLISH, PANJABI, POLISH))
    words = " ".join(document[0].get_textpage().get_text_range().replace("\u00a0", " ").split())

    for text in (ENGLISH, PANJABI, POLISH):
        assert text.heading in words
        assert text.how in words
    assert "Ward 7, Łódź House" in words
    assert "feedback.example.org/q/K7M2QX" in words
    assert "07700 900461" in words


def test_the_document_says_its_title_and_its_language() -> None:
    pdf = poster_pdf(waiting_room(ARABIC, ENGLISH), FONTS)

    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == f"{ARABIC.heading} – Ward 7, Łódź House"
    assert b"/Lang (ar)" in pdf


def test_latin_names_stand_in_an_arabic_text_and_arabic_names_in_a_polish_one() -> None:
    mixed = replace(ARABIC, how="في Łódź House (Ward 7)، بأي لغة.")
    arabic_place = replace(waiting_room(POLISH, mixed), place_name="عيادة السلام (Ward 7)")

    document, image = printed(arabic_place)

    assert len(document) == 1
    assert [code.text for code in scanned(image)] == [URL]


def test_a_poster_needs_one_language_and_has_room_for_six() -> None:
    with pytest.raises(ValueError, match="1 to 6 languages, not 0"):
        poster_pdf(waiting_room(), FONTS)
    with pytest.raises(ValueError, match="1 to 6 languages, not 7"):
        poster_pdf(waiting_room(*ALL_SIX, ENGLISH), FONTS)


def test_a_script_without_a_font_is_refused_by_the_name_of_its_language() -> None:
    amharic = replace(ENGLISH, language="am", heading="እንዴት እንደነበር ይንገሩን")

    with pytest.raises(ValueError, match="heading in language 'am'"):
        poster_pdf(waiting_room(ENGLISH, amharic), FONTS)


def test_a_place_name_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="place name"):
        poster_pdf(replace(waiting_room(ENGLISH), place_name="Ward 😀"), FONTS)


def test_a_text_too_long_to_be_readable_is_refused() -> None:
    with pytest.raises(ValueError, match="an invitation is too long"):
        poster_pdf(waiting_room(replace(ENGLISH, invitation="again and " * 900)), FONTS)


def test_missing_fonts_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="make build"):
        poster_pdf(waiting_room(ENGLISH), tmp_path)


@pytest.mark.parametrize("scale", [4, 12])
def test_the_png_code_leads_exactly_to_the_link(scale: int) -> None:
    image = Image.open(BytesIO(qr_png(URL, scale=scale)))

    [code] = scanned(image)
    assert code.text == URL
    assert image.width % scale == 0


def test_the_png_code_has_a_light_border_of_four_modules() -> None:
    image = Image.open(BytesIO(qr_png(URL, scale=3))).convert("L")

    border = [image.getpixel((x, y)) for x in range(image.width) for y in range(4 * 3)]
    assert set(border) == {255}
    assert image.getpixel((4 * 3, 4 * 3)) == 0


def test_the_svg_code_is_one_well_formed_element_that_scales() -> None:
    svg = qr_svg("https://feedback.example.org/q/K7M2QX?a=1&b=2")

    element = ElementTree.fromstring(svg)
    assert svg.startswith("<svg")
    assert element.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in element.attrib
    assert not {"width", "height", "role"} & element.attrib.keys()
