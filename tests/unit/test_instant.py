"""The resident loop: what it answers, what it keeps, and what it reads for that."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.contracts.instant import Relearned
from annotator.contracts.learning import Sample
from mlworker.features import cache
from mlworker.instant import project, resident
from mlworker.instant.resident import IDLE_SECONDS
from testkit.resident import CLASSES, Loop, kind_of, labeled, pool, sample


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """A loop with nothing in it."""
    made = Loop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The items whose vectors were looked for in the cache."""
    seen: list[int] = []
    load = cache.load

    def counted(storage_url: str, one: Sample, **more: Any) -> Any:
        seen.append(one.item_id)
        return load(storage_url, one, **more)

    monkeypatch.setattr(project.cache, "load", counted)
    return seen


def front(answer: Relearned) -> list[int]:
    """The items that come first."""
    assert answer.error == ""
    return [one["item_id"] for one in answer.front]


def said(answer: Relearned) -> dict[int, list[float]]:
    """The probabilities of each item of the front."""
    return {one["item_id"]: one["probabilities"] for one in answer.front}


def test_a_label_changes_what_comes_first_and_reads_nothing(loop: Loop, reads: list[int]) -> None:
    samples = pool(60, told=12)
    loop.keep(samples)
    state = loop.state(samples)

    first = loop.answer(loop.ask(state))

    assert sorted(reads) == list(range(1, 61))
    assert (first.pool, first.unseen, first.labeled) == (48, 0, 12)
    assert len(set(front(first))) == 48
    likely = [np.argmax(shares) + 1 == kind_of(sample(one)) for one, shares in said(first).items()]
    assert np.mean(likely) > 0.6

    best = front(first)[0]
    second = loop.answer(loop.ask(state, 2, changes=(labeled(sample(best)),), count=5))

    assert len(reads) == 60
    assert (second.version, second.pool, second.labeled, len(second.front)) == (2, 47, 13, 5)
    assert best not in front(second)
    assert said(second) != {one: said(first)[one] for one in said(second)}


def test_a_restart_answers_the_same_from_its_pack_as_from_the_cache(
    loop: Loop, reads: list[int]
) -> None:
    samples = pool(40, told=8)
    loop.keep(samples)
    ask = loop.ask(loop.state(samples), drawn=(20,))
    first = loop.answer(ask)

    loop.restart()
    again = loop.answer(ask)
    assert len(reads) == 40
    for one in (loop.folder / "packs").iterdir():
        one.unlink()
    loop.restart()
    once_more = loop.answer(ask)

    assert len(reads) == 80
    for other in (again, once_more):
        assert replace(other, stages={}, front=()) == replace(first, stages={}, front=())
        assert front(other) == front(first)
        for item_id, shares in said(first).items():
            np.testing.assert_allclose(said(other)[item_id], shares, atol=1e-5)


def test_of_asks_that_wait_the_newest_holds(loop: Loop) -> None:
    samples = pool(30, told=6)
    loop.keep(samples)
    state = loop.state(samples)
    changes = tuple(labeled(sample(item_id)) for item_id in (10, 11, 12))
    asks = [loop.ask(state, at + 1, changes=changes[: at + 1]) for at in range(3)]

    loop.answer(asks[0], asks[2], asks[1], loop.ask(state, 9, project=8))

    assert [(one.project_id, one.version) for one in loop.told] == [(7, 3), (8, 9)]
    assert loop.told[0].labeled == 9


def test_projects_go_that_are_idle_or_do_not_fit(tmp_path: Path) -> None:
    clock = [0.0]
    samples = pool(20, told=6)
    loop = Loop(tmp_path, now=lambda: clock[0])
    loop.keep(samples)
    state = loop.state(samples)
    loop.answer(*(loop.ask(state, project=one) for one in (1, 2, 3)))
    assert loop.resident.kept == (1, 2, 3)
    used = loop.resident.size_bytes

    clock[0] = IDLE_SECONDS / 2
    loop.answer(loop.ask(state, 2, project=2))
    clock[0] = IDLE_SECONDS + 1
    loop.resident.let_go()
    assert loop.resident.kept == (2,)

    loop.most_bytes = 2 * used // 3
    loop.restart()
    for one in (1, 2, 1, 3):
        loop.answer(loop.ask(state, project=one))
    assert loop.resident.kept == (1, 3)
    assert loop.resident.size_bytes <= loop.most_bytes
    # One that is larger than all the room is served nevertheless.
    loop.most_bytes = 1
    loop.restart()
    assert len(front(loop.answer(loop.ask(state)))) == 14
    loop.close()


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


def test_a_state_is_the_base_that_changes_are_laid_over(loop: Loop) -> None:
    samples = pool(30, told=9)
    loop.keep(pool(31))
    state = loop.state(samples)
    first = loop.answer(loop.ask(state, 5))

    loop.answer(loop.ask(state, 6, changes=(labeled(sample(15)), sample(31)), gone=(3, 16)))
    assert (loop.told[-1].labeled, loop.told[-1].pool) == (9, 20)
    taken_back = loop.answer(loop.ask(state, 5))

    assert (taken_back.labeled, taken_back.pool) == (9, 21)
    assert sorted(front(taken_back)) == sorted(front(first))


def test_answers_come_while_vectors_are_read(
    loop: Loop, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident, "FIRST", 5)
    monkeypatch.setattr(resident, "AT_ONCE", 5)
    samples = pool(60, told=6)
    loop.keep(samples)

    loop.answer(loop.ask(loop.state(samples)))

    assert [one.unseen for one in loop.told] == [55 - 1, 45, 25, 0]
    # What was labeled is read first: it teaches.
    assert loop.told[1].labeled == 6
    assert len(reads) == 60


def test_who_waits_does_not_wait_for_anothers_vectors(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident, "FIRST", 5)
    monkeypatch.setattr(resident, "AT_ONCE", 5)
    samples = pool(30, told=6)
    loop.keep(samples)
    state = loop.state(samples)

    loop.answer(loop.ask(state, project=1), loop.ask(state, project=2))

    assert [one.project_id for one in loop.told[:2]] == [1, 2]
    assert {one.project_id: one.unseen for one in loop.told} == {1: 0, 2: 0}


def test_a_fault_is_told_and_the_next_ask_is_answered(loop: Loop) -> None:
    samples = pool(20, told=6)
    loop.keep(samples)

    failed = loop.answer(loop.ask("0" * 64))
    assert failed.front == ()
    assert "log says more" in failed.error

    assert len(front(loop.answer(loop.ask(loop.state(samples), 2)))) == 14


def test_another_process_with_the_pack_is_no_fault(loop: Loop, tmp_path: Path) -> None:
    samples = pool(20, told=6)
    loop.keep(samples)
    ask = loop.ask(loop.state(samples))
    other = Loop(tmp_path)

    assert front(loop.answer(ask)) == front(other.answer(ask))
    other.close()


def test_a_pack_that_is_mostly_of_others_begins_anew(
    loop: Loop, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "SPARE", 5)
    samples = pool(40, told=6)
    loop.keep(samples)
    loop.answer(loop.ask(loop.state(samples)))

    loop.answer(loop.ask(loop.state(samples[:10]), 2))

    (rows,) = (loop.folder / "packs").glob("*.f16")
    assert rows.stat().st_size == 10 * 18 * 2
    assert len(reads) == 50


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


def test_it_needs_no_torch() -> None:
    code = (
        "import sys, mlworker.instant.resident; print('torch' in sys.modules, 'av' in sys.modules)"
    )

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )

    assert told.stdout.split() == ["False", "False"]
