"""Records and edits in a stranger's JSON, believed in nothing."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from annotator import ranges
from annotator.edits.edit import Added, Change, Edit, Removed, Skip, Updated
from annotator.edits.record import EDITABLE, Record, Source
from annotator.fields import a_boolean, a_number, a_text, a_whole_number, an_object, invalid
from annotator.geometry.registry import SHAPES, Kind, parse_shape
from annotator.geometry.shape import Picture
from annotator.ontology.properties import parse_steps
from annotator.tracks.track import Keyframe

MOST_CHANGES = 10_000
MOST_KEYFRAMES = 100_000
CHANGES = "Must be one of added, updated, removed, skip"

Named = TypeVar("Named", bound=StrEnum)


def parse_edit(data: object, picture: Picture) -> Edit:
    """The edit in `data`. Refuses (`invalid`), naming the field, what is not one."""
    body = an_object(data, "edit")
    changes = body.get("changes")
    if not isinstance(changes, list) or not changes:
        raise invalid("changes", "Must be a list of at least one change")
    if len(changes) > MOST_CHANGES:
        raise invalid("changes", f"Holds more than {MOST_CHANGES} changes; send them in parts")
    base = an_object(body.get("base", {}), "base")
    named = [(f"changes[{at}]", one) for at, one in enumerate(changes)]
    skips = [(path, one) for path, one in named if _is_skip(one)]
    if len(skips) > 1:
        raise invalid(skips[1][0], "An edit says once which frames are skipped")
    return Edit(
        parse_uuid(body.get("edit_id"), "edit_id"),
        {
            parse_uuid(key, f"base.{str(key)[:40]}"): a_whole_number(value, f"base.{key}", 0)
            for key, value in base.items()
        },
        tuple(_change(one, path, picture) for path, one in named if not _is_skip(one)),
        _skip(*skips[0], picture) if skips else None,
    )


def parse_record(data: object, path: str, picture: Picture) -> Record:
    """The record in `data`; its version is not believed. Refuses (`invalid`), naming the field."""
    body = an_object(data, path)
    kind = _one_of(Kind, body.get("kind"), f"{path}.kind")
    values = {
        name: _field(name, body[name], f"{path}.{name}", picture)
        for name in (*EDITABLE, "model_id", "confidence")
        if name in body
    }
    for name in ("class_id", "spans"):
        if name not in values:
            raise invalid(f"{path}.{name}", "Is missing")
    record = Record(id=parse_uuid(body.get("id"), f"{path}.id"), kind=kind, **values)
    check_shape(record, path)
    return record


def check_shape(record: Record, path: str) -> None:
    """Refuse (`invalid`) a record that says nothing, or whose geometry is not of its kind."""
    if not record.spans:
        raise invalid(f"{path}.spans", "Covers no frame; remove the annotation instead")
    if record.kind is Kind.TAG and record.keyframes:
        raise invalid(f"{path}.keyframes", "A tag has no geometry")
    if record.kind is Kind.TAG and record.occluded:
        raise invalid(f"{path}.occluded", "A tag cannot be covered")
    if record.kind is Kind.TAG:
        return
    if not record.keyframes:
        raise invalid(f"{path}.keyframes", f"A {record.kind} needs at least one keyframe")
    for key in record.keyframes:
        if not isinstance(key.shape, SHAPES[record.kind]):
            raise invalid(f"{path}.keyframes.{key.frame}", f"Is not the shape of a {record.kind}")


def parse_uuid(value: object, path: str) -> str:
    """The id in its one spelling. Refuses (`invalid`) what is not a UUID."""
    try:
        return str(UUID(value)) if isinstance(value, str) and len(value) <= 40 else _no_uuid()
    except ValueError as error:
        raise invalid(path, "Must be a UUID") from error


def _no_uuid() -> str:
    raise ValueError


def _change(data: object, path: str, picture: Picture) -> Change:
    body = an_object(data, path)
    if len(body) != 1:
        raise invalid(path, CHANGES)
    ((name, value),) = body.items()
    if name == "added":
        return Added(parse_record(value, f"{path}.added", picture))
    if name == "removed":
        return Removed(parse_record(value, f"{path}.removed", picture))
    if name == "updated":
        return _updated(value, f"{path}.updated", picture)
    raise invalid(path, CHANGES)


def _is_skip(data: object) -> bool:
    return isinstance(data, dict) and set(data) == {"skip"}


def _skip(path: str, data: object, picture: Picture) -> Skip:
    body = an_object(an_object(data, path)["skip"], f"{path}.skip")
    before, after = (
        ranges.parse(body.get(name), f"{path}.skip.{name}", frames=picture.frames)
        for name in ("from", "to")
    )
    return Skip(before, after)


def _updated(data: object, path: str, picture: Picture) -> Updated:
    body = an_object(data, path)
    after = {
        name: _field(name, value, f"{path}.to.{name}", picture)
        for name, value in an_object(body.get("to"), f"{path}.to").items()
    }
    if not after:
        raise invalid(f"{path}.to", "Changes nothing")
    # What was there before is read off the record itself when the edit is applied.
    return Updated(parse_uuid(body.get("id"), f"{path}.id"), dict(after), after)


def _field(name: str, value: object, path: str, picture: Picture) -> Any:
    if name in ("spans", "occluded"):
        return ranges.parse(value, path, frames=picture.frames)
    if name == "keyframes":
        return _keyframes(value, path, picture)
    if name == "steps":
        return parse_steps(value, path, picture.frames)
    read = _SIMPLE.get(name)
    if read is None:
        raise invalid(path[:200], "Cannot be set")
    return read(value, path)


def _keyframes(data: object, path: str, picture: Picture) -> tuple[Keyframe, ...]:
    body = an_object(data, path)
    if len(body) > MOST_KEYFRAMES:
        raise invalid(path, f"Holds more than {MOST_KEYFRAMES} keyframes")
    keys: dict[int, Keyframe] = {}
    for text, geometry in body.items():
        where = f"{path}.{text[:20]}"
        if not (text.isascii() and text.isdigit() and len(text) <= 10):
            raise invalid(where, "A keyframe's name is its frame")
        frame = int(text)
        if frame >= picture.frames:
            raise invalid(where, f"Is past the last frame, {picture.frames - 1}")
        if frame in keys:
            raise invalid(where, f"Frame {frame} has two keyframes")
        keys[frame] = _keyframe(frame, geometry, where, picture)
    return tuple(keys[frame] for frame in sorted(keys))


def _keyframe(frame: int, data: object, path: str, picture: Picture) -> Keyframe:
    body = dict(an_object(data, path))
    hold = a_boolean(body.pop("hold", False), f"{path}.hold")
    return Keyframe(frame, parse_shape(body, path, picture), hold)


def _confidence(value: object, path: str) -> float | None:
    if value is None:
        return None
    number = a_number(value, path)
    if not 0 <= number <= 1:
        raise invalid(path, "Must be from 0 to 1")
    return number


def _one_of(kinds: type[Named], value: object, path: str) -> Named:
    try:
        return kinds(str(value))
    except ValueError as error:
        raise invalid(path, f"Must be one of {', '.join(kinds)}") from error


def _optional(value: object, path: str) -> int | None:
    return None if value is None else a_whole_number(value, path, 0)


_SIMPLE: dict[str, Callable[[object, str], Any]] = {
    "class_id": lambda value, path: a_whole_number(value, path, 1),
    "instance": _optional,
    "model_id": _optional,
    "confidence": _confidence,
    "z": a_whole_number,
    "text": a_text,
    "source": lambda value, path: _one_of(Source, value, path),
    "negative": a_boolean,
}
