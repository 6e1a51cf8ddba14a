"""What comes first in the resident loop's order: with and without vectors, labels and chance."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlworker.features import cache
from testkit.resident import CLASSES, Loop, front, kind_of, labeled, pool, said, sample


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """A loop with nothing in it."""
    made = Loop(tmp_path)
    yield made
    made.close()


def test_validation_and_test_clips_and_their_sources_never_teach(loop: Loop) -> None:
    samples = pool(40, told=12)
    loop.keep(samples)
    plain = loop.answer(loop.ask(loop.state(samples)))
    # Of one recording with the last two: it is held back with them.
    judged = [labeled(sample(22), 1, part="test"), labeled(sample(24), 3, part="validation")]
    also = [labeled(sample(23), 2), labeled(sample(25), 2)]
    held = [*samples[:21], *judged[:1], *also[:1], *judged[1:], *also[1:], *samples[25:]]

    answer = loop.answer(loop.ask(loop.state(held), 2))

    assert answer.labeled == plain.labeled == 12
    assert answer.pool == 24
    for item_id, shares in said(answer).items():
        np.testing.assert_allclose(shares, said(plain)[item_id], atol=0.02)


def test_of_several_labels_each_class_is_by_itself(loop: Loop) -> None:
    samples = [labeled(one, *{kind_of(one), 3}) if one.item_id <= 18 else one for one in pool(60)]
    loop.keep(samples)

    answer = loop.answer(loop.ask(loop.state(samples, task="multi")))

    shares = np.array(list(said(answer).values()))
    kinds = np.array([kind_of(sample(one)) for one in said(answer)])
    assert answer.labeled == 18
    assert shares[kinds == 1, 0].mean() > shares[kinds != 1, 0].mean() + 0.2
    # Every clip that teaches has the third: nothing tells when it is not there.
    assert (shares[:, 2] > 0.99).all()
    assert {one["why"] for one in answer.front} <= {"uncertain", "audit", "diverse"}


def test_before_any_model_what_is_typical_comes_first(loop: Loop) -> None:
    samples = pool(30)
    loop.keep(samples)

    none = loop.answer(loop.ask(loop.state(samples)))
    single = [labeled(one, 2) if one.item_id < 3 else one for one in samples]
    one_class = loop.answer(loop.ask(loop.state(single), 2))

    for answer, waiting in ((none, 30), (one_class, 28)):
        assert len(set(front(answer))) == waiting
        assert {one["why"] for one in answer.front} == {"diverse", "audit"}
        assert all(one["probabilities"] == [] for one in answer.front)


def test_without_vectors_the_order_is_the_given_one_but_for_chance(loop: Loop) -> None:
    told = [replace(one, source=f"recording of its own {one.item_id}") for one in pool(30, told=4)]
    samples = list(reversed(told))

    answer = loop.answer(loop.ask(loop.state(samples)))

    assert (answer.pool, answer.unseen, answer.labeled) == (26, 26, 0)
    given = [one["item_id"] for one in answer.front if one["why"] == "unseen"]
    assert given == sorted(given, reverse=True)
    assert len(given) + len(answer.drawn) == 26


def test_what_has_no_vectors_yet_comes_last_and_may_be_drawn(loop: Loop) -> None:
    samples = pool(60, told=10)
    loop.keep(samples[:40])
    state = loop.state(samples)

    answer = loop.answer(loop.ask(state, drawn=(50, 20)))

    whys = [(one["why"], one["item_id"]) for one in answer.front]
    assert (answer.pool, answer.unseen) == (50, 20)
    assert {50, 20} <= set(answer.drawn)
    unseen = [at for at, (why, _) in enumerate(whys) if why == "unseen"]
    assert unseen
    assert min(unseen) > max(
        at for at, (why, _) in enumerate(whys) if why not in ("unseen", "audit")
    )
    assert all(one["probabilities"] == [] for one in answer.front if one["item_id"] > 40)

    loop.keep(samples[40:])
    later = loop.answer(loop.ask(state, 2))
    assert later.unseen == 0


def test_before_any_model_what_has_no_vectors_yet_comes_between_what_has(loop: Loop) -> None:
    for known, unseen in ((12, 28), (30, 10)):
        samples = [replace(one, source=f"recording {one.item_id}") for one in pool(known + unseen)]
        loop.keep(samples[:known])
        answer = loop.answer(loop.ask(loop.state(samples), known))

        whys = [one["why"] for one in answer.front if one["why"] != "audit"]
        assert (answer.pool, answer.unseen) == (known + unseen, unseen)
        first = whys[:8]
        assert first.count("unseen") == pytest.approx(
            8 * min(0.5, unseen / (known + unseen)), abs=1
        )
        assert "diverse" in whys[-8:] or known < unseen


def test_several_clips_of_an_item_speak_with_one_voice(loop: Loop) -> None:
    long = [replace(one, frames=400) for one in pool(12)]
    samples = [labeled(one) if one.item_id <= 6 else one for one in long]
    clips = len(cache.clips(long[0]))
    loop.keep(long, clips=clips)

    answer = loop.answer(loop.ask(loop.state(samples)))

    assert clips > 5
    assert (answer.labeled, answer.pool) == (6 * clips, 6)
    for item_id, shares in said(answer).items():
        assert np.argmax(shares) + 1 == kind_of(sample(item_id))
        assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert len(CLASSES) == len(shares)
