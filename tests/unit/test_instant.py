"""The resident loop: what it answers, what it keeps, and what it reads for that."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.contracts.learning import Sample
from mlworker.features import cache
from mlworker.instant import project, resident
from mlworker.instant.resident import IDLE_SECONDS
from mlworker.instant.scoring import SHORT
from testkit.resident import Loop, front, kind_of, labeled, pool, said, sample


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

    monkeypatch.setattr(cache, "load", counted)
    return seen


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
    assert list(loop.resident.kept) == [1, 2, 3]
    used = loop.resident.size_bytes

    clock[0] = IDLE_SECONDS / 2
    loop.answer(loop.ask(state, 2, project=2))
    clock[0] = IDLE_SECONDS + 1
    loop.resident.let_go()
    assert list(loop.resident.kept) == [2]

    loop.most_bytes = 2 * used // 3
    loop.restart()
    for one in (1, 2, 1, 3):
        loop.answer(loop.ask(state, project=one))
    assert list(loop.resident.kept) == [1, 3]
    assert loop.resident.size_bytes <= loop.most_bytes
    # One that is larger than all the room is served nevertheless.
    loop.most_bytes = 1
    loop.restart()
    assert len(front(loop.answer(loop.ask(state)))) == 14
    loop.close()


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

    fewer = loop.answer(loop.ask(loop.state(samples[:10]), 2))
    assert len(front(fewer)) == 4

    # Short vectors are those of the rows that are there now.
    assert loop.resident.size_bytes == 10 * (18 * 2 + SHORT * 4)
    (rows,) = (loop.folder / "packs").glob("*.f16")
    assert rows.stat().st_size == 10 * 18 * 2
    assert len(reads) == 50


def test_it_needs_no_torch() -> None:
    code = (
        "import sys, mlworker.instant.resident; print('torch' in sys.modules, 'av' in sys.modules)"
    )

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )

    assert told.stdout.split() == ["False", "False"]
