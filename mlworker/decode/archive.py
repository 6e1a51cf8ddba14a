"""A zip of pictures, read member by member: nothing in it is ever written under its own name."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from annotator.refusal import Code, Refusal
from mlworker.decode.limits import Budget
from mlworker.decode.sniff import HEAD_BYTES, Kind, kind_of

MOST_MEMBERS = 100_000
LARGEST_MEMBER_BYTES = 256 << 20
# Other ways to pack may take gigabytes to unpack a byte.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
JUNK = re.compile(r"(^|/)(__MACOSX/|\.[^./\\]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Members:
    """The pictures of a zip in the order of their names, as people count: 2 before 10."""

    pictures: tuple[zipfile.ZipInfo, ...]
    others: int

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the rest."""
        return left_out(self.others, "zip")


def left_out(others: int, place: str) -> tuple[str, ...]:
    """What is to be said of files in a zip or folder that are no pictures."""
    if not others:
        return ()
    what = f"file in this {place} is no picture and was"
    if others > 1:
        what = f"files in this {place} are no pictures and were"
    return (f"{others} {what} left out",)


def members(file: BinaryIO) -> Members:
    """The pictures in a zip, by the first bytes of each.

    Refuses (`unsupported`, `invalid`, `budget`) one without, with why.
    """
    with _opened(file) as packed:
        return _sorted(packed)


def contents(file: BinaryIO, found: Members, budget: Budget) -> Iterator[BinaryIO]:
    """The bytes of each picture, in order. Refuses (`budget`) a zip that is made to expand."""
    with _opened(file) as packed:
        for member in found.pictures:
            budget.unpack(member.file_size)
            yield _whole(packed, member)


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except BROKEN as problem:
        raise _damaged() from problem


def _sorted(packed: zipfile.ZipFile) -> Members:
    found = [one for one in packed.infolist() if not one.is_dir() and not JUNK.search(one.filename)]
    if len(packed.infolist()) > MOST_MEMBERS:
        raise Refusal(
            Code.BUDGET,
            f"This zip holds more than the {MOST_MEMBERS:,} files that are read. Split it into "
            "smaller ones",
        )
    pictures, others = [], 0
    for member in found:
        if _is_picture(packed, member):
            pictures.append(member)
        else:
            others += 1
    if others >= max(1, len(pictures)):
        raise Refusal(
            Code.UNSUPPORTED,
            "This is an archive, and most of what it holds are no pictures. Unpack it and upload "
            "the videos inside, or make a zip of pictures alone",
        )
    if not pictures:
        raise Refusal(
            Code.UNSUPPORTED, "This archive is empty. Upload videos, or a zip of pictures"
        )
    return Members(tuple(sorted(pictures, key=lambda one: natural(one.filename))), others)


def natural(name: str) -> list[tuple[bool, int, str]]:
    """A key that sorts names as people count: digits by their value, letters of either case."""
    return [
        (False, len(part.lstrip("0")), part.lstrip("0")) if part.isdecimal() else (True, 0, part)
        for part in re.split(r"([0-9]+)", name.casefold())
        if part
    ]


def _is_picture(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if stat.S_ISLNK(member.external_attr >> 16):
        return False
    if member.flag_bits & 0x1:
        raise Refusal(
            Code.UNSUPPORTED, "This zip has a password. Make one without, and upload that"
        )
    if member.compress_type not in PACKINGS:
        raise Refusal(
            Code.UNSUPPORTED,
            "This zip is packed in a way that is not read. Make an ordinary (“deflate”) zip",
        )
    try:
        with packed.open(member) as content:
            return kind_of(content.read(HEAD_BYTES)) is Kind.PICTURE
    except BROKEN as problem:
        raise _damaged() from problem


def _whole(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """All bytes of a picture; of one that is damaged those that can be read."""
    if member.file_size > LARGEST_MEMBER_BYTES:
        raise Refusal(
            Code.BUDGET,
            f"A picture in this zip has more than the {LARGEST_MEMBER_BYTES >> 20} MB that are "
            "read. Save it smaller",
        )
    found = io.BytesIO()
    try:
        with packed.open(member) as content:
            while piece := content.read(1 << 20):
                found.write(piece)
    except BROKEN:
        pass  # it is then found to be damaged, alone
    found.seek(0)
    return found


def _damaged() -> Refusal:
    return Refusal(
        Code.INVALID,
        "This zip is damaged or cut off. Make it again, or upload it again if the copy did not "
        "finish",
    )
