"""Records and edits in a stranger's JSON, believed in nothing."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from annotator import ranges
from annotator.edits.edit import Added, Change, Edit, Removed, Updated
from annotator.edits.record import EDITABLE, Kind, Record, Source
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Box, Keyframe

MOST_CHANGES = 10_000
MOST_KEYFRAMES = 100_000
LONGEST_TEXT = 4_000
SMALLEST_BOX_PX = 4.0
LARGEST_NUMBER = 2**31 - 1

Named = TypeVar("Named", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Picture:
    """What annotations lie on: how many frames, and how large they are, in pixels."""

    frames: int
    width: int
    height: int


def parse_edit(data: object, picture: Picture) -> Edit:
    """The edit in `data`. Refuses (`invalid`), naming the field, what is not one."""
    body = _object(data, "edit")
    changes = body.get("changes")
    if not isinstance(changes, list) or not changes:
        raise invalid("changes", "Must be a list of at least one change")
    if len(changes) > MOST_CHANGES:
        raise invalid("changes", f"Holds more than {MOST_CHANGES} changes; send them in parts")
    base = _object(body.get("base", {}), "base")
    return Edit(
        parse_uuid(body.get("edit_id"), "edit_id"),
        {
            parse_uuid(key, f"base.{str(key)[:40]}"): _integer(value, f"base.{key}", 0)
            for key, value in base.items()
        },
        tuple(_change(one, f"changes[{at}]", picture) for at, one in enumerate(changes)),
    )


def parse_record(data: object, path: str, picture: Picture) -> Record:
    """The record in `data`; its version is not believed. Refuses (`invalid`), naming the field."""
    body = _object(data, path)
    kind = _one_of(Kind, body.get("kind"), f"{path}.kind")
    values = {
        name: _field(name, body[name], f"{path}.{name}", picture)
        for name in (*EDITABLE, "model_id", "confidence")
        if name in body
    }
    for name in ("class_id", "spans"):
        if name not in values:
            raise invalid(f"{path}.{name}", "Is missing")
    if body.get("steps"):
        raise invalid(f"{path}.steps", "Properties are not known here; leave them out")
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
    if record.kind is Kind.BOX and not record.keyframes:
        raise invalid(f"{path}.keyframes", "A box needs at least one keyframe")


def parse_uuid(value: object, path: str) -> str:
    """The id in its one spelling. Refuses (`invalid`) what is not a UUID."""
    try:
        return str(UUID(value)) if isinstance(value, str) and len(value) <= 40 else _no_uuid()
    except ValueError as error:
        raise invalid(path, "Must be a UUID") from error


def invalid(path: str, why: str) -> Refusal:
    """The refusal of one field, by its path."""
    return Refusal(Code.INVALID, f"{path}: {why}", fields={path: why})


def _no_uuid() -> str:
    raise ValueError


def _change(data: object, path: str, picture: Picture) -> Change:
    body = _object(data, path)
    if len(body) != 1:
        raise invalid(path, "Must be one of added, updated, removed")
    ((name, value),) = body.items()
    if name == "added":
        return Added(parse_record(value, f"{path}.added", picture))
    if name == "removed":
        return Removed(parse_record(value, f"{path}.removed", picture))
    if name == "updated":
        return _updated(value, f"{path}.updated", picture)
    raise invalid(path, "Must be one of added, updated, removed")


def _updated(data: object, path: str, picture: Picture) -> Updated:
    body = _object(data, path)
    after = {
        name: _field(name, value, f"{path}.to.{name}", picture)
        for name, value in _object(body.get("to"), f"{path}.to").items()
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
    read = _SIMPLE.get(name)
    if read is None:
        raise invalid(path[:200], "Cannot be set")
    return read(value, path)


def _keyframes(data: object, path: str, picture: Picture) -> tuple[Keyframe, ...]:
    body = _object(data, path)
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
    body = _object(data, path)
    unknown = set(body) - {"x", "y", "width", "height", "hold"}
    if unknown:
        raise invalid(path, f"Has no {min(unknown)[:40]}")
    sides = (_number(body.get(name), f"{path}.{name}") for name in Box._fields)
    hold = _boolean(body.get("hold", False), f"{path}.hold")
    return Keyframe(frame, _cut(Box(*sides), path, picture), hold)


def _cut(box: Box, path: str, picture: Picture) -> Box:
    """The part of a box that is on the picture, as it is stored."""
    left, top = max(box.x, 0.0), max(box.y, 0.0)
    right = min(box.x + box.width, float(picture.width))
    bottom = min(box.y + box.height, float(picture.height))
    if right - left < SMALLEST_BOX_PX or bottom - top < SMALLEST_BOX_PX:
        raise invalid(path, f"A box is at least {SMALLEST_BOX_PX:g} pixels wide and high")
    if (left, top) == (box.x, box.y) and (
        box.x + box.width <= picture.width and box.y + box.height <= picture.height
    ):
        return box
    return Box(left, top, right - left, bottom - top)


def _object(data: object, path: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise invalid(path, "Must be an object")
    return data


def _number(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise invalid(path, "Must be a number")
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise invalid(path, "Must be a finite number of sensible size")
    return float(value)


def _integer(value: object, path: str, least: int = -LARGEST_NUMBER) -> int:
    if type(value) is not int or not least <= value <= LARGEST_NUMBER:
        raise invalid(path, "Must be a whole number of sensible size")
    return value


def _boolean(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(path, "Must be true or false")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise invalid(path, "Must be text")
    if len(value) > LONGEST_TEXT:
        raise invalid(path, f"Is longer than {LONGEST_TEXT} characters")
    return value


def _confidence(value: object, path: str) -> float | None:
    if value is None:
        return None
    number = _number(value, path)
    if not 0 <= number <= 1:
        raise invalid(path, "Must be from 0 to 1")
    return number


def _one_of(kinds: type[Named], value: object, path: str) -> Named:
    try:
        return kinds(str(value))
    except ValueError as error:
        raise invalid(path, f"Must be one of {', '.join(kinds)}") from error


def _optional(value: object, path: str) -> int | None:
    return None if value is None else _integer(value, path, 0)


_SIMPLE: dict[str, Callable[[object, str], Any]] = {
    "class_id": lambda value, path: _integer(value, path, 1),
    "instance": _optional,
    "model_id": _optional,
    "confidence": _confidence,
    "z": _integer,
    "text": _text,
    "source": lambda value, path: _one_of(Source, value, path),
    "negative": _boolean,
}
