"""Looking for the best options: within a budget, on validation alone, taken up after a kill."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from annotator.contracts.learning import TRAIN, ModelTrained, Search, TrainModel
from annotator.learning.options import chosen, option
from annotator.learning.regimes import regime
from annotator.learning.space import VARIED, Dimension, combinations, space
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.tasks import STEPS
from mlworker.training.checkpoints import Place
from mlworker.training.run import train
from mlworker.training.search import Record, Searching, Trial
from testkit.drawn import Shelf, Told, colored
from testkit.steps import kill_steps

PARTS = ("train", "train", "train", "validation", "test")
SMALL = {"preset": "tiny", "frames": 2, "size": 32, "epochs": 3, "batch": 4, "keep_steps": 1}
LINE = (Dimension("head_lr", 1e-4, 1e-1, log=True), Dimension("smoothing", 0.0, 0.3))
USUAL = {"head_lr": 1e-3, "smoothing": 0.1}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("search"))
    for source, part in enumerate(PARTS):
        for label in (0, 1):
            pictures = colored(label, 10 * source + label, frames=4, size=32)
            shelf.add(pictures, label + 1, f"s{source}", part)
    return shelf


def asked(shelf: Shelf, key: str = "frame_lite0", trials: int = 4, **more: Any) -> TrainModel:
    words: dict[str, Any] = {"options": SMALL, "seed": 3, "search": Search(trials), **more}
    job = words.pop("job", "job")
    snapshot = words.pop("snapshot", None) or shelf.snapshot()
    return TrainModel(job, "token", shelf.url, snapshot, key, "", (1, 2), **words)


def searched(folder: Path, trials: int, seconds: float = 0, told: Told | None = None) -> Searching:
    place = Place(folder.as_uri(), "job", "search", "test")
    return Searching(Search(trials, seconds), LINE, USUAL, 5, place, told or Told())


def bowl(options: Mapping[str, Any], trial: Trial) -> float:
    """Least at a rate of 0.01, with three epochs that come nearer."""
    lost = abs(options["head_lr"] - 0.01) + options["smoothing"]
    for epoch in range(3):
        trial.watch(epoch, lost + 1 / (epoch + 1))
    return float(lost)


def test_every_entry_and_regime_has_a_space_within_what_its_options_may_be() -> None:
    for card in ENTRIES:
        for key in card.regimes:
            options = chosen(card, regime(key), {}, ())
            for one in space(options, ()):
                known = option(one.key)
                assert one.choices == known.choices
                assert one.choices or known.low <= one.low < one.high <= known.high
                assert one.nearest(options[one.key]) == options[one.key]
    network = chosen(entry("frame_lite0"), regime("fine-tune"), {}, ())
    assert {one.key for one in space(network, ())} >= {"head_lr", "weight_decay", "augment"}
    assert "augment" not in {one.key for one in space(network, {"augment": "none"})}
    several = {one.key for one in space(network, (), single=False)}
    assert {one.key for one in space(network, ())} - several == {"smoothing", "balance"}
    assert space(chosen(entry("probe_lite0"), regime("weak"), {}, ()), ()) == ()
    assert len({one.key for one in VARIED}) == len(VARIED)


def test_a_few_words_are_tried_each_once() -> None:
    words = (Dimension("a", choices=("x", "y")), Dimension("b", choices=("1", "2")))

    assert len(combinations(words, 4)) == 4
    assert combinations(words, 3) == []
    assert combinations((*words, LINE[0]), 10) == []


def test_the_same_seed_makes_the_same_trials_and_the_usual_options_come_first(
    tmp_path: Path,
) -> None:
    found = [searched(tmp_path / name, 12) for name in ("a", "b")]

    best = [one.best(bowl) for one in found]

    first, second = ([one.options for one in each.records] for each in found)
    assert first == second
    assert first[0] == USUAL
    assert best[0].value == min(one.value for one in found[0].records if one.value is not None)
    assert best[0].value <= (found[0].records[0].value or 0)
    states = [one.state for one in found[0].records]
    assert "pruned" in states
    assert len(found[0].records[0].seen) == 3
    assert found[0].shown(best[0])["best"] == best[0].number


def test_a_search_goes_on_after_a_kill_as_if_undisturbed(tmp_path: Path) -> None:
    whole = searched(tmp_path / "whole", 9)
    expected = whole.best(bowl)

    class Killed(BaseException):
        pass

    left = [2, 3, 1]

    def mortal(options: Mapping[str, Any], trial: Trial) -> float:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return bowl(options, trial)

    again = Told()
    while True:
        broken = searched(tmp_path / "broken", 9, told=again)
        try:
            found = broken.best(mortal)
            break
        except Killed:
            left.pop(0)
            left.append(9)

    assert (found.number, found.value) == (expected.number, expected.value)
    assert [one.options for one in broken.records] == [one.options for one in whole.records]
    assert [one.state for one in broken.records] == [one.state for one in whole.records]
    assert any("as it was" in one[3] for one in again.progress)


def test_the_time_is_counted_over_attempts_and_one_trial_is_always_made(tmp_path: Path) -> None:
    found = searched(tmp_path, 9, seconds=1e-9)
    best = found.best(bowl)
    assert [one.state for one in found.records] == ["done"]
    assert best.number == 1

    longer = searched(tmp_path, 9, seconds=found.spent / 2)
    assert longer.best(bowl).number == 1
    assert len(longer.records) == 1
    assert longer.spent >= found.spent


def test_what_was_found_before_the_time_was_up_counts_after_a_kill(tmp_path: Path) -> None:
    found = searched(tmp_path, 9)
    best = found.best(bowl)
    assert best.number > 1, "else this shows nothing"

    late = searched(tmp_path, 9, seconds=found.spent / 2)

    assert late.best(bowl).number == best.number
    assert len(late.records) == 9


def test_a_loss_that_is_no_number_ends_its_trial_alone(tmp_path: Path) -> None:
    def broken(options: Mapping[str, Any], trial: Trial) -> float:
        return float("nan") if trial.record.number == 2 else bowl(options, trial)

    found = searched(tmp_path, 4)

    assert found.best(broken).number != 2
    assert [one.state for one in found.records].count("failed") == 1


def test_what_leads_nowhere_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    def refusing(options: Mapping[str, Any], trial: Trial) -> float:
        if options["head_lr"] > 1e-3:
            raise Refusal(Code.INVALID, "The loss is no number")
        return bowl(options, trial)

    found = searched(tmp_path, 8)

    assert found.best(refusing).state == "done"
    failed = [one for one in found.records if one.state == "failed"]
    assert failed
    assert {one.why for one in failed} == {"The loss is no number"}


def test_a_network_is_that_of_the_best_trial_which_validation_alone_chose(shelf: Shelf) -> None:
    told = Told()
    reply = train(asked(shelf, job="one"), told)

    search = reply.metrics["search"]
    assert len(search["trials"]) == 4
    values = {one["number"]: one["value"] for one in search["trials"] if one["value"] is not None}
    assert search["best"] == min(values, key=lambda number: values[number])
    best = search["trials"][search["best"] - 1]
    card = json.loads(blobs.fetch(shelf.url, reply.card_key).read_text())
    assert {name: card["options"][name] for name in best["options"]} == best["options"]
    assert card["options"]["epochs"] == SMALL["epochs"]
    assert {point["trial"] for point in told.curve} >= {1, 4}
    assert any(one[3].startswith("Trial 2 of 4: Epoch") for one in told.progress)

    # Whatever the test part says changes which options are chosen in nothing.
    turned = [
        replace(one, spans=tuple(replace(span, class_id=3 - span.class_id) for span in one.spans))
        if one.part == "test"
        else one
        for one in shelf.samples
    ]
    other = train(asked(shelf, job="two", snapshot=shelf.snapshot(turned)), Told())
    assert other.weights_key == reply.weights_key
    untimed = [
        [{**one, "seconds": 0} for one in each.metrics["search"]["trials"]]
        for each in (reply, other)
    ]
    assert untimed[0] == untimed[1]


def test_a_quick_model_finds_its_head(shelf: Shelf) -> None:
    reply = train(asked(shelf, "probe_lite0", 20, options={}), Told())

    search = reply.metrics["search"]
    tried = [one["options"]["head"] for one in search["trials"]]
    assert sorted(tried) == sorted(option("head").choices)
    assert tried[0] == "linear"
    card = json.loads(blobs.fetch(shelf.url, reply.card_key).read_text())
    assert card["head"] == tried[search["best"] - 1]


def test_without_validation_or_anything_to_vary_no_search_begins(shelf: Shelf) -> None:
    folded = [replace(one, part=str(int(one.source[1:]) % 2 + 1)) for one in shelf.samples]
    with pytest.raises(Refusal, match="clips set apart for tuning"):
        train(asked(shelf, snapshot=shelf.snapshot(folded), mode="grouped-cv"), Told())
    weak = asked(shelf, "probe_lite0", options={}, background_class_id=2)
    with pytest.raises(Refusal, match="nothing to search for"):
        train(replace(weak, regime="weak"), Told())


def test_kill_9_in_a_trial_and_between_trials_changes_nothing(shelf: Shelf) -> None:
    step, limits = STEPS[TRAIN]

    def tried(ask: TrainModel, end: float) -> ModelTrained | None:
        def hears(words: Mapping[str, Any]) -> None:
            if words["unit"] == "trials" and words["done"] >= end:
                kill_steps(psutil.Process())

        try:
            reply = attempt.run(TRAIN, step, ask, limits, hears, lambda: True)
        except Refusal as refusal:
            if refusal.code is not Code.KILLED:
                raise
            return None
        assert isinstance(reply, ModelTrained)
        return reply

    whole = train(asked(shelf, job="whole"), Told())
    ask = asked(shelf, job="killed")

    assert [tried(ask, end) for end in (0.4, 2.2)] == [None, None]
    last = tried(ask, 99.0)

    assert last is not None
    assert last.weights_key == whole.weights_key
    found, expected = (one.metrics["search"] for one in (last, whole))
    same = ("number", "options", "state", "value", "epochs")
    assert [[one[name] for name in same] for one in found["trials"]] == [
        [one[name] for name in same] for one in expected["trials"]
    ]


def test_a_search_that_is_cancelled_ends_within_a_trial(shelf: Shelf) -> None:
    step, limits = STEPS[TRAIN]
    heard: list[str] = []

    def hears(words: Mapping[str, Any]) -> None:
        heard.append(words["message"])

    def wanted() -> bool:
        return not any("Epoch" in one for one in heard)

    with pytest.raises(Refusal) as caught:
        attempt.run(TRAIN, step, asked(shelf, job="cancelled"), limits, hears, wanted)

    assert caught.value.code is Code.CANCELLED


def test_a_record_is_shown_without_what_only_the_search_needs() -> None:
    shown = Record(1, {"head_lr": 0.1}, value=0.5, seconds=1.234, seen=[[0, 0.6]]).shown()

    assert shown == {
        "number": 1, "options": {"head_lr": 0.1}, "state": "done", "value": 0.5, "why": "",
        "seconds": 1.23, "epochs": 1,
    }  # fmt: skip
