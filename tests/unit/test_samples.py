"""Items as the learner sees them."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from annotator.contracts.judging import judged, whole
from annotator.contracts.samples import (
    Task,
    classes_of,
    clips,
    doubted,
    from_people,
    noted,
    plan,
    sample,
    says,
    split_shown,
    taught,
    unlabeled,
)
from annotator.learning.scores import macro_f1
from annotator.learning.zoo.frames import PROBE_LITE0
from annotator.refusal import Code, Refusal

FIGHT, NORMAL = 1, 2
SINGLE = Task({FIGHT: "fight", NORMAL: "normal"}, single=True, background=0)


def line(item_id: int, *annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A snapshot's item of 100 frames."""
    return {
        "id": item_id,
        "name": f"clip {item_id}",
        "file_name": f"file {item_id}",
        "source": f"recording {item_id}",
        "stage_kind": "complete",
        "frames": 100,
        "rate": [10, 1],
        "video_key": f"video {item_id}",
        "proxy_key": "p",
        "map_key": "m",
        "annotations": list(annotations),
    } | more


def said(class_id: int, *, negative: bool = False, kind: str = "tag") -> dict[str, Any]:
    return {"class_id": class_id, "kind": kind, "spans": [[0, 50]], "negative": negative}


def test_boxes_say_nothing_and_negatives_and_what_other_classes_show_do() -> None:
    boxed, other = said(FIGHT, kind="box"), said(9, negative=True)
    told = (said(FIGHT), said(NORMAL, negative=True), said(9), other, boxed)

    made = sample(line(1, *told), SINGLE.names)

    spans = [(one.class_id, one.negative) for one in made.spans]
    assert spans == [(FIGHT, False), (NORMAL, True), (9, False)]
    assert classes_of(made, SINGLE) == {FIGHT}
    assert sample(line(1, *told), ()).spans == ()


def test_an_item_of_a_class_that_is_not_learned_is_no_background() -> None:
    background = Task(SINGLE.names, single=True, background=NORMAL)
    whole_of_it = {**said(9), "spans": [[0, 100]]}
    other, half = (sample(line(1, one), SINGLE.names) for one in (whole_of_it, said(9)))

    assert whole(other, background) is None
    assert not says(other, background)
    assert classes_of(other, background) == frozenset()
    # What is left of it untagged is background all the same.
    assert says(half, background)
    clips_of_it = [(0, 50, [0.1, 0.9]), (50, 100, [0.1, 0.9])]
    assert set(judged(half, background, clips_of_it)) == {(1, 50, 100)}


@pytest.mark.parametrize(
    ("source", "file_name", "found"),
    [("rec", "file", "rec"), ("", "file", "file"), ("", "", "clip 1")],
)
def test_without_a_source_an_item_is_its_own(source: str, file_name: str, found: str) -> None:
    assert sample(line(1, source=source, file_name=file_name), ()).source == found


def test_an_untagged_complete_item_teaches_only_where_untagged_means_something() -> None:
    untagged, unfinished = sample(line(1), ()), sample(line(1, stage_kind="annotate"), ())
    background = Task(SINGLE.names, single=True, background=NORMAL)
    multi = Task(SINGLE.names, single=False, background=0)

    assert [says(untagged, task) for task in (SINGLE, background, multi)] == [False, True, True]
    assert not any(says(unfinished, task) for task in (SINGLE, background, multi))
    assert classes_of(untagged, background) == {NORMAL}
    assert classes_of(untagged, multi) == frozenset()


def test_short_items_are_one_clip_and_long_ones_many() -> None:
    lengths = [(100, 1), (101, 4), (600, 29)]

    assert [clips(sample(line(1, frames=frames), ())) for frames, _ in lengths] == [
        count for _, count in lengths
    ]


