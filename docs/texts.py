"""`python -m docs.texts`: writes docs/texts.md and docs/texts/<language>.md, every text as it is sent.

The texts are put together by the product itself, with the example values below and a public address
of 40 characters. A test fails while the files are not what this writes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.fernet import Fernet

from config.settings import Settings
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.texts import wording
from feedback_service.texts.catalogue import SAFETY
from feedback_service.texts.segments import segments
from feedback_service.texts.wording import Voice
from feedback_service.vocabulary import Because, direction
from wsgi import create_app

FOLDER = Path(__file__).parent
PUBLIC_URL = "https://feedback.example-trust.nhs.uk/ys"
REFERENCE, TOKEN, ENTRY = "K7M4-QX9D", "m2Q4zVtX8nRk1LwYc0PbFg", 1234
ANSWER = "Thank you. There is tea and toast from six in the evening now, every day."
WORDS = "[name removed] was kind, but we waited five hours."
DAY = date(2026, 12, 1)


@dataclass(frozen=True)
class Sent:
    """One text as it goes out; `carries_answer` lifts the limit of two parts."""

    when: str
    text: Callable[[Voice], str]
    carries_answer: bool = False


def _receipt(key: str) -> Callable[[Voice], str]:
    return lambda to: wording.receipt(to, key, REFERENCE, TOKEN)


def _say(key: str, **values: object) -> Callable[[Voice], str]:
    return lambda to: wording.say(to, key, **values)


def _with_offer(key: str) -> Callable[[Voice], str]:
    return lambda to: f"{wording.say(to, key)}\n{wording.say(to, 'questions_offer')}"


def _decision(to: Voice, key: str, reason: str) -> str:
    return wording.decision(to, key, REFERENCE, TOKEN, wording.say(to, reason))


def _status(where: str, stage: str | None) -> Callable[[Voice], str]:
    return lambda to: wording.status(to, REFERENCE, TOKEN, where, stage, DAY)


SENT = (
    Sent("New feedback", _receipt("receipt")),
    Sent("A picture without words", _receipt("receipt_for_media")),
    Sent("An empty message", _receipt("receipt_without_words")),
    Sent("More words a little later", _say("more", reference=REFERENCE)),
    Sent("Words that sound like danger", lambda to: wording.signpost(to, REFERENCE)),
    Sent("A little after the receipt", _say("consent_question", reference=REFERENCE)),
    Sent("YES to the board", _with_offer("consent_yes")),
    Sent("NO to the board", _with_offer("consent_no")),
    Sent("PRIVATE, later", _say("made_private", reference=REFERENCE)),
    Sent("Words were hidden", lambda to: wording.preview(to, REFERENCE, TOKEN, WORDS)),
    Sent("The same, of a long message", lambda to: wording.preview(to, REFERENCE, TOKEN, f"{WORDS} " * 6)),
    Sent("YES to the preview", _say("published", link=f"{PUBLIC_URL}/entries/{ENTRY}")),
    Sent("Own words instead", _say("reworded")),
    Sent("Not published", lambda to: _decision(to, "decision_rejected", "reason_identifies")),
    Sent("Kept private", lambda to: _decision(to, "decision_private", "reason_not_agreed")),
    Sent("Taken off the board", lambda to: _decision(to, "decision_withdrawn", "reason_mistake")),
    *(Sent(f"A reason: {code}", _say(f"reason_{code}")) for code in Because if code != Because.OWN),
    Sent("In place of a reason in another language", _say("reason_on_page")),
    Sent(
        "An answer",
        lambda to: wording.answer(to, "answer", REFERENCE, TOKEN, "Ward manager", ANSWER),
        carries_answer=True,
    ),
    Sent(
        "A promise was kept",
        lambda to: wording.answer(to, "promise_kept", REFERENCE, TOKEN, "Ward manager", ANSWER),
        carries_answer=True,
    ),
    Sent("A promise has a new day", lambda to: wording.another_day(to, REFERENCE, TOKEN, DAY)),
    Sent("1: it answered me", _say("verdict_yes")),
    Sent("2: partly", _say("verdict_partly")),
    Sent("3: it did not", _say("verdict_no")),
    Sent("What is missing", _say("added", reference=REFERENCE)),
    Sent("NO to the questions", _say("questions_declined")),
    Sent("Question: how it was", _say("question_fft")),
    Sent("Question: who writes", _say("question_author")),
    Sent("May we ask about ethnicity", _say("equality_offer")),
    Sent("Question: ethnic group", _say("question_ethnic_group")),
    *(
        Sent(f"Question: background, {group}", _say(f"question_{group}"))
        for group in ("white", "mixed", "asian", "black", "other")
    ),
    Sent("A number that is not offered", _say("not_a_choice")),
    Sent("After the last question", _say("questions_done")),
    Sent("0: no more questions", _say("questions_ended")),
    Sent("HELP", wording.help_text),
    Sent("STATUS: waits", _status("pending", "heard")),
    Sent("STATUS: on the board, promised", _status("published", "doing")),
    Sent("STATUS: private, done", _status("private", "did")),
    Sent("STATUS: taken off, cannot", _status("withdrawn", "cannot")),
    Sent("STATUS: not published", _status("rejected", None)),
    Sent("STATUS: open again", _status("published", "reopened")),
    Sent("STATUS: nothing yet", _say("status_nothing")),
    Sent("A reference of somebody else's", _say("status_unknown", reference=REFERENCE)),
    Sent("A language's name", _say("language_set")),
    Sent("Stop, in words of their own", _say("stopped")),
    Sent("START", _say("started")),
    Sent("DELETE", _say("erase_question")),
    Sent("DELETE again", _say("erased")),
    Sent("DELETE again, with an open safety flag", _say("erase_waits")),
    Sent("NO to erasing", _say("erase_not")),
    Sent("Staff looked up their number", _say("looked_up", reference=REFERENCE, link=f"{PUBLIC_URL}/follow/{TOKEN}")),
)
"""Every text, in the order of a conversation."""


def pages() -> dict[Path, str]:
    """What each file should hold. Needs an application context."""
    files = {FOLDER / "texts.md": _english()}
    for code in SPOKEN:
        if code != DEFAULT:
            files[FOLDER / "texts" / f"{code}.md"] = _translated(code)
    return files


def voice(language: str) -> Voice:
    """The language as long as nobody has confirmed its safety texts."""
    return Voice(language, SAFETY if language == DEFAULT else frozenset())


def settings() -> Settings:
    """The defaults, with an address of 40 characters."""
    return Settings(
        _env_file=None,
        secret_key="only for writing documents",  # noqa: S106
        field_keys=Fernet.generate_key().decode(),
        database_url="sqlite://",
        public_url=PUBLIC_URL,
    )


def _english() -> str:
    links = " · ".join(f"[{SPOKEN[code]}](texts/{code}.md)" for code in SPOKEN if code != DEFAULT)
    return (
        "# The texts to people\n\n"
        "Every text as it goes out, with example values, a public address of 40 characters and the default numbers. "
        "*Parts* are what the networks charge: 160 characters of the GSM alphabet alone and 153 a part, 70 and 67 with "
        "any other letter. No English text is more than two parts, unless it carries an answer.\n\n"
        "This file is written by `.venv/bin/python -m docs.texts` from `feedback_service/texts/catalogue.py`.\n\n"
        f"In the other languages, drafts until a named reviewer has confirmed them: {links}\n\n"
        f"{_table(DEFAULT)}"
    )


def _translated(code: str) -> str:
    return (
        f"# {SPOKEN[code]} ({code})\n\n"
        "Drafts, until a named reviewer confirms them at the desk; the lines that lives may hang on have the English "
        "beside them until then. Written by `.venv/bin/python -m docs.texts`; in English: [texts.md](../texts.md).\n\n"
        f"{_table(code)}"
    )


def _table(code: str) -> str:
    to, rows = voice(code), []
    for sent in SENT:
        text = sent.text(to)
        cell = text.replace("|", "\\|").replace("\n", "<br>")
        if direction(code) == "rtl":
            cell = f'<div dir="rtl">{cell}</div>'
        rows.append(f"| {sent.when} | {cell} | {segments(text)} |")
    return "\n".join(["| when | text | parts |", "|---|---|---|", *rows]) + "\n"


def main() -> int:
    """Write every file; returns the exit status."""
    with create_app(settings()).app_context():
        for path, content in pages().items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
