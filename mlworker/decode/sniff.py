"""Why a file is no video that can be read, in words that say what to do."""

from enum import Enum
from pathlib import Path

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
    if head.startswith(ARCHIVES):
        return _no("This is an archive. Unpack it and upload the videos inside")
    if head[4:8] in BOXES:
        if not _has_index(path, size):
            return Refusal(
                Code.INVALID,
                "This MP4 or MOV file is cut off: its index (the “moov” part) is missing, so no "
                "frame can be found. The recording or the copy did not finish: copy or export it "
                "again",
            )
        return _damaged("MP4 or MOV", problem)
    for mark, name in ((b"\x1aE\xdf\xa3", "Matroska or WebM"), (b"RIFF", "AVI"), (b"FLV", "FLV")):
        if head.startswith(mark):
            return _damaged(name, problem)
    return _no(
        "This is not a video in a format that is read here (MP4, MOV, MKV, WebM, AVI, TS, MPG, "
        "OGG, FLV, WMV), nor a picture (JPEG, PNG, WebP, GIF, BMP, TIFF). Convert it to MP4 and "
        "upload it again"
    )


def _has_index(path: Path, size: int) -> bool:
    place = 0
    with path.open("rb") as file:
        for _ in range(10_000):
            file.seek(place)
            box = file.read(16)
            if len(box) < 8:
                return False
            length = int.from_bytes(box[:4])
            if box[4:8] == b"moov":
                return place + length <= size
            if length == 1:
                length = int.from_bytes(box[8:16])
            if length < 8:
                return False
            place += length
    return False


def _no(title: str) -> Refusal:
    return Refusal(Code.UNSUPPORTED, title)


def _damaged(name: str, problem: str) -> Refusal:
    return Refusal(
        Code.INVALID,
        f"This {name} file is damaged at its beginning and cannot be opened ({problem[:120]}). "
        "Copy or export it again",
    )
