"""A linear model as plain arrays: which themes a text is about, and how surely.

It is kept as numpy's own `.npz` without pickled objects, so that reading one runs nothing.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feedback_service.themes.features import pieces

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
_SEPARATOR = "\x00"


@dataclass(frozen=True, eq=False)
class Suggestion:
    """`score`: how sure the model is, from 0 to 1."""

    slug: str
    score: float


@dataclass(frozen=True, eq=False)
class Model:
    """`weights` is pieces × themes, `bias` and `cut` one number for each theme: a theme is suggested where the
    probability is not below its cut. `rarity` is the weight of each piece (its inverse document frequency)."""

    slugs: Sequence[str]
    vocabulary: Sequence[str]
    rarity: Floats
    weights: Floats
    bias: Floats
    cut: Floats

    @cached_property
    def _places(self) -> dict[str, int]:
        return {piece: place for place, piece in enumerate(self.vocabulary)}

    def suggest(self, text: str) -> list[Suggestion]:
        """The themes that the text is about, the surest first."""
        probabilities = self.probabilities(text)
        found = [
            Suggestion(slug, float(probability))
            for slug, probability, cut in zip(self.slugs, probabilities, self.cut, strict=True)
            if probability >= cut
        ]
        return sorted(found, key=lambda each: each.score, reverse=True)

    def probabilities(self, text: str) -> Floats:
        """How sure each theme is, in the order of `slugs`; all but nothing where no piece of the text is known."""
        places, values = vector(text, self._places, self.rarity)
        score = self.bias + values @ self.weights[places] if len(places) else self.bias
        return (1 / (1 + np.exp(-score))).astype(np.float32)

    def to_bytes(self) -> bytes:
        """For storing."""
        target = io.BytesIO()
        text = np.frombuffer(_SEPARATOR.join(self.vocabulary).encode(), dtype=np.uint8)
        slugs = np.frombuffer(_SEPARATOR.join(self.slugs).encode(), dtype=np.uint8)
        half = self.weights.astype(np.float16)
        np.savez_compressed(
            target, vocabulary=text, slugs=slugs, rarity=self.rarity, weights=half, bias=self.bias, cut=self.cut
        )
        return target.getvalue()

    @staticmethod
    def from_bytes(stored: bytes) -> "Model":
        """Raises ValueError for anything but a model."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as kept:
            return Model(
                slugs=kept["slugs"].tobytes().decode().split(_SEPARATOR),
                vocabulary=kept["vocabulary"].tobytes().decode().split(_SEPARATOR),
                rarity=kept["rarity"],
                weights=kept["weights"].astype(np.float32),
                bias=kept["bias"],
                cut=kept["cut"],
            )


def vector(text: str, places: dict[str, int], rarity: Floats) -> tuple[np.ndarray, Floats]:
    """The known pieces of a text and their weights: words and runs of letters each of length 1 together, so that a long
    text weighs as much as a short one."""
    known = [(places[piece], piece[0], count) for piece, count in pieces(text).items() if piece in places]
    where = np.array([place for place, _, _ in known], dtype=np.int64)
    values = np.array([1 + np.log(count) for _, _, count in known], dtype=np.float32) * rarity[where]
    for kind in "wc":
        mine = np.array([each == kind for _, each, _ in known], dtype=bool)
        length = float(np.sqrt((values[mine] ** 2).sum()))
        if length:
            values[mine] /= length
    return where, values
