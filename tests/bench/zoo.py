"""What each network of the zoo tells of clips that only color, motion or order tells apart.

Tiny forms, fitted on drawn clips by the training loop on one thread and tried on others, once a
seed. Chance is 1/3, 1/4 and 1/2. An entry without a tiny form is left out. Rows are printed as they
come, in Markdown.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import torch

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import ENTRIES, entry
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from testkit.families import EARLY, FAMILIES, Family, learn

TARGET = 0.9
SEEDS = [0, 1, 2]
# What reads frames one after the other is asked for what came long ago, too.
READERS = ("crnn_rnn", "crnn_gru", "crnn_lstm", "san")
LOOKS = 5

Table = dict[str, dict[str, list[float]]]


def main() -> None:
    """Print the tables and the line."""
    cards, seeds, wanted = _wanted()
    torch.set_num_threads(1)
    views = ", ".join(f"{name} {value}" for name, value in wanted.items())
    _say(f"Accuracy, the mean of seeds {', '.join(map(str, seeds))} (least to most); {views}.\n")
    _head("entry", "parameters", *(one.key for one in FAMILIES), "clips/s", "CPU s")
    table: Table = {}
    for card in cards:
        begun, speeds = time.process_time(), list[float]()
        table[card.key] = {one.key: _tried(card, one, seeds, speeds, **wanted) for one in FAMILIES}
        parameters = f"{card.tiny.parameters if card.tiny else 0:,}"
        told = (_told(each) for each in table[card.key].values())
        took = f"{time.process_time() - begun:.0f}"
        _row(card.key, parameters, *told, f"{statistics.median(speeds):.0f}", took)
    readers = [one for one in cards if one.key in READERS]
    if readers:
        _say("\nWhat came first, in 32 frames of which the first four tell it.\n")
        _head("entry", EARLY.key)
    early = {
        one.key: _tried(one, EARLY, seeds, [], frames=32, size=16, **wanted) for one in readers
    }
    for key, each in early.items():
        _row(key, _told(each))
    ratio = _looks()
    _say(f"\nTwo looks at half size are {ratio:.2f} times as fast as one at full size.\n")
    _say(json.dumps(_line(cards, seeds, table, {"early": early, "looks_ratio": round(ratio, 2)})))


def _wanted() -> tuple[list[Entry], list[int], dict[str, Any]]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", nargs="*", help="keys; all with a tiny form where none is named")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="of clips and weights")
    parser.add_argument("--augment", default="none", choices=("none", "weak", "strong"))
    parser.add_argument("--epochs", type=int, help="as often as the card says where none is said")
    words = parser.parse_args()
    cards = [one for one in ENTRIES if one.tiny]
    strange = sorted(set(words.entries) - {one.key for one in cards})
    if strange:
        known = ", ".join(one.key for one in cards)
        parser.error(f"no tiny form of {', '.join(strange)}; there is one of {known}")
    chosen = [one for one in cards if not words.entries or one.key in words.entries]
    epochs = {"epochs": words.epochs} if words.epochs else {}
    return chosen, words.seeds, {"augment": words.augment, **epochs}


def _tried(
    card: Entry, family: Family, seeds: Sequence[int], speeds: list[float], **wanted: Any
) -> list[float]:
    """The accuracy with each seed; adds how many clips were tried in a second."""
    found = []
    for seed in seeds:
        learned = learn(card, family, seed, **wanted)
        found.append(round(learned.accuracy, 2))
        speeds.append(learned.clips_per_second)
    return found


def _looks() -> float:
    """How much longer one full look takes than two at half size: the least of some times each."""
    clips, least = torch.rand(1, 3, 8, 224, 224), []
    for key in ("frame_lite0", "multires"):
        model = build(entry(key), Shape(4, 8, 224)).eval()
        times = []
        for _ in range(LOOKS):
            begun = time.process_time()
            with torch.inference_mode():
                model(clips)
            times.append(time.process_time() - begun)
        least.append(min(times))
    return least[0] / least[1]


def _line(
    cards: list[Entry], seeds: list[int], table: Table, more: dict[str, object]
) -> dict[str, object]:
    """The least that an entry which knows time tells of motion, seeds averaged; 0 without any."""
    temporal = [statistics.mean(table[one.key]["motion"]) for one in cards if one.temporal]
    least = round(min(temporal, default=0.0), 3)
    line = {"bench": "zoo", "value": least, "unit": "accuracy", "target": TARGET}
    return {**line, "met": least >= TARGET, "detail": {"seeds": seeds, **table, **more}}


def _told(each: Sequence[float]) -> str:
    return f"{statistics.mean(each):.2f} ({min(each):.2f}–{max(each):.2f})"  # noqa: RUF001 - from, to


def _head(first: str, *names: str) -> None:
    _row(first, *names)
    _say(f"|---|{'---:|' * len(names)}")


def _row(*cells: str) -> None:
    _say(f"| {' | '.join(cells)} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
