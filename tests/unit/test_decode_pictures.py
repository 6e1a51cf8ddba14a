"""Stills, animations and zips of pictures: each picture is a frame, for as long as it says."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from annotator.contracts.errands import blob_path
from annotator.contracts.media import DrawStill, IngestVideo, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.decode.archive import natural
from mlworker.decode.ingest import ingest
from mlworker.decode.still import draw
from testkit import motion

DELAYS = [40, 300, 50, 50, 500, 100]
Pictures = list[Image.Image]


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage, with an empty working directory as a child has it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "storage"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Twelve numbered pictures."""
    path = motion.make_video(tmp_path_factory.mktemp("pictures") / "source.mp4", 12)
    return [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in motion.decode(path)]


@pytest.fixture
def pictures(drawn: Pictures) -> Pictures:
    """The same for each test: saving leaves its settings on a picture."""
    return [picture.copy() for picture in drawn]


def take(storage: Path, content: bytes, rate: int = 0) -> VideoIngested:
    """What ingest says of a file of these bytes."""
    path = storage.parent / "upload"
    path.write_bytes(content)
    url = storage.as_uri()
    ask = IngestVideo("job", "token", url, blobs.put(url, path), rate)
    reply = ingest(ask, lambda *_, **__: None)
    assert isinstance(reply, VideoIngested)
    return reply


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return file.getvalue()


def shown(storage: Path, reply: VideoIngested) -> list[int | None]:
    """The numbers on the frames of the proxy."""
    return motion.numbers(storage / blob_path(reply.proxy_key))


def seconds(storage: Path, reply: VideoIngested) -> list[float]:
    """When the frames are shown."""
    with np.load(storage / blob_path(reply.map_key)) as table:
        return [round(at, 4) for at in table["seconds"].tolist()]


def refused(storage: Path, content: bytes) -> Refusal:
    """How a file is refused."""
    with pytest.raises(Refusal) as caught:
        take(storage, content)
    return caught.value


@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "JPEG2000", "AVIF"])
def test_a_still_is_one_frame(storage: Path, pictures: Pictures, form: str) -> None:
    reply = take(storage, saved(pictures[7], form))

    assert (reply.frames, reply.source_frames, reply.codec) == (1, 1, form.lower())
    assert (reply.width, reply.height, reply.notes) == (192, 108, ())
    assert shown(storage, reply) == [7]


@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_keeps_each_picture_and_its_delay(
    storage: Path, pictures: Pictures, form: str
) -> None:
    first, *rest = pictures[: len(DELAYS)]
    content = saved(first, form, save_all=True, append_images=rest, duration=DELAYS, loop=0)

    reply = take(storage, content)

    assert shown(storage, reply) == list(range(len(DELAYS)))
    assert seconds(storage, reply) == [sum(DELAYS[:n]) / 1000 for n in range(len(DELAYS))]
    assert reply.duration_seconds == pytest.approx(sum(DELAYS) / 1000)
    assert reply.variable_rate


def test_an_animation_at_a_fixed_rate_shows_what_is_on_at_the_time(
    storage: Path, pictures: Pictures
) -> None:
    first, *rest = pictures[:3]
    content = saved(first, "GIF", save_all=True, append_images=rest, duration=[300, 100, 300])

    reply = take(storage, content, 5)

    assert shown(storage, reply) == [0, 0, 2, 2]


def test_a_delay_that_no_browser_keeps_is_a_tenth_of_a_second(
    storage: Path, pictures: Pictures
) -> None:
    first, *rest = pictures[:3]
    reply = take(storage, saved(first, "GIF", save_all=True, append_images=rest, duration=0))

    assert seconds(storage, reply) == [0.0, 0.1, 0.2]


