"""What the labeled clips most like one say of it."""

import numpy as np
import pytest

from annotator.learning import opinions
from annotator.learning.opinions import Flags, Floats, Witnesses, unheard

FIGHT, NORMAL = (1.0, 0.0), (0.0, 1.0)


def at(*angles: float) -> dict[int, Floats]:
    """Vectors that turn by these angles, in degrees, by the item that has them: 0, 1, and so on."""
    turned = np.radians(angles)
    return dict(enumerate(np.stack([np.cos(turned), np.sin(turned)], axis=1)))


def witnesses(
    angles: tuple[float, ...], *said: tuple[float, float], single: bool = True
) -> Witnesses:
    """Labeled items at these angles, of whom people say this."""
    values = {item_id: np.array(one) for item_id, one in enumerate(said)}
    return Witnesses.of(at(*angles), values, single=single)


@pytest.mark.row("L06", "Pseudo-labels")
def test_those_most_like_a_clip_speak_for_their_class() -> None:
    six = witnesses((0, 5, 10, 80, 85, 90), FIGHT, FIGHT, FIGHT, NORMAL, NORMAL, NORMAL)

    spoken = six.speak(at(8, 82))

    assert {item_id: one.tolist() for item_id, one in spoken.items()} == {
        0: [True, False],
        1: [False, True],
    }


def test_a_frequent_class_is_no_nearer_for_being_frequent() -> None:
    many = tuple(range(40, 100))
    angles = (0, 2, 4, *many)
    most = witnesses(angles, FIGHT, FIGHT, FIGHT, *[NORMAL] * len(many))

    assert most.speak(at(15))[0].tolist() == [True, False]


@pytest.mark.parametrize("said", [(FIGHT, FIGHT, NORMAL, NORMAL, NORMAL), (FIGHT,) * 5])
def test_nobody_speaks_where_a_side_has_fewer_than_three(said: tuple[tuple[float, float]]) -> None:
    few = witnesses((0, 1, 2, 3, 4), *said)

    assert not few.speak(at(0))[0].any()


def test_of_several_labels_those_with_a_class_are_against_those_without() -> None:
    unknown = float("nan")
    said = [(1.0, 0.0)] * 3 + [(0.0, 1.0)] * 3 + [(unknown, 1.0)] * 3
    nine = witnesses((0, 2, 4, 50, 52, 54, 5, 6, 7), *said, single=False)

    assert nine.speak(at(3))[0].tolist() == [True, False]
    assert nine.speak(at(6))[0].tolist() == [True, True]


def test_many_are_heard_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    many = witnesses(tuple(range(90)), *[FIGHT] * 45, *[NORMAL] * 45)
    asked = at(*range(89))
    told = many.speak(asked)
    monkeypatch.setattr(opinions, "AT_ONCE", 7 * 90)
    seen: list[int] = []
    nearness = opinions._nearness

    def noted(cosines: Floats, shown: Flags) -> Floats:
        seen.append(cosines.size)
        return nearness(cosines, shown)

    monkeypatch.setattr(opinions, "_nearness", noted)
    again = many.speak(asked)

    assert max(seen) <= 7 * 90
    assert {item_id: one.tolist() for item_id, one in again.items()} == {
        item_id: one.tolist() for item_id, one in told.items()
    }
    assert again[0].tolist() == [True, False]
    assert again[88].tolist() == [False, True]


def test_without_vectors_nothing_is_said() -> None:
    nobody = Witnesses.of({}, {1: np.array(FIGHT)}, single=True)

    assert nobody.speak(at(0)) == {}
    assert witnesses((0,), FIGHT).speak({}) == {}


def test_a_round_without_agreement_says_what_would_help() -> None:
    assert "at least 3 of each class" in unheard("Model 1", 1, 0)
    assert "2 of them were not compared yet" in unheard("Model 1", 7, 2)
