"""Clips that are ready and labeled, and workers' replies made by hand: nothing is decoded."""

import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import numpy as np
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse

from annotator.contracts.learning import ItemsPredicted, ModelTrained, Sample
from annotator.contracts.message import unpack
from annotator.edits.edit import Added, Edit
from annotator.edits.record import Record
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind
from annotator.learning.likeness import DIMENSIONS
from annotator.ontology.properties import Steps
from annotator.tracks.track import Keyframe
from cliploop.accounts.models import User
from cliploop.annotations import actions as annotations
from cliploop.automation import likeness
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Run
from cliploop.projects.models import LabelClass
from cliploop.storage import actions as storage
from testkit.cast import Cast
from testkit.items import make_item

FRAMES = 80
PLAN = "w4s2u10"


def clip(cast: Cast, name: str, *, source: str = "", stage: str = "complete", **more: Any) -> Item:
    """A clip of 80 frames at 30 frames a second that was taken in."""
    return make_item(cast, frames=FRAMES, name=name, source=source or name, stage=stage, **more)


def tag(
    cast: Cast,
    item: Item,
    label: LabelClass,
    spans: Sequence[tuple[int, int]] = ((0, FRAMES),),
    *,
    who: User | None = None,
    negative: bool = False,
    steps: Steps | None = None,
) -> str:
    """A person's tag on a clip; its id."""
    record = Record(
        str(uuid4()), label.pk, Kind.TAG, tuple(spans), negative=negative, steps=steps or {}
    )
    return _add(cast, item, record, who)


def box(cast: Cast, item: Item, label: LabelClass, keys: Mapping[int, Sequence[float]]) -> str:
    """A person's box on a clip, by keyframe; its id."""
    keyframes = tuple(Keyframe(frame, Box(*numbers)) for frame, numbers in keys.items())
    record = Record(str(uuid4()), label.pk, Kind.BOX, ((0, FRAMES),), keyframes, instance=1)
    return _add(cast, item, record, None)


def _add(cast: Cast, item: Item, record: Record, who: User | None) -> str:
    edit = Edit(str(uuid4()), {}, (Added(record),))
    annotations.apply(cast.actor(who or cast.ada), item.pk, edit)
    item.refresh_from_db()
    return record.id


def job(cast: Cast, kind: str) -> Job:
    """The newest job of a kind."""
    found = Job.objects.filter(project=cast.project, kind=kind).order_by("-created_at").first()
    assert found is not None
    return found


def metrics(macro_f1: float, classes: Sequence[int]) -> dict[str, Any]:
    """What a worker says of a model."""
    return {
        "accuracy": macro_f1,
        "accuracy_interval": [0.1, 0.9],
        "top_k": [{"k": 1, "accuracy": macro_f1}],
        "macro_precision": None,
        "macro_recall": 0.5,
        "macro_f1": macro_f1,
        "ece": 0.05,
        "ece_before": 0.1,
        "temperature": 1.5,
        "per_class": [
            {"class_id": one, "precision": None, "recall": 1.0, "f1": macro_f1, "support": 2}
            for one in classes
        ],
        "confusion": [[2, 0], [1, 1]],
        "reliability": [{"confidence": 0.8, "accuracy": 0.75, "count": 4}],
        "majority": 0.5,
        "n": 4,
        "split": "test",
    }


def trained(
    done: Job,
    *,
    macro_f1: float = 0.8,
    report: Sequence[Mapping[str, Any]] = (),
    gates: Sequence[Mapping[str, Any]] = (),
) -> ModelTrained:
    """A training's reply."""
    return ModelTrained(
        str(done.pk),
        done.token,
        weights_key=blobs.put("weights"),
        card_key=blobs.put(card(done.ask) | {"gates": list(gates)}),
        report_key=blobs.put(list(report)),
        metrics=metrics(macro_f1, done.ask["classes"]),
    )


def card(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a worker says of a probe that it trained."""
    same = ("entry", "task", "classes", "mode", "seed")
    return {name: asked[name] for name in same} | {
        "regime": "probe",
        "temperature": 1.5,
        "clips": 12,
        "plan": PLAN,
        "backbone": "lite0",
        "groups": {"static": 1.0, "activity": 1.0, "flow": 0.0},
        "freedom": 30.0,
    }


def as_lines(rows: Sequence[Mapping[str, Any]]) -> str:
    """The blob of rows as workers write them: one a line."""
    lines = "".join(f"{json.dumps(one)}\n" for one in rows)
    return storage.put_stream(BytesIO(lines.encode()))


def as_array(rows: Sequence[Mapping[str, Any]]) -> str:
    """The blob of rows as an earlier worker wrote them."""
    return storage.put_stream(BytesIO(json.dumps(rows, sort_keys=True).encode()))


def predicted(
    done: Job, rows: Sequence[Mapping[str, Any]], *, put: Callable[..., str] = as_lines
) -> ItemsPredicted:
    """A prediction's reply."""
    return ItemsPredicted(str(done.pk), done.token, put(rows), len(rows), 0)


def row(item: Item, shares: Sequence[float], class_id: int, confidence: float) -> dict[str, Any]:
    """What a worker says of one clip: the whole of it is of a class."""
    return {
        "item_id": item.pk,
        "clips": [{"start": 0, "end": FRAMES, "probabilities": list(shares)}],
        "probabilities": list(shares),
        "spans": [{"class_id": class_id, "start": 0, "end": FRAMES, "confidence": confidence}],
    }


def unzipped(cast: Cast, who: User, path: str) -> dict[str, str]:
    """The files of a zip that the API streams, by name."""
    response = cast.client(who).get(cast.url(path))
    assert response.status_code == 200, response.content
    assert isinstance(response, StreamingHttpResponse)

    async def read() -> bytes:
        return b"".join([piece async for piece in response])

    with ZipFile(BytesIO(async_to_sync(read)())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def labeled(cast: Cast, count: int = 10, **more: Any) -> list[Item]:
    """Clips of as many recordings, fight and normal in turn."""
    items = [clip(cast, f"clip {number}", **more) for number in range(count)]
    for number, item in enumerate(items):
        tag(cast, item, cast.normal if number % 2 else cast.fight)
    return items


def ask(cast: Cast, **more: Any) -> dict[str, Any]:
    """What the API takes to train both tag classes."""
    return {"classes": [cast.fight.pk, cast.normal.pk], "entry": "probe_lite0", **more}


def make_model(cast: Cast, **reply: Any) -> Model:
    """A model, out of a training whose worker answered."""
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    replies.trained(trained(job(cast, "train"), **reply))
    return Model.objects.order_by("-number")[0]


def embed(items: Sequence[Item], angles: Sequence[float]) -> None:
    """Give clips vectors that turn by these angles, in degrees."""
    turned = np.zeros((len(items), DIMENSIONS))
    turned[:, 0], turned[:, 1] = np.cos(np.radians(angles)), np.sin(np.radians(angles))
    rows = [
        {"item_id": item.pk, "vector": vector.tolist()}
        for item, vector in zip(items, turned, strict=True)
    ]
    likeness.keep("probe_lite0", rows)


def samples_of(run: Run) -> list[Sample]:
    """The samples that a run's worker reads."""
    return [unpack(Sample, one) for one in blobs.read(run.snapshot_key)["samples"]]