@pytest.mark.parametrize(("rate", "told"), [(0, 25), (10, 10)])
def test_a_zip_of_pictures_is_in_the_order_that_people_count(
    storage: Path, pictures: Pictures, rate: int, told: int
) -> None:
    names = [f"shot/frame {number}.png" for number in range(12)]
    files = {name: saved(pictures[n], "PNG") for n, name in enumerate(names)}
    files = dict(sorted(files.items())) | {"__MACOSX/._1.png": b"x", "notes.txt": b"Dear diary"}

    reply = take(storage, packed(files), rate)

    assert shown(storage, reply) == list(range(12))
    assert (reply.rate_numerator, reply.rate_denominator) == (told, 1)
    assert not reply.variable_rate
    assert reply.notes == ("1 file in this zip is no picture and was left out",)


def test_a_damaged_picture_of_a_zip_is_left_out_and_counted(
    storage: Path, pictures: Pictures
) -> None:
    files = {f"{n}.png": saved(pictures[n], "PNG") for n in range(5)}
    files["2.png"] = files["2.png"][:400]

    reply = take(storage, packed(files))

    assert shown(storage, reply) == [0, 1, 3, 4]
    assert reply.lost == 1
    assert reply.notes == ("Damaged frames that were left out: 1 of about 5",)


@pytest.mark.parametrize(
    ("names", "sorted_names"),
    [
        (["10.png", "9.png", "1.png"], ["1.png", "9.png", "10.png"]),
        (["b1", "A2", "a10"], ["A2", "a10", "b1"]),
        (["a", "1", "²"], ["1", "a", "²"]),
        (["9" * 5000, "1"], ["1", "9" * 5000]),
    ],
)
def test_names_sort_as_people_count(names: list[str], sorted_names: list[str]) -> None:
    assert sorted(names, key=natural) == sorted_names


def test_names_in_a_zip_are_never_paths(storage: Path, pictures: Pictures) -> None:
    content = saved(pictures[0], "PNG")
    names = ["../../1.png", "/etc/2.png", "C:\\3.png", "..\\4.png", "5\x1b[31m.png"]
    before = set(storage.parent.rglob("*"))

    reply = take(storage, packed(dict.fromkeys(names, content)))

    assert reply.frames == 5
    made = {path for path in set(storage.parent.rglob("*")) - before if storage not in path.parents}
    assert {path.name for path in made if path.suffix == ".png"} == set()


