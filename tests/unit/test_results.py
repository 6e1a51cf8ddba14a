"""What a training says of itself: its confidence, and the gates of pseudo-labels."""

import numpy as np
import numpy.typing as npt
import pytest

from annotator.contracts.learning import Sample, Span, TrainModel
from mlworker.training.clips import Clips, Flags, labeled
from mlworker.training.results import calibrated, thresholds
from mlworker.zoo.confidence import temperature

Floats = npt.NDArray[np.float64]
FRAMES = 30


def ask(mode: str = "holdout") -> TrainModel:
    return TrainModel("job", "token", "memory://", "key", "probe_lite0", "probe", (7, 8), mode=mode)


def clips_of(parts: list[str], spans: tuple[tuple[int, int], ...] = ((0, FRAMES),)) -> Clips:
    """Items of three clips each, of class 7 and 8 in turn where their spans are."""
    samples = [
        Sample(at, "v", "p", "m", FRAMES, 10, 1, f"s{at}", part,
               spans=tuple(Span(7 + at % 2, *span) for span in spans))
        for at, part in enumerate(parts)
    ]  # fmt: skip
    return labeled(ask(), samples, lambda sample: [(0, 10), (10, 20), (20, 30)])


def everything(clips: Clips) -> Flags:
    return np.ones(len(clips.clips), np.bool_)


def noisy(clips: Clips, share: float, seed: int) -> Floats:
    """Very sure logits that are right of this share of the clips."""
    rng = np.random.default_rng(seed)
    right = rng.random(len(clips.clips)) < share
    return np.where(right[:, None], 6 * clips.targets, 6 - 6 * clips.targets)


@pytest.mark.row("E18", "Calibration of confidence")
def test_a_folds_own_labels_do_not_choose_the_temperature_it_is_shown_with() -> None:
    clips = clips_of(["1"] * 20 + ["2"] * 20)
    first = clips.parts == "1"
    logits = np.where(first[:, None], noisy(clips, 1.0, 1), noisy(clips, 0.6, 2))

    found = calibrated(ask("grouped-cv"), clips, logits, everything(clips), everything(clips))

    def fitted(rows: Flags) -> float:
        return temperature(logits[rows], clips.targets[rows], single=True)

    assert set(found.heats[first]) == {fitted(~first)}
    assert set(found.heats[~first]) == {fitted(first)}
    assert found.heat == fitted(everything(clips))
    assert fitted(first) < found.heat < fitted(~first)


def test_a_test_part_is_shown_with_the_models_own_temperature() -> None:
    clips = clips_of(["validation"] * 6 + ["test"] * 6)
    held = clips.held("validation")

    found = calibrated(ask(), clips, noisy(clips, 0.8, 1), held, clips.held("test"))

    assert set(found.heats) == {found.heat}


@pytest.mark.row("L06", "Pseudo-labels")
def test_gates_are_measured_on_items_as_they_are_applied() -> None:
    clips = clips_of(["validation"] * 60)
    # One clip of three is slightly wrong: a third of the clips, none of the items.
    wrong = (np.arange(len(clips.clips)) % 3 == 1)[:, None]
    logits = np.where(wrong, 1 - clips.targets, 6 * clips.targets)
    verdict = calibrated(ask(), clips, logits, everything(clips), everything(clips))

    first, second = thresholds(ask(), clips, verdict)

    for gate in (first, second):
        assert (gate["checked"], gate["accepted"], gate["precision"]) == (30, 30, 1.0)
        assert not gate["pooled"]


def test_items_that_are_not_known_throughout_measure_no_gate() -> None:
    clips = clips_of(["validation"] * 60, spans=((0, 20),))
    assert len(clips.clips) == 120
    logits = 6 * clips.targets
    verdict = calibrated(ask(), clips, logits, everything(clips), everything(clips))

    assert [one["checked"] for one in thresholds(ask(), clips, verdict)] == [0, 0]
