"""Edits: atomic changes on base versions, how they apply, and how they are taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator import ranges
from annotator.edits.record import Record, value_as_json
from annotator.ranges import Ranges
from annotator.refusal import Code, Refusal

Records = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Added:
    """A record that was not there, or was removed before."""

    record: Record

    @property
    def id(self) -> str:
        """The record that this is about."""
        return self.record.id

    def as_json(self) -> dict[str, Any]:
        """The change as the API has it."""
        return {"added": self.record.as_json()}


@dataclass(frozen=True, slots=True)
class Updated:
    """Fields of a record, before and after."""

    id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The change as the API has it."""
        was, now = (
            {name: value_as_json(name, value) for name, value in side.items()}
            for side in (self.before, self.after)
        )
        return {"updated": {"id": self.id, "from": was, "to": now}}


@dataclass(frozen=True, slots=True)
class Removed:
    """A record that is to go, as it was."""

    record: Record

    @property
    def id(self) -> str:
        """The record that this is about."""
        return self.record.id

    def as_json(self) -> dict[str, Any]:
        """The change as the API has it."""
        return {"removed": self.record.as_json()}


Change = Added | Updated | Removed


@dataclass(frozen=True, slots=True)
class Skip:
    """The item's frames that nobody trains on, before and after.

    It needs no version: of a frame there are two things to say, so that what two people change at
    the same time never contradicts.
    """

    before: Ranges
    after: Ranges

    def on(self, skips: Ranges) -> Ranges:
        """What is skipped once the frames that this changes are changed in `skips`."""
        left = ranges.subtract(skips, ranges.subtract(self.before, self.after))
        return ranges.union(left, ranges.subtract(self.after, self.before))

    def as_json(self) -> dict[str, Any]:
        """The change as the API has it."""
        before, after = ranges.as_json(self.before), ranges.as_json(self.after)
        return {"skip": {"from": before, "to": after}}


@dataclass(frozen=True, slots=True)
class Edit:
    """One atomic change; `base` says which version of each record it was made on."""

    id: str
    base: Mapping[str, int]
    changes: tuple[Change, ...]
    skip: Skip | None = None

    def as_json(self) -> list[dict[str, Any]]:
        """All that it changes, as the API has it."""
        said = [one.as_json() for one in self.changes]
        return said if self.skip is None else [*said, self.skip.as_json()]


@dataclass(frozen=True, slots=True)
class Applied:
    """What an edit did: the records and skipped frames as they are now, and what it truly was."""

    records: tuple[Record, ...]
    edit: Edit
    skips: Ranges = ()


def apply(records: Records, edit: Edit, skips: Ranges = ()) -> Applied:
    """The edit's records after it, all or nothing. `records` holds the removed ones too.

    `skips`: the frames that the item skips. Refuses (`version-conflict`) where a record moved on,
    naming all of those in `extra`; refuses (`invalid`) an edit that touches a record twice, and
    more skipped ranges than the next edit could list.
    """
    ids = [change.id for change in edit.changes]
    if len(set(ids)) < len(ids):
        raise Refusal(Code.INVALID, "An edit changes a record once")
    stale = [change.id for change in edit.changes if not _fits(records, edit, change)]
    if stale:
        raise conflict(records, stale)
    done = [_step(records.get(change.id), change) for change in edit.changes]
    changes = tuple(change for _, change in done)
    skip = None if edit.skip is None else Skip(skips, edit.skip.on(skips))
    if skip is not None and len(skip.after) > ranges.MOST_RANGES:
        title = f"skip: more than {ranges.MOST_RANGES} ranges would be left out; join some of them"
        raise Refusal(Code.INVALID, title, fields={"skip": title})
    true = Edit(edit.id, edit.base, changes, skip)
    return Applied(tuple(record for record, _ in done), true, skip.after if skip else skips)


def conflict(records: Records, ids: Iterable[str]) -> Refusal:
    """The refusal that names records which moved on, with their present state.

    `versions` says where removed ones were left: who brings one back builds on that.
    """
    known = [records[one] for one in ids if one in records]
    gone = [record for record in known if record.removed]
    return Refusal(
        Code.VERSION_CONFLICT,
        "Somebody else changed this meanwhile",
        extra={
            "records": [record.as_json() for record in known if not record.removed],
            "removed": [record.id for record in gone] + [one for one in ids if one not in records],
            "versions": {record.id: record.version for record in gone},
        },
    )


