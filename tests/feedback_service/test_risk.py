"""What needs a second pair of eyes: the rule as a table to read, and the phrases that ask for one."""

import pytest

from feedback_service import clock
from feedback_service.risk import Facts, Risk, reasons
from feedback_service.risk.judging import Judgement
from feedback_service.risk.racism import alleges_racism, phrases
from feedback_service.safety.table import LANGUAGES

AMINA, LENA = 1, 2


def says(is_so: bool, who: int = AMINA) -> Judgement:
    return Judgement(is_so, who, clock.now())


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(), []),
        (Facts(was_flagged=True), [Risk.SAFETY]),
        (Facts(sounds_like_racism=True), [Risk.RACISM]),
        (Facts(judged=says(True)), [Risk.RACISM]),
        (Facts(names_staff=True), [Risk.STAFF_NAMED]),
        (Facts(place_rule="Marigold Ward"), [Risk.PLACE]),
        (
            Facts(was_flagged=True, sounds_like_racism=True, names_staff=True, place_rule="Ealing"),
            [Risk.SAFETY, Risk.RACISM, Risk.STAFF_NAMED, Risk.PLACE],
        ),
    ],
)
def test_each_risk_asks_for_a_second_member_and_nothing_else_does(facts: Facts, why: list[Risk]) -> None:
    assert reasons(facts, AMINA) == why


def test_who_says_that_it_is_not_about_racism_does_not_decide_alone_on_the_strength_of_that() -> None:
    denied = Facts(sounds_like_racism=True, judged=says(False, AMINA))
    assert reasons(denied, AMINA) == [Risk.RACISM]
    assert reasons(denied, LENA) == []


def test_a_no_where_no_phrase_was_found_changes_nothing() -> None:
    assert reasons(Facts(judged=says(False, AMINA)), AMINA) == []


@pytest.mark.parametrize(
    "words",
    [
        "The nurse was racist to me",
        "They treated me different cos I'm black",
        "She told me to GO BACK TO YOUR COUNTRY",
        "because of the colour of my skin",
        "they laughed at my accent",
        "he called me a p*ki",
        "Would not have happened if I was white",
        "ਮੇਰੇ ਨਾਲ ਵਿਤਕਰਾ ਹੋਇਆ",
        "Traktowali mnie gorzej, bo jestem Polką",
        "إنهم عنصريون معي بسبب حجابي",
        "Au fost rasiști cu mine",
        "Me trataron mal por ser negra",
        "Sono stati razzisti con me",
        "میرے ساتھ نسل پرستی ہوئی",
        "Sofri preconceito por causa da minha cor",
        "મારી સાથે ભેદભાવ થયો",
        "Le médecin était raciste",
        "எனக்கு இனவெறி பேச்சு",
        "به خاطر رنگ پوستم با من بد بودند",
        "Waxay ii takooreen sababtoo ah xijaabkayga",
        "मलाई भेदभाव गरियो",
        "मेरे साथ रंगभेद हुआ",
        "আমার সাথে বৈষম্য করা হয়েছে",
        "له ما سره تبعیض وشو",
    ],
)
def test_words_about_racism_are_found_in_every_language(words: str) -> None:
    assert alleges_racism(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The tea group helps",
        "The staff were kind to me and the ward was clean",
        "I waited eleven weeks and nobody rang back",
        "The white tablets make me sick",
        "Quiero hablar con alguien en español",
        "Pielęgniarka była bardzo miła",
        "كان الطاقم لطيفا",
        "😀\x00\ud800",
    ],
)
def test_other_words_are_left_to_one_person(words: str) -> None:
    assert not alleges_racism(words)


def test_the_table_has_phrases_in_every_language_that_people_are_written_to_in() -> None:
    assert {language for language, _ in phrases()} == set(LANGUAGES)
