"""The words of texts to people, in the language in force, and what a text costs.

In English a receipt is two parts at most (306 characters), with a public address of 40
characters, and uses GSM-7 characters only: one curly quote would halve what fits.
"""

from flask import current_app
from flask_babel import gettext as _

from config.settings import Settings

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = frozenset("\f^{}\\[~]|€")


def receipt(reference: str, token: str) -> str:
    """Thanks for what the person said: it is stored, who sees it, where to follow it and to agree."""
    thanks = _(
        "Thank you. We have stored what you told us. Your reference is %(reference)s. "
        "It stays private unless you agree. Follow it or agree here: %(link)s",
        reference=reference,
        link=follow_link(token),
    )
    return f"{thanks}\n{_not_for_emergencies()}"


def receipt_for_media(reference: str, token: str) -> str:
    """For a picture or recording without words."""
    thanks = _(
        "Thank you. We got your message but cannot open pictures or recordings. "
        "Please tell us in words. Your reference is %(reference)s: %(link)s",
        reference=reference,
        link=follow_link(token),
    )
    return f"{thanks}\n{_not_for_emergencies()}"


def receipt_without_words(reference: str, token: str) -> str:
    """For a message that holds nothing at all."""
    thanks = _(
        "Thank you. We got your message but there are no words in it. "
        "Please tell us in words. Your reference is %(reference)s: %(link)s",
        reference=reference,
        link=follow_link(token),
    )
    return f"{thanks}\n{_not_for_emergencies()}"


def answer(reference: str, token: str, signed_as: str) -> str:
    """There is an answer, who gave it and where to read it; not the answer itself: phones are shared."""
    return _(
        "There is an answer to what you told us (%(reference)s), from %(signed_as)s. Read it here: %(link)s",
        reference=reference,
        signed_as=signed_as,
        link=follow_link(token),
    )


def follow_link(token: str) -> str:
    """The full address of the person's own page, as it stands in a text."""
    return f"{_settings().public_url}/follow/{token}"


def segments(text: str) -> int:
    """How many parts the networks charge for this text, one at least.

    GSM-7: 160 characters alone, 153 a part; `^{}\\[~]|€` count twice. One character outside it
    makes the whole text UCS-2: 70 alone, 67 a part, an emoji counting twice. What counts twice
    is never cut in two (3GPP TS 23.038, 23.040).
    """
    if all(letter in _GSM_7 or letter in _GSM_7_TWICE for letter in text):
        sizes = [2 if letter in _GSM_7_TWICE else 1 for letter in text]
        return _parts(sizes, alone=160, part=153)
    return _parts([2 if letter > "\uffff" else 1 for letter in text], alone=70, part=67)


def _parts(sizes: list[int], *, alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count


def _not_for_emergencies() -> str:
    settings = _settings()
    return _(
        "Not for emergencies: life at risk call %(emergency)s. "
        "Mental health crisis: call %(crisis)s, option %(option)s.",
        emergency=settings.emergency_number,
        crisis=settings.crisis_number,
        option=settings.crisis_option,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
