"""A folder of pictures that is read as one file: each picture is a frame, as in a zip of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.refusal import Code, Refusal
from mlworker import places
from mlworker.decode.archive import LARGEST_MEMBER_BYTES, MOST_MEMBERS, left_out, natural
from mlworker.decode.sniff import HEAD_BYTES, Kind, kind_of


def size(folder: Path) -> int:
    """How many bytes its pictures have together."""
    return sum(one.stat().st_size for one in places.pictures(folder))


def members(folder: Path) -> tuple[int, tuple[str, ...]]:
    """How many pictures are in it, and what is to be said of its other files.

    Refuses (`unsupported`, `budget`) a folder without pictures, or with too many.
    """
    named = places.pictures(folder)
    if len(named) > MOST_MEMBERS:
        raise Refusal(
            Code.BUDGET,
            f"This folder holds more than the {MOST_MEMBERS:,} pictures that are read. Split it "
            "into smaller ones",
        )
    count = sum(_is_picture(one) for one in named)
    if count == 0:
        raise Refusal(
            Code.UNSUPPORTED,
            "There are no pictures in this folder that are read. Save them as JPEG or PNG",
        )
    return count, left_out(len(named) - count, "folder")


def contents(folder: Path) -> Iterator[BinaryIO]:
    """Each picture in the order of their names, as people count. Refuses (`budget`) large ones."""
    for one in sorted(places.pictures(folder), key=lambda path: natural(path.name)):
        if not _is_picture(one):
            continue
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