def test_clips_follow_the_shots_of_a_line_that_has_them() -> None:
    lines = [line(at, said(NORMAL if at % 2 else FIGHT)) for at in range(12)]
    lines[:2] = [one | {"shots": [0, 30, 60, 100]} for one in lines[:2]]

    made = plan(lines, SINGLE, PROBE_LITE0, seed=0, preview=False)
    told = noted(made, apart=2, follow_shots=True, measured=2.0).split

    assert [one.cuts for one in made.samples] == [(30, 60)] * 2 + [()] * 10
    assert [clips(one) for one in made.samples] == [3] * 2 + [1] * 10
    assert told.estimate_seconds == 2.0 * 16
    assert [(one.ok, one.text) for one in told.checks[-2:]] == [
        (True, "2 clips that chance drew are kept apart, to judge models fairly"),
        (True, "Shots to follow are known of 2 of 12 clips"),
    ]
    none = plan(lines[2:], SINGLE, PROBE_LITE0, seed=0, preview=False)
    assert not noted(none, apart=0, follow_shots=True, measured=None).split.checks[-1].ok
    assert noted(none, apart=0, follow_shots=False, measured=None) == none


def test_videos_that_show_none_of_several_labels_judge_as_many_as_they_teach() -> None:
    lines = [line(at, said(NORMAL if at % 2 else FIGHT)) for at in range(20)]
    lines += [line(100 + at) for at in range(40)]
    multi = Task(SINGLE.names, single=False, background=0)

    made = plan(lines, multi, PROBE_LITE0, seed=0, preview=False)

    empty = Counter(one.part for one in made.samples if not one.spans)
    shares = [empty[part.name] / 40 for part in made.split.parts]
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=0.1)
    assert sum(part.items for part in made.split.parts) == 60


def test_items_of_one_source_are_on_one_side_even_where_untagged() -> None:
    lines = [line(at, said(NORMAL if at % 2 else FIGHT)) for at in range(12)]
    lines.append(line(99, source="recording 3"))
    multi = Task(SINGLE.names, single=False, background=0)

    made = plan(lines, multi, PROBE_LITE0, seed=0, preview=False)

    parts = {one.item_id: one.part for one in made.samples}
    assert set(parts.values()) == {"train", "validation", "test"}
    assert parts[99] == parts[3]
    again = split_shown(made.split.shown())
    assert (again.parts, again.mode, again.checks) == (
        made.split.parts,
        made.split.mode,
        made.split.checks,
    )


def test_a_class_of_one_source_is_told_in_a_preview_and_refused_otherwise() -> None:
    lines = [line(at, said(NORMAL)) for at in range(4)] + [line(9, said(FIGHT))]

    told = plan(lines, SINGLE, PROBE_LITE0, seed=0, preview=True).split.refused
    with pytest.raises(Refusal) as caught:
        plan(lines, SINGLE, PROBE_LITE0, seed=0, preview=False)

    assert caught.value.code is Code.TOO_FEW_SOURCES
    assert told == caught.value.title


def test_macro_f1_is_the_mean_over_classes_that_are_there() -> None:
    pairs = [((1,), (1,)), ((1,), (2,)), ((2,), (2,)), ((2,), (2,))]

    assert macro_f1(pairs, [1, 2, 3]) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert macro_f1([], [1]) == 0.0
    assert macro_f1([({1, 2}, {1})], [1, 2]) == 0.5


def test_nothing_tagged_in_a_complete_item_is_a_person_saying_no() -> None:
    multi = Task(SINGLE.names, single=False, background=0)
    clips_ = [(0, 50, [0.9, 0.2]), (50, 100, [0.1, 0.2])]

    empty = judged(sample(line(1), SINGLE.names), multi, clips_)
    open_ = judged(sample(line(1, stage_kind="annotate"), SINGLE.names), multi, clips_)

    assert empty == {(1, 0, 50): ([], [FIGHT]), (1, 50, 100): ([], [])}
    assert open_ == {}


def test_a_class_that_is_not_known_of_a_clip_judges_nothing() -> None:
    multi = Task(SINGLE.names, single=False, background=0)
    tagged = line(1, said(FIGHT), stage_kind="annotate")

    found = judged(sample(tagged, SINGLE.names), multi, [(0, 50, [0.9, 0.9])])

    assert found == {(1, 0, 50): ([FIGHT], [FIGHT])}


