"""How long a training of 40 drawn clips takes from nothing, vectors included, on two threads."""

import json
import sys
import tempfile
import time
from pathlib import Path

import torch

from annotator.contracts.learning import TrainModel
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, moving

CLIPS_PER_CLASS = 10
CLASSES = 4
SOURCES = 10
TARGET_SECONDS = 60


def main() -> None:
    """Print the phases and the line."""
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        parts = ("train",) * 6 + ("validation",) * 2 + ("test",) * 2
        for label in range(CLASSES):
            for at in range(CLIPS_PER_CLASS):
                pictures = moving(label, 100 * label + at, frames=20)
                shelf.add(pictures, label + 1, f"s{at % SOURCES}", parts[at % SOURCES])
        classes = tuple(range(1, CLASSES + 1))
        ask = TrainModel("bench", "", shelf.url, shelf.snapshot(), "probe_lite0", "", classes)
        took = []
        for _ in range(2):
            begun = time.perf_counter()
            accuracy = train(ask, Told()).metrics["accuracy"]
            took.append(time.perf_counter() - begun)
    first, again = took
    sys.stdout.write(f"{'from nothing':<24}{first:>8.1f} s\n")
    sys.stdout.write(f"{'with vectors cached':<24}{again:>8.1f} s\n")
    detail = {"clips": CLIPS_PER_CLASS * CLASSES, "cached": round(again, 2), "accuracy": accuracy}
    line = {"bench": "train", "value": round(first, 1), "unit": "s", "target": TARGET_SECONDS}
    met = first <= TARGET_SECONDS
    sys.stdout.write(json.dumps({**line, "met": met, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()
