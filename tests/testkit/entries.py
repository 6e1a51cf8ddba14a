"""What every entry of the zoo promises by every regime it has, from real files to a version."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import (
    ModelTrained,
    PredictItems,
    Sample,
    TrainModel,
    Version,
)
from annotator.learning.options import chosen
from annotator.learning.regimes import POOL, START, TEACHER, WEAK, Regime, regime
from annotator.learning.zoo.entry import TINY, Entry
from annotator.learning.zoo.registry import ENTRIES
from mlworker import blobs
from mlworker.inference.run import predict
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, colored
from testkit.sticks import falling, figure

Floats = npt.NDArray[np.float64]
CLASSES = (1, 2)
PARTS = ("train",) * 4 + ("validation", "test")
# Of what a network sees at least where it has no tiny form, and of one out of a folder.
LEAST: dict[str, dict[str, Any]] = {
    "s3d": {"frames": 8, "size": 64, "epochs": 3},
    "hf_local": {"frames": 4, "size": 16, "folder": "small"},
}
SHORT = {"epochs": 6, "batch": 4, "augment": "none"}
# Who teaches where a regime wants to be taught: its tiny form takes no time.
TEACHES = "frame_lite0"


@dataclass(frozen=True)
class Trained:
    """A version: the mean loss of each epoch, what its report says of each item of the test part
    and what the stored version says of the same files, (clips, classes).
    """

    reply: ModelTrained
    losses: Sequence[float]
    judged: Floats
    predicted: Floats


def pairs() -> Iterator[tuple[Entry, Regime]]:
    """Every entry by every regime that it has."""
    for card in ENTRIES:
        for key in card.regimes:
            yield card, regime(key)


@dataclass
class Lessons:
    """Small encoded videos of two colors, twelve with labels and four without, in which a figure
    walks or falls.
    """

    shelf: Shelf
    labeled: list[Sample]
    hidden: list[Sample]
    _teacher: Version | None = None

    @classmethod
    def drawn(cls, folder: Path) -> "Lessons":
        """Draw and encode them."""
        shelf = Shelf(folder)
        for source, part in enumerate((*PARTS, "", "")):
            for label in range(len(CLASSES)):
                pictures = colored(label, 10 * source + label, frames=10, size=32)
                poses = (figure(falling, label, source, frames=10),)
                shelf.add(pictures, CLASSES[label], f"s{source}", part, poses=poses)
        count = len(PARTS) * len(CLASSES)
        return cls(shelf, shelf.samples[:count], shelf.samples[count:])

    def trained(self, card: Entry, way: Regime, **wanted: Any) -> Trained:
        """A version of the smallest form of an entry, and what it says. `wanted`: options."""
        told = Told()
        ask = self.asked(card, way, **wanted)
        reply = train(ask, told)
        tested = [one for one in self.labeled if one.part == "test"]
        found = reply.weights_key, reply.card_key
        url, key = self.shelf.url, self.shelf.snapshot(tested)
        said = predict(PredictItems("predict", "", url, *found, key), Told())
        lines = blobs.fetch(url, said.predictions_key).read_text().splitlines()
        report = json.loads(blobs.fetch(url, reply.report_key).read_text())
        judged = {row["item_id"]: row["probabilities"] for row in report}
        return Trained(
            reply,
            [point["loss"] for point in told.curve if "val_loss" in point],
            np.array([judged[one.item_id] for one in tested]),
            np.array([json.loads(line)["probabilities"] for line in lines]),
        )

    def asked(self, card: Entry, way: Regime, **wanted: Any) -> TrainModel:
        """What the worker is asked for it."""
        known = chosen(card, way, {}, CLASSES)
        small = {"preset": TINY} if card.tiny else LEAST.get(card.key, {})
        small = {name: value for name, value in {**SHORT, **small}.items() if name in known}
        return TrainModel(
            f"{card.key}-{way.key}",
            "",
            self.shelf.url,
            self.shelf.snapshot(self.labeled),
            card.key,
            way.key,
            CLASSES,
            # Who learns where something happens must know what nothing looks like.
            background_class_id=CLASSES[1] if way is WEAK else 0,
            options={**small, **wanted},
            pool_key=self.shelf.snapshot(self.hidden) if POOL in way.needs else "",
            teacher=self.teacher() if TEACHER in way.needs else None,
            start=self.teacher() if START in way.needs else None,
        )

    def teacher(self) -> Version:
        """A version of the same classes."""
        if self._teacher is None:
            card = next(one for one in ENTRIES if one.key == TEACHES)
            reply = train(self.asked(card, regime(card.regimes[0])), Told())
            self._teacher = Version(reply.weights_key, reply.card_key)
        return self._teacher
