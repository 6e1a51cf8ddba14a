"""Why a file is no video that can be read, in words that say what to do."""

from pathlib import Path

from annotator.refusal import Code, Refusal

PLAYLISTS = (b"#extm3u", b"ffconcat", b"<?xml", b"<mpd", b"<smil", b"v=0", b"[playlist]", b"#!")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp")


def why_unreadable(path: Path, problem: str) -> Refusal:
    """The refusal for a file that could not be opened; `problem` is what the library said."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(64)
    if size == 0:
        return _no("The file is empty: its copy or upload did not finish. Upload it again")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(PLAYLISTS):
        return _no("This is a list or a script, not a video. Upload the videos that it names")
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _no("This is a picture, and only videos are taken in. Upload a video")
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
        "OGG, FLV, WMV, GIF). Convert it to MP4 and upload it again"
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
