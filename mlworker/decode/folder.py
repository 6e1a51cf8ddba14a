"""A folder of pictures that is read as one file: each picture is a frame, as in a zip of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotator.refusal import Code, Refusal
from mlworker import places
from mlworker.decode.archive import LARGEST_MEMBER_BYTES, MOST_MEMBERS, left_out, natural
from mlworker.decode.sniff import HEAD_BYTES, Kind, kind_of


@dataclass(frozen=True, slots=True)
class Members:
    """The pictures of a folder in the order of their names, as people count; how many are none."""

    pictures: tuple[Path, ...]
    others: int

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the rest."""
        return left_out(self.others, "folder")


def size(folder: Path) -> int:
    """How many bytes its pictures have together."""
    return sum(one.stat().st_size for one in places.pictures(folder))


def members(folder: Path) -> Members:
    """The pictures in it, by the first bytes of each.

    Refuses (`unsupported`, `budget`) a folder without pictures, or with too many.
    """
    named = places.pictures(folder)
    if len(named) > MOST_MEMBERS:
        raise Refusal(
            Code.BUDGET,
            f"This folder holds more than the {MOST_MEMBERS:,} pictures that are read. Split it "
            "into smaller ones",
        )
    found = [one for one in named if _is_picture(one)]
    if not found:
        raise Refusal(
            Code.UNSUPPORTED,
            "There are no pictures in this folder that are read. Save them as JPEG or PNG",
        )
    found.sort(key=lambda path: natural(path.name))
    return Members(tuple(found), len(named) - len(found))


def contents(found: Members) -> Iterator[BinaryIO]:
    """Each picture, in order. Refuses (`budget`) large ones."""
    for one in found.pictures:
        if one.stat().st_size > LARGEST_MEMBER_BYTES:
            raise Refusal(
                Code.BUDGET,
                f"A picture in this folder has more than the {LARGEST_MEMBER_BYTES >> 20} MB that "
                "are read. Save it smaller",
            )
        with places.opened(one) as file:
            yield file


def _is_picture(path: Path) -> bool:
    with places.opened(path) as file:
        return kind_of(file.read(HEAD_BYTES)) is Kind.PICTURE
