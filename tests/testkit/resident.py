"""A resident loop without a thread of its own, over clips made of numbers that the cache keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from annotator.contracts.instant import Relearn, Relearned
from annotator.contracts.learning import Sample, Span
from annotator.contracts.message import unpack
from mlworker.clips.snapshots import put_json
from mlworker.features import cache
from mlworker.features.vectors import Vectors
from mlworker.instant.resident import Resident

FRAMES, RATE = 20, 10
SIZES = {"static": 8, "activity": 6, "flow": 4}
CLASSES = (1, 2, 3)


@dataclass
class Loop:
    """A resident, the folder of its storage and packs, and what it has told."""

    folder: Path
    now: Callable[[], float] = lambda: 0.0
    most_bytes: int = 1 << 30
    told: list[Relearned] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start it."""
        self.storage = f"{self.folder.as_uri()}/storage"
        self.restart()

    def restart(self) -> None:
        """Lose all that it has in memory."""
        self.close()
        self.resident = Resident(
            self.told.append, self.folder / "packs", most_bytes=self.most_bytes, now=self.now
        )

    def close(self) -> None:
        """Let go of packs, as a process that ends does."""
        if hasattr(self, "resident"):
            self.resident.close()

    def state(self, samples: Sequence[Sample], **more: Any) -> str:
        """The key of a project's state."""
        packed = Relearn("", "", "", 0, 0, "", changes=tuple(samples)).pack()["changes"]
        content = {
            "entry": "probe_lite0",
            "classes": CLASSES,
            "task": "single",
            "background_class_id": 0,
            "setting": None,
            "seed": 3,
            "samples": packed,
        }
        return put_json(self.storage, {**content, **more})

    def ask(self, state_key: str, version: int = 1, project: int = 7, **more: Any) -> Relearn:
        """An ask about a project."""
        return Relearn("job", "token", self.storage, project, version, state_key, **more)

    def answer(self, *asks: Relearn) -> Relearned:
        """The last of what it tells when all of these have been sent."""
        for one in asks:
            self.resident.take(unpack(Relearn, one.pack()))
        while self.resident.serve():
            pass
        return self.told[-1]

    def keep(self, samples: Sequence[Sample], *, clips: int = 1) -> None:
        """Put vectors into the cache that show what a clip is: `kind_of` it, and much chance."""
        for one in samples:
            rng = np.random.default_rng(one.item_id)
            rows = {
                name: rng.standard_normal((clips, size)).astype(np.float16)
                for name, size in SIZES.items()
            }
            rows["flow"][:, kind_of(one) - 1] += 2.5
            cache.save(self.storage, one, Vectors(np.array(cache.clips(one), np.int64), **rows))


def kind_of(sample: Sample) -> int:
    """What a clip shows."""
    return 1 + sample.item_id % len(CLASSES)


def sample(item_id: int, **more: Any) -> Sample:
    """A clip of two seconds, two of each recording, of which nobody has said anything."""
    key = f"{item_id:064x}"
    return Sample(item_id, key, key, key, FRAMES, RATE, 1, f"recording {item_id // 2}", **more)


def labeled(one: Sample, *classes: int, **more: Any) -> Sample:
    """The clip, complete and with these classes; with what it shows where none are named."""
    spans = tuple(Span(class_id, 0, one.frames) for class_id in classes or (kind_of(one),))
    return replace(one, complete=True, spans=spans, **more)


def pool(count: int, told: int = 0) -> list[Sample]:
    """So many clips, of which the first are labeled."""
    return [
        labeled(sample(item_id)) if item_id <= told else sample(item_id)
        for item_id in range(1, count + 1)
    ]


def front(answer: Relearned) -> list[int]:
    """The items that come first."""
    assert answer.error == ""
    return [one["item_id"] for one in answer.front]


def said(answer: Relearned) -> dict[int, list[float]]:
    """The probabilities of each item of the front."""
    return {one["item_id"]: one["probabilities"] for one in answer.front}
