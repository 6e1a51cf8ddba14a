"""What the instant worker is told of a whole project: the same as ever, in few queries, flat."""

import tracemalloc
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.contracts import samples
from annotator.contracts.learning import Sample
from cliploop.datasets.models import Item
from cliploop.instant import state, telling
from cliploop.instant.queries import Basis
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.releases import queries as releases
from cliploop.videos.models import Rendition, Shots
from testkit.cast import Cast
from testkit.crowd import as_sample, gather
from testkit.labeled import box, clip, tag

pytestmark = pytest.mark.django_db


def known(cast: Cast, *, shots: bool = False) -> Basis:
    """Both classes, without a model."""
    classes = (cast.fight.pk, cast.normal.pk)
    return Basis(0, classes, "single", 0, 0, shots)


def told(cast: Cast, **more: Any) -> list[Sample]:
    """All that the worker is told."""
    basis = more.pop("basis", known(cast))
    return list(
        telling.told(cast.project.pk, basis, **{"apart": set(), "held": set(), **more}),
    )


def described(cast: Cast) -> list[Item]:
    """Clips of which much is said, each in another way."""
    tagged, denied, skipped, boxed, done, part = (
        clip(cast, name, stage=stage)
        for name, stage in (
            ("tagged", "annotate"), ("denied", "dataset"), ("skipped", "complete"),
            ("boxed", "complete"), ("done", "complete"), ("part", "dataset"),
        )
    )  # fmt: skip
    tag(cast, tagged, cast.fight, ((0, 10), (20, 30)))
    tag(cast, tagged, cast.normal, ((30, 40),))
    tag(cast, denied, cast.fight, negative=True)
    tag(cast, skipped, cast.fight)
    Item.objects.filter(pk=skipped.pk).update(skips=[[10, 20]])
    box(cast, boxed, cast.person, {0: (1, 2, 3, 4)})
    Item.objects.filter(pk=done.pk).update(source="")
    Rendition.objects.filter(pk=part.rendition_id or 0).update(
        range_start=5, range_end=50, poster_key="0" * 64
    )
    for one, found_at in ((tagged, timezone.now()), (done, None)):
        boundaries = [0, 12, 40, 80]
        Shots.objects.create(
            rendition_id=one.rendition_id or 0, boundaries=boundaries, found_at=found_at
        )
    return [tagged, denied, skipped, boxed, done, part]


@pytest.mark.parametrize("shots", [False, True])
def test_a_sample_is_the_one_that_a_training_would_be_given(cast: Cast, shots: bool) -> None:
    items, basis = described(cast), known(cast, shots=shots)
    present = learning.present(cast.actor(cast.ada))
    lines = releases.labeled(present, sources=learning.PEOPLE, shots=shots)

    found = told(cast, basis=basis)

    assert [one.poster_key == "0" * 64 for one in found] == [*[False] * 5, True]
    plain = [replace(one, poster_key="") for one in found]
    assert plain == [samples.sample(line, basis.classes) for line in lines]
    assert len(found) == len(items)
    assert [len(one.cuts) for one in found] == [2 if shots else 0, 0, 0, 0, 0, 0]


def test_it_takes_two_queries_for_many_clips_however_much_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 4)
    described(cast)
    gather(cast.project, 15)
    for shots in (False, True):
        with CaptureQueriesContext(connection) as asked:
            assert len(told(cast, basis=known(cast, shots=shots))) == 21
        assert len(asked) == 2 * 6


def test_a_blob_of_many_clips_takes_no_more_memory_than_one_of_few(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 50)

    def peak() -> int:
        """Bytes that writing everything takes at most, and what was there before it."""
        tracemalloc.start()
        found = telling.told(cast.project.pk, known(cast), apart=set(), held=set())
        key = state.write({"seed": 0}, map(state.line, found))
        renewed = state.write({"seed": 1}, state.renewed(key, (), ()))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert blobs.read(renewed)["samples"] == blobs.read(key)["samples"]
        return most

    gather(cast.project, 300)
    peak()  # what is loaded once
    few = peak()
    gather(cast.project, 2_100, mark="more")

    assert peak() < 1.5 * few


def test_a_blob_of_an_earlier_version_is_renewed_as_well(cast: Cast) -> None:
    (first, second) = gather(cast.project, 2)
    found = [as_sample("clip", at, pk) for at, pk in enumerate((first, second))]
    spaced = (state.line(one).replace(b'"item_id":', b'"item_id": ') for one in found)
    key = state.write({"seed": 0}, spaced)

    changed = as_sample("other", 7, first)
    renewed = state.write({"seed": 0}, state.renewed(key, [changed], [second]))

    content = blobs.read(renewed)
    assert [one["item_id"] for one in content["samples"]] == [first]
    assert content["samples"][0]["source"] == changed.source
