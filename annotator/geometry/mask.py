"""Masks: pixels, run by run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from annotator.fields import Fields, a_list, a_whole_number, invalid
from annotator.geometry.shape import Bounds, Floats, Picture

MOST_RUNS = 1_000_000
Pixels = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mask:
    """The pixels of a rectangle of the picture, row by row: runs of unset, set, unset, … ones.

    The first run may be 0 long; the runs sum up to width times height.
    """

    x: int
    y: int
    width: int
    height: int
    runs: tuple[int, ...]

    mark: ClassVar[str] = "runs"
    moves: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) runs that do not fill it, and one beside the picture."""
        fields.just("x", "y", "width", "height", "runs")
        body, path = fields.body, fields.path
        width = a_whole_number(body.get("width"), f"{path}.width", 1, picture.width)
        height = a_whole_number(body.get("height"), f"{path}.height", 1, picture.height)
        x = a_whole_number(body.get("x"), f"{path}.x", 0, picture.width - width)
        y = a_whole_number(body.get("y"), f"{path}.y", 0, picture.height - height)
        runs = a_list(body.get("runs"), f"{path}.runs", 2, MOST_RUNS)
        lengths = tuple(
            a_whole_number(one, f"{path}.runs[{at}]", 0 if at == 0 else 1, width * height)
            for at, one in enumerate(runs)
        )
        if sum(lengths) != width * height:
            raise invalid(f"{path}.runs", f"Must sum up to {width} times {height} pixels")
        return cls(x, y, width, height, lengths)

    @classmethod
    def of(cls, pixels: Pixels, x: int = 0, y: int = 0) -> Self:
        """The mask of `pixels` (height, width) whose top left is at (x, y), cut to what is set.

        Refuses (`invalid`) pixels of which none is set.
        """
        rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
        if len(rows) == 0:
            raise invalid("mask", "Covers no pixel; remove it instead")
        top, left = int(rows[0]), int(columns[0])
        cut = pixels[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
        flat = np.concatenate(([False], cut.reshape(-1), [not cut.reshape(-1)[-1]]))
        edges = np.flatnonzero(flat[1:] != flat[:-1])
        runs = np.diff(np.concatenate(([0], edges)))
        return cls(x + left, y + top, cut.shape[1], cut.shape[0], tuple(runs.tolist()))

    def pixels(self) -> Pixels:
        """Its pixels, (height, width)."""
        return decode(self.runs).reshape(self.height, self.width)

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(**{**body, "runs": tuple(body["runs"])})

    def as_json(self) -> dict[str, Any]:
        """Its rectangle and its runs."""
        place = {"x": self.x, "y": self.y, "width": self.width, "height": self.height}
        return {**place, "runs": list(self.runs)}

    def between(self, later: Self, share: float) -> Self:
        """Masks do not move: the earlier one holds."""
        return self

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Masks do not move: the earlier one holds."""
        return repeat(self, len(shares))

    @property
    def area(self) -> int:
        """How many pixels are set."""
        return sum(self.runs[1::2])

    @property
    def bounds(self) -> Bounds:
        """Its rectangle."""
        return Bounds(float(self.x), float(self.y), float(self.width), float(self.height))


def decode(runs: Sequence[int]) -> Pixels:
    """The pixels of runs of unset, set, unset, … ones, one after another."""
    values = np.arange(len(runs)) % 2 == 1
    found: Pixels = np.repeat(values, np.array(runs, np.int64))
    return found
