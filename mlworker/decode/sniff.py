"""Why a file is no video that can be read, in words that say what to do."""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from annotator.refusal import Code, Refusal

PLAYLISTS = (b"#extm3u", b"ffconcat", b"<?xml", b"<mpd", b"<smil", b"v=0", b"[playlist]", b"#!")
HEAD_BYTES = 64
PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*",
    b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51",
)  # fmt: skip
OTHER_PICTURES = (b"\x00\x00\x01\x00", b"8BPS", b"\x76\x2f\x31\x01", b"FUJIFILM", b"IIRO")
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
SOUNDS = (b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"#!AMR")
MATROSKA, SEGMENT = b"\x1aE\xdf\xa3", b"\x18S\x80g"
MOST_BOXES = 10_000
CONTENTS = (b"moov", b"mdat", b"moof")
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp")


class Kind(Enum):
    """What a file is read as, by how it begins; its name says nothing."""

    PICTURE = "picture"
    ZIP = "zip"
    OTHER = "other"


def kind_of(head: bytes) -> Kind:
    """What a file is that begins with these `HEAD_BYTES` bytes."""
    if head.startswith(ZIPS):
        return Kind.ZIP
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return Kind.PICTURE if head.startswith(PICTURES) or webp or _is_avif(head) else Kind.OTHER


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so is a picture, of any kind."""
    return kind_of(head) is Kind.PICTURE or head.startswith(OTHER_PICTURES) or _is_heic(head)


def _is_heic(head: bytes) -> bool:
    # A phone's picture in a video's clothes: FFmpeg would show a tile of it.
    return head[4:8] == b"ftyp" and head[8:12] in HEIC


def _is_avif(head: bytes) -> bool:
    brands = head[8:12] + head[16:HEAD_BYTES]
    return head[4:8] == b"ftyp" and any(one in brands for one in (b"avif", b"avis"))


def why_unreadable(path: Path, problem: str) -> Refusal:
    """The refusal for a file that could not be opened; `problem` is what the library said."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if size == 0:
        return _no("The file is empty: its copy or upload did not finish. Upload it again")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(PLAYLISTS):
        return _no("This is a list or a script, not a video. Upload the videos that it names")
    if is_picture(head):
        return _no("This is a picture of a kind that is not read. Save it as JPEG or PNG")
    if head.startswith(SOUNDS) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE"):
        return _no("There is no video in this file, only sound. Upload a file with video")
    if head.startswith(ARCHIVES):
        return _no("This is an archive. Unpack it and upload the videos inside")
    if head[4:8] in BOXES:
        return without_index() if lacks_index(path) else _damaged("MP4 or MOV", problem)
    for mark, name in ((MATROSKA, "Matroska or WebM"), (b"RIFF", "AVI"), (b"FLV", "FLV")):
        if head.startswith(mark):
            return _damaged(name, problem)
    return _no(
        "This is not a video in a format that is read here (MP4, MOV, MKV, WebM, AVI, TS, MPG, "
        "OGG, FLV, WMV), nor a picture (JPEG, PNG, WebP, GIF, BMP, TIFF). Convert it to MP4 and "
        "upload it again"
    )


def without_index() -> Refusal:
    """The refusal for a file of which `lacks_index` is true, and that shows nothing for it."""
    return Refusal(
        Code.INVALID,
        "This MP4 or MOV file is cut off: its index (the “moov” part) is missing or not whole, so "
        "no frame can be found. The recording or the copy did not finish: copy or export it again",
    )


def lacks_index(path: Path) -> bool:
    """Whether a file is an MP4 whose index is missing or cut off: it stands at the end of many."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(HEAD_BYTES)[4:8] not in BOXES:
            return False
        return not any(kind == b"moov" and end <= size for kind, end in _boxes(file))


def missing_bytes(path: Path) -> int:
    """How much longer a file should be by its own account: a copy or recording that broke off."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head[4:8] in BOXES:
            ends = (end for kind, end in _boxes(file) if kind in CONTENTS)
            return max(0, max(ends, default=0) - size)
    if head.startswith(b"RIFF"):
        return max(0, int.from_bytes(head[4:8], "little") + 8 - size)
    if head.startswith(MATROSKA):
        return max(0, _segment_end(head) - size)
    return 0


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The outermost boxes of an MP4 file and where each should end."""
    place = 0
    for _ in range(MOST_BOXES):
        file.seek(place)
        box = file.read(16)
        if len(box) < 8:
            return
        length = int.from_bytes(box[:4])
        if length == 1:
            length = int.from_bytes(box[8:16])
        if length < 8:  # to the end of the file, or nonsense
            return
        place += length
        yield box[4:8], place


def _segment_end(head: bytes) -> int:
    """Where the segment of a Matroska file should end; 0 where it does not say."""
    begin, known = _sized(head, len(MATROSKA))
    if begin is None or not known or head[begin + known :].find(SEGMENT) != 0:
        return 0
    start, length = _sized(head, begin + known + len(SEGMENT))
    return 0 if start is None else start + length


def _sized(head: bytes, place: int) -> tuple[int | None, int]:
    """Where the content of an element begins and how long it is; none where that is unknown."""
    first = head[place] if place < len(head) else 0
    width = 9 - first.bit_length()
    value = int.from_bytes(head[place : place + width]) & ((1 << 7 * width) - 1)
    if width > 8 or value == (1 << 7 * width) - 1:
        return None, 0
    return place + width, value


def _no(title: str) -> Refusal:
    return Refusal(Code.UNSUPPORTED, title)


def _damaged(name: str, problem: str) -> Refusal:
    return Refusal(
        Code.INVALID,
        f"This {name} file is damaged at its beginning and cannot be opened ({problem[:120]}). "
        "Copy or export it again",
    )
