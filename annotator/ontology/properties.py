"""Typed details of a class, and what records say of them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any

from annotator.fields import a_boolean, a_list, a_number, a_text, an_object, invalid

MOST_PROPERTIES = 50
MOST_OPTIONS = 200
LONGEST_NAME = 80
LONGEST_TEXT = 1_000
MOST_STEPS = 100_000

# A choice's text, several choices, a number, a text; None takes back what was said before.
Value = str | float | tuple[str, ...] | None
NOTHING: tuple[Value, ...] = (None, "", ())
# What is said from a frame on, by property id, until something else is.
Steps = Mapping[int, Mapping[str, Value]]
_FRAME = itemgetter(0)


class PropertyKind(StrEnum):
    """What a property's value is."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Property:
    """One typed detail of a class. `id` never changes, the name may.

    `per_frame`: it may change from frame to frame; else it is said once, at frame 0, of the whole
    annotation. `required`: work with an annotation that leaves it open cannot be handed in.
    """

    id: str
    name: str
    kind: PropertyKind
    options: tuple[str, ...] = ()
    required: bool = False
    per_frame: bool = False

    def as_json(self) -> dict[str, Any]:
        """The property as the API has it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind.value,
            "options": list(self.options),
            "required": self.required,
            "per_frame": self.per_frame,
        }

    def check(self, value: Value, path: str) -> None:
        """Refuse (`invalid`) a value that is not of this property."""
        if value is None:
            return
        if self.kind is PropertyKind.NUMBER and not isinstance(value, float):
            raise invalid(path, f"{self.name} is a number")
        if self.kind is PropertyKind.TEXT and not isinstance(value, str):
            raise invalid(path, f"{self.name} is a text")
        if self.kind is PropertyKind.CHOICE and not isinstance(value, str):
            raise invalid(path, f"{self.name} is one of {', '.join(self.options)}")
        if self.kind is PropertyKind.CHOICES and not isinstance(value, tuple):
            raise invalid(path, f"{self.name} is a list of its choices")
        chosen = value if isinstance(value, tuple) else (value,)
        if self.options and not set(chosen) <= set(self.options):
            raise invalid(path, f"{self.name} is one of {', '.join(self.options)}")


def parse_properties(data: object, path: str) -> tuple[Property, ...]:
    """The properties in a stranger's JSON. Refuses (`invalid`) two of one id or name."""
    listed = a_list(data, path, 0, MOST_PROPERTIES)
    found = tuple(_property(one, f"{path}[{at}]") for at, one in enumerate(listed))
    for what in ("id", "name"):
        values = [str(getattr(one, what)).casefold() for one in found]
        if len(set(values)) < len(values):
            raise invalid(path, f"Two properties have the same {what}; change one")
    return found


def parse_steps(data: object, path: str, frames: int) -> dict[int, dict[str, Value]]:
    """The steps in a stranger's JSON, by rising frames. Refuses (`invalid`), naming the field."""
    body = an_object(data, path)
    if len(body) > MOST_STEPS:
        raise invalid(path, f"Holds more than {MOST_STEPS} steps")
    found: dict[int, dict[str, Value]] = {}
    for text, said in body.items():
        where = f"{path}.{text[:20]}"
        if not (text.isascii() and text.isdigit() and len(text) <= 10) or int(text) >= frames:
            raise invalid(where, f"A step's name is its frame, up to {frames - 1}")
        values = an_object(said, where)
        found[int(text)] = {
            name: _value(one, f"{where}.{name[:40]}") for name, one in values.items()
        }
    return {frame: found[frame] for frame in sorted(found) if found[frame]}


def stored_steps(data: Mapping[str, Mapping[str, Any]]) -> dict[int, dict[str, Value]]:
    """What `steps_as_json` once said, believed."""
    return {
        int(frame): {
            name: tuple(one) if isinstance(one, list) else one for name, one in said.items()
        }
        for frame, said in data.items()
    }


def steps_as_json(steps: Steps) -> dict[str, dict[str, Any]]:
    """Steps as JSON has them: the frame as text, values by property id."""
    return {
        str(frame): {
            name: list(one) if isinstance(one, tuple) else one for name, one in said.items()
        }
        for frame, said in steps.items()
    }


