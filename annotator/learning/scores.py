"""How well what was said fits what is true, in one number."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

Pair = tuple[Collection[int], Collection[int]]


def macro_f1(pairs: Iterable[Pair], classes: Iterable[int]) -> float:
    """The mean F1 of the classes that are true of anything; each pair is (true, said).

    0 where no class is. Of one label each side has one class. F1 = 2·both / (true + said).
    """
    known = list(pairs)
    scores = []
    for class_id in classes:
        true = sum(class_id in one for one, _ in known)
        said = sum(class_id in one for _, one in known)
        both = sum(class_id in one and class_id in other for one, other in known)
        if true:
            scores.append(2 * both / (true + said))
    return sum(scores) / len(scores) if scores else 0.0


def macro(rows: Iterable[Mapping[str, float | None]], name: str) -> float | None:
    """The mean of a figure over the classes of which it can be said; None where of none it can.

    rows: one a class, its figures by name, None where one cannot be said.
    """
    known = [value for row in rows if (value := row.get(name)) is not None]
    return sum(known) / len(known) if known else None


def with_means(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a worker told of a model; an earlier one told neither its macro means nor its top-k."""
    means = {f"macro_{name}": macro(told["per_class"], name) for name in ("precision", "recall")}
    return {"top_k": [], **means, **told}
