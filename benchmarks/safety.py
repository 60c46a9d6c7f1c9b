"""The safety screening: what it finds of a listed set of messages, language by language, and how long it takes."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from feedback_service.safety.screening import screen
from feedback_service.safety.table import LANGUAGES, table

MESSAGES = Path(__file__).parents[1] / "tests" / "data" / "safety_messages.tsv"
ENGLISH_RECALL = 0.98
LENGTHS = (160, 1600)
TIMES = 5
UNSEEN = (
    "The phrases were written by the authors of the list and widened where it showed gaps, so this recall flatters.",
    "English messages written later and seen for the first time: 11 of 40 found, then (the gaps filled) 17 of 31,",
    "then 13 of 20; in the other languages 20 of 26, then 23 of 28. People must read everything all the same.",
)
"""What was found of messages before a phrase was changed for them."""


@dataclass(frozen=True)
class Message:
    """One line of the list, and whether it flagged."""

    line: int
    is_held: bool
    language: str
    is_danger: bool
    words: str
    gloss: str
    is_flagged: bool


def measure() -> tuple[str, list[str]]:
    """The report's section, and a line when English recall is below its floor."""
    started = time.process_time()
    table()
    loading = time.process_time() - started
    messages = _messages()
    recall = _share([each.is_flagged for each in messages if each.language == "en" and each.is_danger])
    problems = [] if recall >= ENGLISH_RECALL else [f"safety: English recall {recall:.3f}, below {ENGLISH_RECALL}"]
    lines = [
        f"Safety screening: {len(messages)} listed messages against the phrases of all {len(LANGUAGES)} languages",
        f"{'':10}{'danger':>8}{'safe':>8}{'recall':>10}{'open':>10}{'held':>10}{'precision':>12}",
        *(_row(language, [each for each in messages if each.language == language]) for language in LANGUAGES),
        _row("all", messages),
        *_named("Missed", [each for each in messages if each.is_danger and not each.is_flagged]),
        *_named("Flagged though safe", [each for each in messages if not each.is_danger and each.is_flagged]),
        *UNSEEN,
        *(_speed(length, messages) for length in LENGTHS),
        f"Reading the table, once in a process: {loading:.1f} s of processor time.",
    ]
    return "\n".join(lines), problems


def _messages() -> list[Message]:
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Message(
                line=rows.line_num,
                is_held=row["set"] == "held",
                language=row["language"],
                is_danger=row["expected"] == "danger",
                words=row["message"],
                gloss=row["gloss"] or row["message"],
                is_flagged=screen(row["message"]) is not None,
            )
            for row in rows
        ]


def _row(name: str, messages: list[Message]) -> str:
    danger = [each for each in messages if each.is_danger]
    figures = [
        _share([each.is_flagged for each in danger]),
        _share([each.is_flagged for each in danger if not each.is_held]),
        _share([each.is_flagged for each in danger if each.is_held]),
    ]
    precision = _share([each.is_danger for each in messages if each.is_flagged])
    cells = "".join(f"{each:>10.3f}" for each in figures)
    return f"{name:10}{len(danger):>8}{len(messages) - len(danger):>8}{cells}{precision:>12.3f}"


def _share(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _named(title: str, messages: list[Message]) -> list[str]:
    named = "; ".join(f"line {each.line} ({each.language}) {each.gloss}" for each in messages)
    return [f"{title}: {named or 'none'}."]


def _speed(length: int, messages: list[Message]) -> str:
    """The processor time of texts of this length, cut from the listed safe messages in English, one after another."""
    joined = " ".join(each.words for each in messages if each.language == "en" and not each.is_danger)
    texts = [joined[start : start + length] for start in range(0, len(joined) - length, length)]
    taken = [1e6 * _seconds(text) for text in texts]
    return f"{length:,} characters: {median(taken):,.0f} µs (at most {max(taken):,.0f}), processor time."


def _seconds(text: str) -> float:
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        screen(text)
        times.append(time.process_time() - started)
    return min(times)
