"""How well what was said fits what is true, in one number."""

from collections.abc import Collection, Iterable

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
