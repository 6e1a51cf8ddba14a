"""How much of what a model learned of some recordings holds for others."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.contracts.learning import Sample, TrainModel
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, colored

PARTS = ("train", "train", "train", "validation", "test")


@pytest.mark.row("R07", "Generalisation gap")
def test_what_holds_of_some_recordings_alone_shows_as_a_gap_to_others(tmp_path: Path) -> None:
    colors = Shelf(tmp_path)
    for source, part in enumerate(PARTS):
        for label in (0, 1, 2):
            for copy in (0, 1):
                seed = 100 * source + 10 * label + copy
                colors.add(colored(label, seed, frames=5), label + 1, f"s{source}", part)

    def elsewhere(sample: Sample) -> Sample:
        spans = tuple(replace(span, class_id=span.class_id % 3 + 1) for span in sample.spans)
        return replace(sample, spans=spans) if sample.part == "test" else sample

    snapshot = colors.snapshot([elsewhere(one) for one in colors.samples])
    ask = TrainModel("job", "token", colors.url, snapshot, "probe_lite0", "", (1, 2, 3), seed=3)
    metrics = train(ask, Told()).metrics

    assert metrics["learned"] == {"accuracy": 1.0, "n": 18}
    assert metrics["accuracy"] <= 0.2
