"""An order before there are vectors: what looks different comes first, and nothing breaks it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from annotator.contracts.instant import Relearned
from annotator.contracts.learning import Sample
from annotator.strategies.pool import Floats
from mlworker import blobs
from mlworker.instant import posters, resident
from mlworker.instant.posters import NUMBERS, look, read_look
from testkit.pictures import saved
from testkit.resident import Loop, front, labeled, sample

COLORS = {"red": (200, 30, 30), "green": (30, 180, 40), "blue": (20, 40, 190), "gray": (120,) * 3}


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """A loop with nothing in it."""
    made = Loop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the posters that were read."""
    seen: list[str] = []

    def counted(storage_url: str, key: str) -> Floats | None:
        seen.append(key)
        return read_look(storage_url, key)

    monkeypatch.setattr(resident, "read_look", counted)
    return seen


def poster(color: str, number: int) -> bytes:
    """A picture of mostly one color, different each time."""
    rng = np.random.default_rng(number)
    noise = rng.integers(-15, 16, (60, 80, 3))
    pixels = np.clip(np.array(COLORS[color]) + noise, 0, 255).astype(np.uint8)
    return saved(Image.fromarray(pixels), "WEBP")


def keep(loop: Loop, content: bytes) -> str:
    """Put a file into the storage; its key."""
    path = loop.folder / "made"
    path.write_bytes(content)
    return blobs.put(loop.storage, path)


def shown(loop: Loop, colors: Sequence[str]) -> list[Sample]:
    """A clip of a recording of its own for each of these, the oldest first."""
    return [
        replace(sample(at), source=f"own {at}", poster_key=keep(loop, poster(color, at)))
        for at, color in enumerate(colors, 1)
    ]


def chosen(answer: Relearned) -> list[int]:
    """What comes first, but for chance draws."""
    assert front(answer)
    return [one["item_id"] for one in answer.front if one["why"] != "audit"]


def test_of_every_kind_of_picture_one_comes_first(loop: Loop) -> None:
    colors = ["red"] * 25 + ["green"] * 6 + ["blue"] * 6 + ["gray"] * 6
    samples = shown(loop, colors)

    answer = loop.answer(loop.ask(loop.state(samples)))

    assert {colors[one - 1] for one in chosen(answer)[:4]} == set(COLORS)
    assert {one["why"] for one in answer.front} == {"looks", "audit"}
    assert answer.unseen == len(samples)
    assert len(set(front(answer))) == len(samples)


def test_what_looks_like_a_labeled_clip_comes_later(loop: Loop) -> None:
    colors = ["red", "green", "blue", "gray"] * 8
    samples = shown(loop, colors)
    state = loop.state(samples)
    told: list[Sample] = []

    for version in range(1, 5):
        loop.restart()  # what was looked at before is looked at again
        answer = loop.answer(loop.ask(state, version, changes=tuple(told)))
        best = chosen(answer)[0]
        assert colors[best - 1] not in {colors[one.item_id - 1] for one in told}
        told.append(labeled(samples[best - 1], 1))


def test_a_poster_that_cannot_be_read_is_no_fault_and_the_oldest_come_first(loop: Loop) -> None:
    good = poster("red", 1)
    files = (b"", b"no picture", good[: len(good) // 2], saved(Image.new("RGB", (9, 9)), "PNG"))
    keys = [*(keep(loop, one) for one in files), "0" * 64, "../../etc/passwd", ""]
    samples = [
        replace(sample(at), source=f"own {at}", poster_key=key) for at, key in enumerate(keys, 1)
    ]

    nothing = loop.answer(loop.ask(loop.state(samples)))
    some = loop.answer(loop.ask(loop.state([*samples, *shown(loop, ["red"] * 9)[-1:]]), 2))

    assert front(nothing) == [one.item_id for one in samples]
    assert {one["why"] for one in nothing.front} == {"unseen"}
    assert front(some) == [9, *front(nothing)]


def test_posters_are_read_once_few_of_very_many_and_none_where_vectors_do(
    loop: Loop, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "MOST_POOL", 6)
    samples = shown(loop, ["red", "blue"] * 10)
    state = loop.state(samples)

    answer = loop.answer(loop.ask(state))
    loop.answer(loop.ask(state, 2, changes=(labeled(samples[0], 1),)))

    assert len(read) == len(set(read))
    assert set(read) >= set(sorted(one.poster_key for one in samples)[:6])
    assert len(read) <= 8
    assert sum(one["why"] == "looks" for one in answer.front) >= 5

    read.clear()
    loop.restart()
    loop.keep(samples)
    seen = loop.answer(loop.ask(state, 3))
    assert (seen.unseen, read) == (0, [])


def test_posters_are_read_a_few_at_a_time(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resident, "FIRST", 8)
    loop.answer(loop.ask(loop.state(shown(loop, ["red", "blue"] * 10))))

    looks = [sum(one["why"] == "looks" for one in told.front) for told in loop.told]
    assert looks == sorted(looks)
    assert len(looks) > 2
    assert looks[0] <= 2


def test_a_look_is_of_color_and_of_how_much_there_is_to_see() -> None:
    flat = look(saved(Image.new("RGB", (40, 30), (255, 0, 0)), "WEBP", lossless=True))
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    busy = look(saved(Image.fromarray(board.astype(np.uint8)).convert("RGB"), "WEBP"))

    assert flat.shape == busy.shape == (NUMBERS,)
    np.testing.assert_allclose(flat.reshape(-1, 4), [[1, 0, 0, 0]] * 16, atol=0.02)
    halves = np.kron([[0, 255], [255, 0]], np.ones((32, 32))).astype(np.uint8)
    edges = look(saved(Image.fromarray(halves).convert("RGB"), "WEBP")).reshape(4, 4, 4)
    assert edges[1, 1, 3] > edges[0, 0, 3] + 0.1
    assert edges[0, 3, 0] > 0.9
    assert edges[0, 0, 0] < 0.1
    assert busy.min() >= 0
    assert busy.max() <= 1


@given(content=st.binary(max_size=400), cut=st.integers(0, 400))
def test_no_bytes_break_a_look(
    content: bytes, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = poster("blue", 1)
    for made in (content, whole[:cut] + content, whole[: len(whole) - cut] + content):
        path = tmp_path_factory.mktemp("blob") / "file"
        path.write_bytes(made)
        storage = (path.parent / "storage").as_uri()

        seen = read_look(storage, blobs.put(storage, path))

        assert seen is None or (seen.shape == (NUMBERS,) and np.isfinite(seen).all())


def test_what_is_larger_than_any_poster_is_not_opened() -> None:
    wide = saved(Image.new("RGB", (posters.MOST_PX + 1, 1)), "WEBP")
    long = poster("red", 1) + bytes(posters.MOST_BYTES)

    for made in (wide, long):
        with pytest.raises(ValueError, match="more than a poster has"):
            look(made)