def check_steps(
    steps: Steps, properties: Sequence[Property], path: str, before: Steps | None = None
) -> None:
    """Refuse (`invalid`) what a class's properties do not allow, unless it was said `before`."""
    known = {one.id: one for one in properties}
    for frame, said in steps.items():
        former = (before or {}).get(frame, {})
        for name, value in said.items():
            if name in former and former[name] == value:
                continue
            where = f"{path}.{frame}.{name}"
            if name not in known:
                raise invalid(where, "This class has no such property")
            if frame and not known[name].per_frame:
                raise invalid(where, f"{known[name].name} is said once, at frame 0")
            known[name].check(value, where)


def said_of(steps: Steps, property_id: str) -> list[tuple[int, Value]]:
    """What is said of a property, each from its frame on; frames rise."""
    return [(at, steps[at][property_id]) for at in sorted(steps) if property_id in steps[at]]


def value_at(said: Sequence[tuple[int, Value]], frame: int) -> Value:
    """What was last said of a property at `frame`; None where nothing was."""
    before = bisect_right(said, frame, key=_FRAME)
    return said[before - 1][1] if before else None


def missing(
    steps: Steps, spans: Sequence[tuple[int, int]], properties: Sequence[Property]
) -> Iterator[tuple[Property, int]]:
    """The required properties that an annotation leaves open, each with the first such frame."""
    for one in properties:
        if one.required:
            open_at = _open_at(said_of(steps, one.id), spans if one.per_frame else ((0, 1),))
            if open_at is not None:
                yield one, open_at


def _open_at(said: Sequence[tuple[int, Value]], spans: Sequence[tuple[int, int]]) -> int | None:
    """The first frame within rising spans at which nothing is said."""
    for start, end in spans:
        if value_at(said, start) in NOTHING:
            return start
        at = bisect_right(said, start, key=_FRAME)
        while at < len(said) and said[at][0] < end:
            if said[at][1] in NOTHING:
                return said[at][0]
            at += 1
    return None


def _property(data: object, path: str) -> Property:
    body = an_object(data, path)
    unknown = set(body) - {"id", "name", "kind", "options", "required", "per_frame"}
    if unknown:
        raise invalid(path, f"Has no {min(unknown)[:40]}")
    try:
        kind = PropertyKind(str(body.get("kind")))
    except ValueError as error:
        raise invalid(f"{path}.kind", f"Must be one of {', '.join(PropertyKind)}") from error
    name = a_text(body.get("name"), f"{path}.name", LONGEST_NAME).strip()
    if not name:
        raise invalid(f"{path}.name", "Is empty")
    return Property(
        _id(body.get("id"), f"{path}.id"),
        name,
        kind,
        _options(body.get("options", []), f"{path}.options", kind),
        a_boolean(body.get("required", False), f"{path}.required"),
        a_boolean(body.get("per_frame", False), f"{path}.per_frame"),
    )


def _id(value: object, path: str) -> str:
    text = a_text(value, path, 40)
    if not text.isascii() or not text.replace("-", "").isalnum():
        raise invalid(path, "Must be 1 to 40 letters, digits and hyphens")
    return text


def _options(value: object, path: str, kind: PropertyKind) -> tuple[str, ...]:
    if kind not in (PropertyKind.CHOICE, PropertyKind.CHOICES):
        a_list(value, path, 0, 0)
        return ()
    listed = a_list(value, path, 1, MOST_OPTIONS)
    options = tuple(a_text(one, f"{path}[{at}]", LONGEST_NAME) for at, one in enumerate(listed))
    if len(set(options)) < len(options) or not all(one.strip() for one in options):
        raise invalid(path, "Options differ from each other and are not empty")
    return options


def _value(value: object, path: str) -> Value:
    if value is None:
        return None
    if isinstance(value, str):
        return a_text(value, path, LONGEST_TEXT)
    if isinstance(value, list):
        listed = a_list(value, path, 0, MOST_OPTIONS)
        return tuple(a_text(one, f"{path}[{at}]", LONGEST_NAME) for at, one in enumerate(listed))
    return a_number(value, path)
