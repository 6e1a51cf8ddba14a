"""Edits: atomic changes on base versions, how they apply, and how they are taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotator.edits.record import Record, value_as_json
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
class Edit:
    """One atomic change; `base` says which version of each record it was made on."""

    id: str
    base: Mapping[str, int]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What an edit did: the records as they are now, and the edit as it truly was."""

    records: tuple[Record, ...]
    edit: Edit


def apply(records: Records, edit: Edit) -> Applied:
    """The edit's records after it, all or nothing. `records` holds the removed ones too.

    Refuses (`version-conflict`) where a record moved on, naming all of those in `extra`; refuses
    (`invalid`) an edit that touches a record twice.
    """
    ids = [change.id for change in edit.changes]
    if len(set(ids)) < len(ids):
        raise Refusal(Code.INVALID, "An edit changes a record once")
    stale = [change.id for change in edit.changes if not _fits(records, edit, change)]
    if stale:
        raise conflict(records, stale)
    done = [_step(records.get(change.id), change) for change in edit.changes]
    changes = tuple(change for _, change in done)
    return Applied(tuple(record for record, _ in done), Edit(edit.id, edit.base, changes))


def conflict(records: Records, ids: Iterable[str]) -> Refusal:
    """The refusal that names records which moved on, with their present state."""
    known = [records[one] for one in ids if one in records]
    return Refusal(
        Code.VERSION_CONFLICT,
        "Somebody else changed this meanwhile",
        extra={
            "records": [record.as_json() for record in known if not record.removed],
            "removed": [record.id for record in known if record.removed]
            + [one for one in ids if one not in records],
        },
    )


def invert(applied: Applied, edit_id: str) -> Edit:
    """The edit that takes an applied one back, on the versions that it left."""
    base = {record.id: record.version for record in applied.records}
    return Edit(edit_id, base, tuple(_inverse(one) for one in reversed(applied.edit.changes)))


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


def _inverse(change: Change) -> Change:
    if isinstance(change, Added):
        return Removed(change.record)
    if isinstance(change, Removed):
        return Added(change.record)
    return Updated(change.id, change.after, change.before)
