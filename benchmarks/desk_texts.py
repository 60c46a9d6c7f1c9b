"""What is said at the desk that is measured: texts put together from lists of our own.

A few thousand are written, and the ciphertext of one may stand for many people; what each is found by is real. Three
words are there to be searched for: RARE in 60 feedback of any size, MEDIUM in one of a hundred, COMMON in one of three.
"""

import random
from dataclasses import dataclass, field

from feedback_service import references
from feedback_service.search import tokens
from feedback_service.storage import current_cipher

RARE, MEDIUM, COMMON, OTHER = "marmalade", "parking", "nurse", "waited"
TEXTS, ANSWERS = 3000, 300

_OPENINGS = """On the ward|At the clinic|When I rang the team|During my stay|After the appointment|At the front desk
In the waiting room|Before I went home|At the day centre|When the crisis team came"""
_PEOPLE = """the doctor|a nurse|the receptionist|my care coordinator|the night staff|an interpreter|the therapist"""
_DEEDS = """listened to me|explained every tablet|was in a hurry|rang my mother|lost my letter|found a quiet room
waited with me|forgot my name|wrote the plan down|came when I called|changed the time again|spoke slowly|brought tea
did not look up|asked what would help"""
_FEELINGS = """I felt heard|I felt small|it gave me hope|it made me cross|nobody told me why|I was glad|I cried"""
_WISHES = """please keep the garden open|the heating needs mending|more evening groups would help
the food should be warm|signs in Panjabi would help|one more telephone line is needed|the toilets were clean
visiting was too short|the bus stops too far away|the leaflet was hard to read|we need a prayer room
the chairs are broken"""
_THINGS = """curtain|kettle|window|corridor|radiator|letter|tablet|injection|blanket|garden|piano|breakfast|bathroom
lift|ramp|telephone|television|wardrobe|mirror|notice|library|kitchen"""
_ELSEWHERE = {
    "pl": "Pielęgniarka była bardzo miła|Czekałem długo na wizytę|Proszę o więcej rozmów|Jedzenie było zimne",
    "pa": "ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ|ਮੈਨੂੰ ਬਹੁਤ ਉਡੀਕ ਕਰਨੀ ਪਈ|ਖਾਣਾ ਠੰਡਾ ਸੀ|ਡਾਕਟਰ ਨੇ ਮੇਰੀ ਗੱਲ ਸੁਣੀ",
    "ar": "كانت الممرضة لطيفة جدا|انتظرت وقتا طويلا|الطعام كان باردا|الطبيب استمع إلي",
    "so": "Kalkaalisadu aad bay u fiicnayd|Waqti dheer baan sugay|Cuntadu way qaboobayd",
    "ro": "Asistenta a fost foarte amabilă|Am așteptat mult timp",
    "ur": "نرس بہت اچھی تھی|مجھے بہت انتظار کرنا پڑا",
    "pt": "A enfermeira foi muito simpática|Esperei muito tempo",
    "ta": "செவிலியர் மிகவும் அன்பாக இருந்தார்|நீண்ட நேரம் காத்திருந்தேன்",
}
_ANSWERS = """We have talked about it in the team|We have mended it|We are sorry that you waited
Thank you, we passed it on"""


@dataclass(frozen=True)
class Text:
    """A text of the pool: encrypted, and what it is found by."""

    language: str
    body: str
    found_by: frozenset[str]


@dataclass
class Pool:
    """What everything is made of; the same for every size."""

    draw: random.Random
    texts: dict[str, list[Text]] = field(default_factory=dict)
    rare: Text | None = None
    answers: list[Text] = field(default_factory=list)
    token: str = ""

    def said(self, language: str) -> Text:
        """A text in this language."""
        return self.draw.choice(self.texts[language])


def pool() -> Pool:
    """Written anew, and the same each time."""
    made = Pool(random.Random(4))
    draw, cipher = made.draw, current_cipher()
    made.texts["en"] = [_text("en", _english(draw)) for _ in range(TEXTS)]
    for language, sentences in _ELSEWHERE.items():
        both = [f"{first}. {second}." for first in _each(sentences) for second in _each(sentences)]
        made.texts[language] = [_text(language, words) for words in both]
    made.rare = _text("en", f"{_english(draw)} A {COMMON} brought {RARE}.")
    made.answers = [
        _text("en", f"{draw.choice(_each(_ANSWERS))}: the {draw.choice(_each(_THINGS))}.") for _ in range(ANSWERS)
    ]
    made.token = cipher.encrypt(references.new_token())
    return made


def _english(draw: random.Random) -> str:
    opening, person, deed, feeling = (draw.choice(_each(each)) for each in (_OPENINGS, _PEOPLE, _DEEDS, _FEELINGS))
    other, deed_too, wish = (draw.choice(_each(each)) for each in (_PEOPLE, _DEEDS, _WISHES))
    first, second = draw.sample(_each(_THINGS), 2)
    parts = [
        f"{opening} {person} {deed} and {feeling}.",
        f"{other.capitalize()} {deed_too}; {wish}.",
        f"The {first} by the {second}, room {draw.randrange(400)}.",
        *([f"The {MEDIUM} costs too much."] if draw.random() < 0.01 else []),
    ]
    return " ".join(parts)


def _each(listed: str) -> list[str]:
    return listed.replace("\n", "|").split("|")


def _text(language: str, words: str) -> Text:
    return Text(language, current_cipher().encrypt(words), frozenset(tokens.of_text(words)))