def invert(applied: Edit, edit_id: str) -> Edit:
    """The edit that takes back what another truly was, on the versions that it left."""
    base = {change.id: applied.base.get(change.id, 0) + 1 for change in applied.changes}
    skip = applied.skip
    back = None if skip is None else Skip(skip.after, skip.before)
    changes = tuple(_inverse(one) for one in reversed(applied.changes))
    return Edit(edit_id, base, changes, back)


def inherited(edit: Edit, heirs: Mapping[int, int]) -> Edit:
    """The edit with the heirs of the classes that were merged into others since it was made.

    Changes that say nothing of such a class stay the same objects.
    """
    return replace(edit, changes=tuple(_inherited(one, heirs) for one in edit.changes))


def rewind(records: Records, history: Iterable[Edit]) -> dict[str, Record]:
    """The records that were there before `history`, applied edits with the oldest first.

    Versions stay those of today: only what the records say goes back.
    """
    state = {record.id: record for record in records.values() if not record.removed}
    for edit in reversed(list(history)):
        for change in edit.changes:
            if isinstance(change, Added):
                state.pop(change.id, None)
            elif isinstance(change, Removed):
                state[change.id] = replace(change.record, removed=False)
            elif change.id in state:
                state[change.id] = replace(state[change.id], **change.before)
    return state


def rewind_skips(skips: Ranges, history: Sequence[Edit]) -> Ranges:
    """The frames that were skipped before `history`, applied edits with the oldest first."""
    for edit in reversed(history):
        if edit.skip is not None:
            skips = Skip(edit.skip.after, edit.skip.before).on(skips)
    return skips


def squash(before: Records, after: Records) -> tuple[Change, ...]:
    """The least changes that lead from one state to another, in the order of their ids."""
    changes: list[Change] = []
    for one in sorted({*before, *after}):
        old, new = before.get(one), after.get(one)
        if old is None or old.removed:
            if new is not None and not new.removed:
                changes.append(Added(new))
        elif new is None or new.removed:
            changes.append(Removed(old))
        elif names := _differing(old, new):
            changes.append(Updated(one, old.values(names), new.values(names)))
    return tuple(changes)


def _differing(old: Record, new: Record) -> dict[str, None]:
    names = [name for name in Record.__slots__ if name != "version"]
    return {name: None for name in names if getattr(old, name) != getattr(new, name)}


def _fits(records: Records, edit: Edit, change: Change) -> bool:
    present = records.get(change.id)
    if isinstance(change, Added) and present is None:
        return edit.base.get(change.id, 0) == 0
    if present is None or present.removed != isinstance(change, Added):
        return False
    return edit.base.get(change.id) == present.version


def _step(present: Record | None, change: Change) -> tuple[Record, Change]:
    """The record after a change that fits, and the change with what was truly there before."""
    if isinstance(change, Added):
        version = present.version + 1 if present else 1
        added = replace(change.record, version=version, removed=False)
        return added, Added(added)
    if present is None:
        raise AssertionError("a change that fits has its record")
    if isinstance(change, Removed):
        return replace(present, version=present.version + 1, removed=True), Removed(present)
    before = present.values(change.after)
    after = replace(present, version=present.version + 1, **change.after)
    return after, Updated(change.id, before, change.after)


def _inherited(change: Change, heirs: Mapping[int, int]) -> Change:
    if isinstance(change, Added) and change.record.class_id in heirs:
        return Added(replace(change.record, class_id=heirs[change.record.class_id]))
    if isinstance(change, Updated) and change.after.get("class_id") in heirs:
        after = {**change.after, "class_id": heirs[change.after["class_id"]]}
        return Updated(change.id, change.before, after)
    return change


def _inverse(change: Change) -> Change:
    if isinstance(change, Added):
        return Removed(change.record)
    if isinstance(change, Removed):
        return Added(change.record)
    return Updated(change.id, change.after, change.before)