def link(target: zipfile.ZipFile, content: bytes) -> None:
    """A link to another file."""
    entry = zipfile.ZipInfo("passwd.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    target.writestr(entry, "/etc/passwd")


def bomb(target: zipfile.ZipFile, content: bytes) -> None:
    """Small members that say they are large ones."""
    for number in range(20):
        target.writestr(f"{number}.png", content)
        target.filelist[number].file_size = 200 << 20


def nested(target: zipfile.ZipFile, content: bytes) -> None:
    """A zip in the zip."""
    target.writestr("more.zip", packed({"1.png": content}))


def squeezed(target: zipfile.ZipFile, content: bytes) -> None:
    """A way to pack that may take any memory to unpack."""
    target.writestr("1.png", content, zipfile.ZIP_LZMA)


def locked(target: zipfile.ZipFile, content: bytes) -> None:
    """A member that says it is encrypted."""
    target.writestr("1.png", content)
    target.filelist[0].flag_bits |= 1


def document(target: zipfile.ZipFile, content: bytes) -> None:
    """An office document with a picture in it."""
    for name in ("[Content_Types].xml", "word/document.xml", "word/styles.xml"):
        target.writestr(name, b"<xml/>")
    target.writestr("word/media/image1.png", content)


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (link, Code.UNSUPPORTED, "no pictures"),
        (bomb, Code.BUDGET, "unpacks to more than"),
        (nested, Code.UNSUPPORTED, "no pictures"),
        (squeezed, Code.UNSUPPORTED, "ordinary"),
        (locked, Code.UNSUPPORTED, "password"),
        (document, Code.UNSUPPORTED, "no pictures"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_hostile_zip_is_refused_with_a_way_out(
    storage: Path,
    pictures: Pictures,
    spoil: Callable[[zipfile.ZipFile, bytes], None],
    code: Code,
    words: str,
) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        spoil(target, saved(pictures[0], "PNG"))

    refusal = refused(storage, file.getvalue())

    assert refusal.code is code
    assert words in refusal.title


def test_a_picture_is_shown_upright(storage: Path, pictures: Pictures) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter by the camera

    reply = take(storage, saved(pictures[3].rotate(90, expand=True), "JPEG", exif=exif))

    assert (reply.width, reply.height) == (192, 108)
    assert shown(storage, reply) == [3]


@pytest.mark.parametrize(
    ("picture", "mean"),
    [
        (Image.new("RGBA", (32, 32), (0, 0, 0, 0)), 255),
        (Image.new("LA", (32, 32), (0, 255)), 0),
        (Image.fromarray(np.full((32, 32), 32_768, np.uint16)), 128),
        (Image.new("1", (32, 32), 1), 255),
        (Image.new("P", (32, 32), 0), 0),
    ],
    ids=["clear", "gray", "deep", "bits", "palette"],
)
def test_any_kind_of_pixel_is_shown(storage: Path, picture: Image.Image, mean: int) -> None:
    reply = take(storage, saved(picture, "PNG"))

    (frame,) = motion.decode(storage / blob_path(reply.proxy_key))
    assert abs(float(frame.to_ndarray(format="rgb24").mean()) - mean) < 4


def test_a_tiff_of_several_pages_shows_the_first_and_says_so(
    storage: Path, pictures: Pictures
) -> None:
    content = saved(pictures[0], "TIFF", save_all=True, append_images=pictures[1:3])

    reply = take(storage, content)

    assert shown(storage, reply) == [0]
    assert reply.notes == ("This file has several pictures; only the first is shown",)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, with nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(chunk))
    begin = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + crc
    return begin + struct.pack(">I", 64) + b"IDAT" + bytes(64)


@pytest.mark.parametrize("side", [7_000, 10_000, 60_000])
def test_a_huge_picture_is_refused_before_its_pixels_are_read(storage: Path, side: int) -> None:
    refusal = refused(storage, png_header(side, side))

    assert refusal.code is Code.BUDGET
    assert "36 megapixels" in refusal.title


def test_a_cut_off_picture_is_refused_and_a_cut_off_animation_kept(
    storage: Path, pictures: Pictures
) -> None:
    still, first, rest = saved(pictures[0], "JPEG"), pictures[0], pictures[1:]
    moving = saved(first, "GIF", save_all=True, append_images=rest, duration=100)

    refusal = refused(storage, still[: len(still) // 2])
    reply = take(storage, moving[: len(moving) * 6 // 10])

    assert "cut off" in refusal.title
    assert 2 <= reply.frames < 12
    assert shown(storage, reply)[:-1] == list(range(reply.frames - 1))
    assert any("cut off" in note for note in reply.notes)


def contents(pictures: Pictures) -> Iterable[bytes]:
    """Twelve pictures as an animation and as a zip."""
    first, *rest = pictures
    yield saved(first, "WEBP", save_all=True, append_images=rest, duration=80, lossless=True)
    yield packed({f"{n}.png": saved(one, "PNG") for n, one in enumerate(pictures)})


def test_stills_of_pictures_are_exactly_the_frame_asked_for(
    storage: Path, pictures: Pictures
) -> None:
    for content in contents(pictures):
        reply, url = take(storage, content), storage.as_uri()
        source = blobs.put(url, storage.parent / "upload")
        for index in (0, 5, 11):
            ask = DrawStill("job", "token", url, source, reply.pts_key, index, "still.webp")
            draw(ask, lambda *_, **__: None)
            still = np.asarray(Image.open(storage / "still.webp"))
            assert motion.number(still) == index
        assert Fraction(reply.tick_numerator, reply.tick_denominator) > 0
