"""Edits: they apply, they invert, they replay, and they refuse what strangers make up."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.edits.check import Classes, check, used_classes
from annotator.edits.edit import (
    Added,
    Applied,
    Change,
    Edit,
    Removed,
    Skip,
    Updated,
    apply,
    inherited,
    invert,
    rewind,
    squash,
)
from annotator.edits.parse import parse_edit
from annotator.edits.record import Record, Source
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind
from annotator.geometry.shape import Picture
from annotator.ranges import Ranges, normalize
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Keyframe

PICTURE = Picture(60, 320, 240)
CLASSES = Classes({1: Kind.TAG, 2: Kind.BOX, 3: Kind.TAG}, archived={3})
IDS = [str(UUID(int=number)) for number in range(1, 7)]

State = dict[str, Record]

ranges_of = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10)), max_size=4).map(
    lambda some: normalize((start, start + length) for start, length in some)
)


def tag(record_id: str = IDS[0], **values: Any) -> Record:
    return replace(Record(record_id, 1, Kind.TAG, ((0, 60),)), **values)


def said(records: State) -> State:
    """What the records say, without how often they were changed."""
    return {one.id: replace(one, version=0) for one in records.values() if not one.removed}


def after(records: State, applied: Applied) -> State:
    return records | {record.id: record for record in applied.records}


@st.composite
def some_change(draw: st.DrawFn, record: Record | None, record_id: str) -> Change:
    start = draw(st.integers(0, 50))
    spans = ((start, start + draw(st.integers(1, 10))),)
    if record is None or record.removed:
        return Added(Record(record_id, draw(st.integers(1, 2)), Kind.TAG, spans))
    if draw(st.booleans()):
        return Removed(record)
    text = draw(st.text("ab", max_size=3))
    return Updated(
        record_id, record.values({"spans": 0, "text": 0}), {"spans": spans, "text": text}
    )


@st.composite
def some_edit(draw: st.DrawFn, records: State) -> Edit:
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    changes = tuple(draw(some_change(records.get(one), one)) for one in ids)
    base = {one: records[one].version for one in ids if one in records}
    return Edit(str(draw(st.uuids())), base, changes)


@st.composite
def some_history(draw: st.DrawFn) -> list[tuple[State, Applied]]:
    records: State = {}
    history = []
    for _ in range(draw(st.integers(1, 6))):
        applied = apply(records, draw(some_edit(records)))
        history.append((records, applied))
        records = after(records, applied)
    return history


@given(some_history())
def test_the_inverse_edit_takes_an_edit_back(history: list[tuple[State, Applied]]) -> None:
    before, applied = history[-1]
    now = after(before, applied)

    back = apply(now, invert(applied.edit, str(uuid4())))

    assert said(after(now, back)) == said(before)


@given(some_history())
def test_a_version_only_grows(history: list[tuple[State, Applied]]) -> None:
    for before, applied in history:
        for record in applied.records:
            old = before.get(record.id)
            assert record.version == (old.version if old else 0) + 1


@given(some_history())
def test_an_edit_sent_twice_conflicts_with_itself(history: list[tuple[State, Applied]]) -> None:
    before, applied = history[-1]

    with pytest.raises(Refusal) as caught:
        apply(after(before, applied), applied.edit)

    assert caught.value.code is Code.VERSION_CONFLICT


@given(some_history(), st.data())
def test_a_history_rewinds_and_squashes(
    history: list[tuple[State, Applied]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(history) - 1))
    earlier = history[at][0]
    now = after(*history[-1])

    before = rewind(now, [applied.edit for _, applied in history[at:]])
    changes = squash(before, now)

    assert said(before) == said(earlier)
    replayed = dict(said(before))
    for change in changes:
        if isinstance(change, Removed):
            del replayed[change.id]
        elif isinstance(change, Added):
            replayed[change.id] = replace(change.record, version=0)
        else:
            replayed[change.id] = replace(replayed[change.id], **change.after)
    assert replayed == said(now)


@given(some_history())
def test_an_edit_survives_json(history: list[tuple[State, Applied]]) -> None:
    edit = history[-1][1].edit
    wire = {
        "edit_id": edit.id,
        "base": edit.base,
        "changes": [one.as_json() for one in edit.changes],
    }

    read = parse_edit(json.loads(json.dumps(wire)), PICTURE)

    assert [one.as_json() for one in read.changes if isinstance(one, Updated)] == [
        {"updated": one.as_json()["updated"] | {"from": one.as_json()["updated"]["to"]}}
        for one in edit.changes
        if isinstance(one, Updated)
    ]
    added = [one.record for one in read.changes if isinstance(one, Added)]
    assert added == [
        replace(one.record, version=0) for one in edit.changes if isinstance(one, Added)
    ]


def test_a_record_that_moved_on_is_named_with_its_present_state() -> None:
    records = {IDS[0]: tag(version=3, text="theirs"), IDS[1]: tag(IDS[1], version=2, removed=True)}
    change = Updated(IDS[0], {}, {"text": "mine"})
    edit = Edit(str(uuid4()), {IDS[0]: 2, IDS[1]: 1}, (change, Removed(tag(IDS[1]))))

    with pytest.raises(Refusal) as caught:
        apply(records, edit)

    assert caught.value.extra["records"] == [records[IDS[0]].as_json()]
    assert caught.value.extra["removed"] == [IDS[1]]
    assert caught.value.extra["versions"] == {IDS[1]: 2}


@given(ranges_of, ranges_of, ranges_of)
def test_skips_of_two_people_come_together_and_each_can_be_taken_back(
    before: Ranges, mine: Ranges, theirs: Ranges
) -> None:
    one, other = (Edit(str(uuid4()), {}, (), Skip(before, after)) for after in (mine, theirs))

    first = apply({}, one, before)
    both = apply({}, other, first.skips)

    assert first.skips == mine
    assert both.skips == apply({}, one, apply({}, other, before).skips).skips
    assert both.edit.skip == Skip(mine, both.skips)
    assert apply({}, invert(first.edit, str(uuid4())), first.skips).skips == before
    wire = json.loads(json.dumps({"edit_id": one.id, "changes": one.as_json()}))
    assert parse_edit(wire, PICTURE).skip == one.skip


def test_what_was_there_is_read_off_the_record_not_off_the_edit() -> None:
    records = {IDS[0]: tag(version=1, text="true")}
    lie = Edit(str(uuid4()), {IDS[0]: 1}, (Updated(IDS[0], {"text": "lie"}, {"text": "new"}),))

    (change,) = apply(records, lie).edit.changes

    assert isinstance(change, Updated)
    assert change.before == {"text": "true"}


def test_one_edit_changes_a_record_once() -> None:
    edit = Edit(str(uuid4()), {}, (Added(tag()), Added(tag())))

    with pytest.raises(Refusal, match="once"):
        apply({}, edit)


@pytest.mark.row("P08", "Tag class type")
def test_a_tag_class_takes_no_geometry() -> None:
    box = Record(IDS[0], 1, Kind.BOX, ((0, 5),), (Keyframe(0, Box(0, 0, 9, 9)),))

    with pytest.raises(Refusal, match="for a tag"):
        checked({}, Added(box))


@pytest.mark.parametrize(
    "record",
    [
        tag(class_id=99),
        tag(class_id=2),
        tag(source=Source.MODEL),
        tag(model_id=4),
        tag(confidence=0.5),
    ],
)
def test_a_person_adds_only_as_a_human_and_in_known_classes(record: Record) -> None:
    with pytest.raises(Refusal):
        checked({}, Added(record))


def test_a_person_takes_a_prediction_on_and_back_but_invents_none() -> None:
    guess = tag(source=Source.MODEL, model_id=4, confidence=0.9, version=1)
    own = tag(version=1)
    to_human, to_model = ({"source": one} for one in (Source.HUMAN, Source.MODEL))

    checked({guess.id: guess}, Updated(guess.id, {}, to_human))
    taken = replace(guess, source=Source.HUMAN)
    checked({guess.id: taken}, Updated(guess.id, {}, to_model))
    with pytest.raises(Refusal, match="No model"):
        checked({own.id: own}, Updated(own.id, {}, to_model))
    with pytest.raises(Refusal, match="changed"):
        checked({guess.id: guess}, Updated(guess.id, {}, {"confidence": 1.0}))


def test_a_model_speaks_for_itself() -> None:
    guess = tag(source=Source.MODEL, model_id=4, confidence=0.9)
    applied = apply({}, Edit(str(uuid4()), {}, (Added(guess),)))

    check({}, applied, CLASSES, person=False)


def test_the_classes_that_an_edit_gives_are_seen() -> None:
    assert used_classes([Added(tag(class_id=3))]) == {3}
    assert used_classes([Updated(IDS[0], {}, {"class_id": 3})]) == {3}
    assert used_classes([Updated(IDS[0], {}, {"text": "a"}), Removed(tag())]) == set()


def test_what_was_said_of_a_merged_class_is_said_of_its_heir() -> None:
    changes = (
        Added(tag(class_id=7)),
        Updated(IDS[1], {"class_id": 1}, {"class_id": 7, "text": "a"}),
        Updated(IDS[2], {}, {"text": "b"}),
        Removed(tag(IDS[3], class_id=7)),
    )

    edit = inherited(Edit(IDS[0], {}, changes), {7: 3})

    assert used_classes(edit.changes) == {3}
    assert [old is new for old, new in zip(changes, edit.changes, strict=True)] == [
        False,
        False,
        True,
        True,
    ]


def checked(records: State, change: Change) -> None:
    base = {one.id: one.version for one in records.values()}
    check(records, apply(records, Edit(str(uuid4()), base, (change,))), CLASSES, person=True)


def test_no_clip_skips_more_ranges_than_the_next_edit_could_take_back() -> None:
    def every_third(begin: int) -> Skip:
        return Skip((), tuple((at, at + 1) for at in range(begin, begin + 18_000, 3)))

    first = apply({}, Edit(str(uuid4()), {}, (), every_third(0)))

    with pytest.raises(Refusal, match="more than 10000 ranges"):
        apply({}, Edit(str(uuid4()), {}, (), every_third(20_000)), first.skips)