def test_clips_of_one_label_are_judged_where_a_class_covers_most() -> None:
    clips_ = [(0, 50, [0.2, 0.8]), (40, 100, [0.2, 0.8])]

    found = judged(sample(line(1, said(FIGHT)), SINGLE.names), SINGLE, clips_)

    assert found == {(1, 0, 50): ([FIGHT], [NORMAL])}


def test_only_the_test_part_is_of_recordings_nothing_was_learned_from() -> None:
    samples = [doubted(line(9, source="pseudo"), [(FIGHT, 0, 50)])]
    samples += plan(
        [line(at, said(NORMAL if at % 2 else FIGHT)) for at in range(12)],
        SINGLE,
        PROBE_LITE0,
        seed=0,
        preview=False,
    ).samples

    found = taught(samples)

    assert samples[0] in found
    assert [one for one in samples if one not in found] == [
        one for one in samples if one.part == "test"
    ]


def test_what_people_said_is_told_from_what_a_round_took() -> None:
    taken = doubted(line(9), [(FIGHT, 0, 50)])
    people = [sample(line(1, said(FIGHT)), SINGLE.names), sample(line(2), SINGLE.names)]

    assert from_people([taken, *people]) == people


def test_a_file_that_came_twice_is_one_recording_whatever_it_is_called() -> None:
    # Clips 0 and 7 are one file, 7 and 8 one camera, 8 and 9 one file again.
    named = {7: {"video_key": "video 0", "source": "camera"}, 8: {"source": "camera"}}
    named[9] = {"video_key": "video 8", "source": "a new name"}
    lines = [line(at, said(NORMAL if at % 2 else FIGHT), **named.get(at, {})) for at in range(14)]

    made = plan(lines, SINGLE, PROBE_LITE0, seed=0, preview=False)

    by_id = {one.item_id: one for one in made.samples}
    assert {by_id[at].source for at in (0, 7, 8, 9)} == {"a new name"}
    assert len({by_id[at].part for at in (0, 7, 8, 9)}) == 1
    assert by_id[1].source == "recording 1"
    assert "No recording is in two parts (11 recordings)" in [one.text for one in made.split.checks]


def test_an_item_taken_as_one_clip_says_what_holds_for_most_of_what_is_not_skipped() -> None:
    mostly = whole(sample(line(1, said(FIGHT), skips=[[50, 90]]), SINGLE.names), SINGLE)
    nothing = whole(sample(line(1, skips=[[0, 100]]), SINGLE.names), SINGLE)

    assert mostly is not None
    assert mostly.values.tolist() == [1, 0]
    assert nothing is None


def test_nothing_without_labels_is_of_a_recording_that_judges_under_whatever_name() -> None:
    # Clip 1 was cut from the camera, but is of one file with clip 0, and goes by that one's name.
    first, second = (
        replace(sample(line(at, said(FIGHT)), SINGLE.names), source="recording 0", part="test")
        for at in (0, 1)
    )
    third = replace(sample(line(2, said(NORMAL)), SINGLE.names), part="train")
    judged_by = [first, second, third]
    pool: dict[int, dict[str, Any]] = {
        10: {"source": "recording 0"},
        11: {"source": "camera"},
        12: {"video_key": "video 1", "source": "yet another name"},
        13: {"video_key": "video 2", "source": "a name for what teaches"},
        14: {"source": "recording 2"},
        15: {},
        16: {"skips": [[0, 100]]},
        2: {},
    }
    lines = [line(at, stage_kind="annotate", **more) for at, more in pool.items()]

    found = unlabeled(lines, judged_by, {1: "camera"})

    named = {one.item_id: one.source for one in found}
    assert named == {13: "recording 2", 14: "recording 2", 15: "recording 15"}
    assert not any(one.spans or one.complete or one.part for one in found)
