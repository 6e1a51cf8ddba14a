"""The step that asks a model about one clip at once: a file that somebody sent, or an item."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from annotator.contracts.errands import blob_path
from annotator.contracts.learning import Sample
from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from annotator.contracts.serving import ClipInferred, InferClip
from annotator.learning.spans import rule
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.child import Limits, Progress
from mlworker.clips.snapshots import read_json
from mlworker.features.cache import rate
from mlworker.features.opinions import opinion
from mlworker.inference.run import said

GIB = 1 << 30
# A stranger's file is decoded by a child of its own, as one that is uploaded; somebody waits.
DECODING = Limits(
    memory_bytes=2 * GIB,
    cpu_seconds=240,
    file_bytes=GIB,
    open_files=256,
    folder_bytes=2 * GIB,
    wall_seconds=120,
    silence_seconds=60,
    network=False,
    way_out="Send a shorter or smaller clip",
)


def infer(ask: InferClip, progress: Progress) -> ClipInferred:
    """What the model says of a clip. Nothing of it stays in the storage.

    Refuses what `ingest` refuses of a file, and (`too-large`) one that is too long.
    """
    card = read_json(ask.storage_url, ask.card_key)
    weights = [one["weights_key"] for one in card.get("members", ())]
    with _room(ask, *weights) as room:
        sample = ask.sample or _decoded(ask, room, progress)
        _bring(ask.storage_url, room, sample.proxy_key)
        says = opinion(room, ask.weights_key, card)
        wanted = ask.wanted
        spans_by = rule(
            float(rate(sample)), wanted.threshold, wanted.shortest_seconds, wanted.bridge_seconds
        )

        def seen(*_: Any, **__: Any) -> None:
            progress(message="Predicting")

        row = said(sample, card, says(sample, seen), wanted=spans_by)
    return ClipInferred(ask.job_id, ask.token, _answer(sample, card, row))


def _answer(sample: Sample, card: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("probabilities", "clips", "spans")}
    pace = [sample.rate_numerator, sample.rate_denominator]
    return {"frames": sample.frames, "rate": pace, "classes": card["classes"], **told}


@contextmanager
def _room(ask: InferClip, *beside: str) -> Iterator[str]:
    """A storage of one's own, gone afterwards, with the model's weights and the file in it, and
    the blobs that are wanted beside.
    """
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        room = Path(folder).as_uri()
        for key in filter(None, (ask.weights_key, ask.source_key, *beside)):
            _bring(ask.storage_url, room, key)
        yield room


def _bring(storage_url: str, room: str, key: str) -> None:
    """Let a blob of the storage be found in the room, if it is not there."""
    if not blobs.exists(room, blob_path(key)):
        target = Path(room.removeprefix("file://")) / blob_path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(blobs.fetch(storage_url, key))


def _decoded(ask: InferClip, room: str, progress: Progress) -> Sample:
    """The file as an item at its own rate, its proxy in the room."""
    order = IngestVideo(ask.job_id, ask.token, room, ask.source_key)

    def hears(words: Any) -> None:
        progress(words["done"], words["total"], words["unit"], words["message"])

    step = "mlworker.decode.ingest:ingest"
    taken = attempt.run(INGEST, step, order, DECODING, hears, lambda: True)
    assert isinstance(taken, VideoIngested)
    if taken.duration_seconds > ask.most_seconds:
        raise Refusal(
            Code.TOO_LARGE,
            f"This clip is {taken.duration_seconds:.0f} s long; at most {ask.most_seconds:.0f} s "
            "are looked at at once. Send a part of it, or upload it and predict",
        )
    pace = Fraction(taken.rate_numerator, taken.rate_denominator)
    return Sample(
        item_id=0,
        video_key="",
        proxy_key=taken.proxy_key,
        map_key=taken.map_key,
        frames=taken.frames,
        rate_numerator=pace.numerator,
        rate_denominator=pace.denominator,
        source="",
    )
