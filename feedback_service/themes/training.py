"""Learns from labelled texts and measures what it learned. Needs scikit-learn: `requirements-themes.txt`.

Two linear models read the same pieces, a logistic regression and a support vector machine, each giving rare themes as
much weight as common ones; their scores are averaged, which is again one linear model. From which probability on a
theme is suggested is found for each theme on parts of the training texts that were not learned from. A fifth of the
people is held out from all of this, and the measures are of their texts alone. The model in use is then made from
everybody's.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, GroupShuffleSplit
from sklearn.svm import LinearSVC

from feedback_service.themes.examples import Example
from feedback_service.themes.features import pieces
from feedback_service.themes.measures import Measured, OfTheme
from feedback_service.themes.model import Floats, Model, vector

FEWEST = 20
"""A theme is learned from that many examples on."""
FEWEST_PEOPLE = 50
HELD_OUT = 0.2
FOLDS = 4
_RARE = {"w": 2, "c": 3}
"""How many people at least use a piece that counts: what one person wrote alone is in no model."""


class TooFew(ValueError):
    """There is too little to learn from; the message is one line."""


@dataclass(frozen=True)
class Learned:
    """The model made from every example, and how good one was that had not seen the people it was measured on."""

    model: Model
    measured: Measured


@dataclass(frozen=True, eq=False)
class _Labelled:
    texts: Sequence[str]
    people: np.ndarray
    labels: np.ndarray

    def part(self, which: np.ndarray) -> "_Labelled":
        return _Labelled([self.texts[each] for each in which], self.people[which], self.labels[which])


def learn(examples: Sequence[Example], seed: int = 0) -> Learned:
    """Learn and measure. The same examples and seed give the same figures. Raises TooFew."""
    counts = Counter(theme for example in examples for theme in example.themes)
    slugs = sorted(theme for theme, count in counts.items() if count >= FEWEST)
    people = np.array([example.respondent for example in examples])
    if len(slugs) < 2 or len(set(people)) < FEWEST_PEOPLE:
        raise TooFew(f"learning needs two themes with {FEWEST} examples each, of {FEWEST_PEOPLE} people at least")
    labels = np.array([[slug in example.themes for slug in slugs] for example in examples])
    everybody = _Labelled([example.text for example in examples], people, labels)
    splitting = GroupShuffleSplit(1, test_size=HELD_OUT, random_state=seed)
    seen, unseen = next(splitting.split(labels, groups=people))
    measured = _measure(_fit(everybody.part(seen), slugs), everybody.part(unseen), len(seen))
    return Learned(_fit(everybody, slugs), measured)


def _measure(model: Model, unseen: _Labelled, learned_from: int) -> Measured:
    predicted = np.array([model.probabilities(text) >= model.cut for text in unseen.texts])
    each = f1_score(unseen.labels, predicted, average=None, zero_division=0)
    wanted, found = unseen.labels.sum(axis=0), predicted.sum(axis=0)
    right = (unseen.labels & predicted).sum(axis=0)
    return Measured(
        learned_from=learned_from,
        texts=len(unseen.texts),
        people=len(set(unseen.people)),
        micro_f1=float(f1_score(unseen.labels, predicted, average="micro", zero_division=0)),
        macro_f1=float(f1_score(unseen.labels, predicted, average="macro", zero_division=0)),
        themes=tuple(
            OfTheme(slug, float(each[place]), int(wanted[place]), int(found[place]), int(right[place]))
            for place, slug in enumerate(model.slugs)
        ),
    )


def _fit(labelled: _Labelled, slugs: Sequence[str]) -> Model:
    """The model, with cuts found on folds of people that a model of the others had not seen."""
    unseen = np.zeros(labelled.labels.shape, dtype=np.float32)
    folds = GroupKFold(FOLDS).split(labelled.labels, groups=labelled.people)
    for learned, left in folds:
        partial = _weigh(labelled.part(learned), slugs)
        unseen[left] = [partial.probabilities(labelled.texts[each]) for each in left]
    whole = _weigh(labelled, slugs)
    cut = np.array([_best_cut(unseen[:, place], labelled.labels[:, place]) for place in range(len(slugs))])
    return Model(slugs, whole.vocabulary, whole.rarity, whole.weights, whole.bias, cut.astype(np.float32))


def _weigh(labelled: _Labelled, slugs: Sequence[str]) -> Model:
    vocabulary, rarity = _vocabulary(labelled)
    places = {piece: place for place, piece in enumerate(vocabulary)}
    matrix = _matrix(labelled.texts, places, rarity)
    weights, bias = zip(*(_one_theme(matrix, labelled.labels[:, place]) for place in range(len(slugs))), strict=True)
    cut = np.full(len(slugs), 0.5, dtype=np.float32)
    return Model(slugs, vocabulary, rarity, np.stack(weights, axis=1), np.array(bias, dtype=np.float32), cut)


def _vocabulary(labelled: _Labelled) -> tuple[list[str], Floats]:
    occurs: Counter[str] = Counter()
    of_person: dict[str, set[str]] = defaultdict(set)
    for person, text in zip(labelled.people, labelled.texts, strict=True):
        found = set(pieces(text))
        occurs.update(found)
        of_person[person] |= found
    people = Counter(piece for found in of_person.values() for piece in found)
    kept = sorted(piece for piece, count in people.items() if count >= _RARE[piece[0]])
    counts = np.array([occurs[piece] for piece in kept])
    return kept, (np.log((1 + len(labelled.texts)) / (1 + counts)) + 1).astype(np.float32)


def _matrix(texts: Sequence[str], places: dict[str, int], rarity: Floats) -> csr_matrix:
    rows = [vector(text, places, rarity) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(where) for where, _ in rows])])
    columns = np.concatenate([where for where, _ in rows])
    values = np.concatenate([weights for _, weights in rows])
    return csr_matrix((values, columns, starts), shape=(len(texts), len(places)))


def _one_theme(matrix: csr_matrix, labels: np.ndarray) -> tuple[Floats, float]:
    if labels.all() or not labels.any():
        return np.zeros(matrix.shape[1], dtype=np.float32), -10.0
    likely = LogisticRegression(C=4, class_weight="balanced", solver="liblinear", random_state=0).fit(matrix, labels)
    apart = LinearSVC(C=0.5, class_weight="balanced", random_state=0).fit(matrix, labels)
    # Twice the distance from the boundary is on the scale of the regression's logarithm of odds.
    weights = (likely.coef_[0] + 2 * apart.coef_[0]) / 2
    return weights.astype(np.float32), float((likely.intercept_[0] + 2 * apart.intercept_[0]) / 2)


def _best_cut(probabilities: Floats, labels: np.ndarray) -> float:
    """The probability from which on suggesting gives the best F1."""
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(labels[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + labels.sum())
    return float(probabilities[order[int(f1.argmax())]]) if labels.any() else 1.0
