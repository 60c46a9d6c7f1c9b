"""How good a model is, as it is kept and shown to administrators."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OfTheme:
    """One theme among the texts held out: its F1, how many texts were about it, were suggested, and were both."""

    slug: str
    f1: float
    wanted: int
    suggested: int
    right: int


@dataclass(frozen=True)
class Measured:
    """Measured on `texts` of `people` that the measured model, which `learned_from` so many texts, had not seen.

    Micro-F1 counts every theme of every text alike; macro-F1 is the mean over themes, however rare.
    """

    learned_from: int
    texts: int
    people: int
    micro_f1: float
    macro_f1: float
    themes: tuple[OfTheme, ...]

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {
            "learned_from": self.learned_from,
            "texts": self.texts,
            "people": self.people,
            "micro_f1": self.micro_f1,
            "macro_f1": self.macro_f1,
            "themes": [vars(each) for each in self.themes],
        }

    @staticmethod
    def from_json(stored: dict[str, Any]) -> "Measured":
        """The measures as they were kept."""
        return Measured(**{**stored, "themes": tuple(OfTheme(**each) for each in stored["themes"])})
