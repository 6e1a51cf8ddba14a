"""Reading a stranger's JSON, field by field, believed in nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.refusal import Code, Refusal

LARGEST_NUMBER = 2**31 - 1


def invalid(path: str, why: str) -> Refusal:
    """The refusal of one field, by its path."""
    return Refusal(Code.INVALID, f"{path}: {why}", fields={path: why})


def an_object(value: object, path: str) -> Mapping[str, Any]:
    """The object in `value`. Refuses (`invalid`) anything else."""
    if not isinstance(value, Mapping):
        raise invalid(path, "Must be an object")
    return value


def a_list(value: object, path: str, least: int, most: int) -> Sequence[Any]:
    """The list in `value`, of `least` to `most` entries. Refuses (`invalid`) anything else."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise invalid(path, f"Must be a list of {least} to {most} entries")
    return value


def a_number(value: object, path: str) -> float:
    """The finite number in `value`. Refuses (`invalid`) anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise invalid(path, "Must be a number")
    # A NaN is not at most anything, and a whole number may be too large for a float.
    if not abs(value) <= LARGEST_NUMBER:
        raise invalid(path, "Must be a finite number of sensible size")
    return float(value)


def a_whole_number(
    value: object, path: str, least: int = -LARGEST_NUMBER, most: int = LARGEST_NUMBER
) -> int:
    """The whole number in `value`. Refuses (`invalid`) anything else."""
    if type(value) is not int or not least <= value <= most:
        raise invalid(path, "Must be a whole number of sensible size")
    return value


def a_boolean(value: object, path: str) -> bool:
    """The truth value in `value`. Refuses (`invalid`) anything else."""
    if not isinstance(value, bool):
        raise invalid(path, "Must be true or false")
    return value


def a_text(value: object, path: str, longest: int = 4_000) -> str:
    """The text in `value`. Refuses (`invalid`) anything else."""
    if not isinstance(value, str) or "\0" in value:
        raise invalid(path, "Must be text")
    if len(value) > longest:
        raise invalid(path, f"Is longer than {longest} characters")
    return value


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one object, each read by its name; what nobody knows is refused."""

    body: Mapping[str, Any]
    path: str

    def just(self, *names: str) -> None:
        """Refuse (`invalid`) fields of other names."""
        unknown = set(self.body) - set(names)
        if unknown:
            raise invalid(self.path, f"Has no {min(unknown)[:40]}")

    def number(self, name: str, default: float | None = None) -> float:
        """A number; without a default it must be there."""
        value = self.body.get(name, default)
        return a_number(value, f"{self.path}.{name}")

    def point(self, *names: str) -> tuple[float, float]:
        """Two numbers, x and y of a place in pixels."""
        x, y = names or ("x", "y")
        return self.number(x), self.number(y)

    def points(self, name: str, least: int, most: int = 10_000) -> tuple[tuple[float, float], ...]:
        """A list of [x, y] places in pixels."""
        path = f"{self.path}.{name}"
        return read_points(self.body.get(name), path, least, most)


def read_points(
    value: object, path: str, least: int, most: int = 10_000
) -> tuple[tuple[float, float], ...]:
    """A list of [x, y] places in pixels. Refuses (`invalid`) anything else."""
    found = []
    for at, one in enumerate(a_list(value, path, least, most)):
        x, y = a_list(one, f"{path}[{at}]", 2, 2)
        found.append((a_number(x, f"{path}[{at}][0]"), a_number(y, f"{path}[{at}][1]")))
    return tuple(found)
