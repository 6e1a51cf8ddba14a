"""Stills, animations and zips of pictures: each picture is a frame, for as long as it says."""

import struct
import zlib
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from annotator.contracts.errands import blob_path
from annotator.contracts.media import DrawStill, IngestVideo, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.decode import archive, ingest
from mlworker.decode import folder as folders
from mlworker.decode.still import draw
from testkit import motion
from testkit.pictures import Pictures, packed, refused, saved, seconds, shown, take

DELAYS = [40, 300, 50, 50, 500, 100]


@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "JPEG2000", "AVIF"])
def test_a_still_is_one_frame(shelf: Path, pictures: Pictures, form: str) -> None:
    reply = take(shelf, saved(pictures[7], form))

    assert (reply.frames, reply.source_frames, reply.codec) == (1, 1, form.lower())
    assert (reply.width, reply.height, reply.notes) == (192, 108, ())
    assert shown(shelf, reply) == [7]


@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_keeps_each_picture_and_its_delay(
    shelf: Path, pictures: Pictures, form: str
) -> None:
    first, *rest = pictures[: len(DELAYS)]
    content = saved(first, form, save_all=True, append_images=rest, duration=DELAYS, loop=0)

    reply = take(shelf, content)

    assert shown(shelf, reply) == list(range(len(DELAYS)))
    assert seconds(shelf, reply) == [sum(DELAYS[:n]) / 1000 for n in range(len(DELAYS))]
    assert reply.duration_seconds == pytest.approx(sum(DELAYS) / 1000)
    assert reply.variable_rate


def test_an_animation_at_a_fixed_rate_shows_what_is_on_at_the_time(
    shelf: Path, pictures: Pictures
) -> None:
    first, *rest = pictures[:3]
    content = saved(first, "GIF", save_all=True, append_images=rest, duration=[300, 100, 300])

    reply = take(shelf, content, 5)

    assert shown(shelf, reply) == [0, 0, 2, 2]


def test_a_delay_that_no_browser_keeps_is_a_tenth_of_a_second(
    shelf: Path, pictures: Pictures
) -> None:
    first, *rest = pictures[:3]
    reply = take(shelf, saved(first, "GIF", save_all=True, append_images=rest, duration=0))

    assert seconds(shelf, reply) == [0.0, 0.1, 0.2]


def test_a_picture_is_shown_upright(shelf: Path, pictures: Pictures) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter by the camera

    reply = take(shelf, saved(pictures[3].rotate(90, expand=True), "JPEG", exif=exif))

    assert (reply.width, reply.height) == (192, 108)
    assert shown(shelf, reply) == [3]


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
def test_any_kind_of_pixel_is_shown(shelf: Path, picture: Image.Image, mean: int) -> None:
    reply = take(shelf, saved(picture, "PNG"))

    (frame,) = motion.decode(shelf / blob_path(reply.proxy_key))
    assert abs(float(frame.to_ndarray(format="rgb24").mean()) - mean) < 4


def test_a_tiff_of_several_pages_shows_the_first_and_says_so(
    shelf: Path, pictures: Pictures
) -> None:
    content = saved(pictures[0], "TIFF", save_all=True, append_images=pictures[1:3])

    reply = take(shelf, content)

    assert shown(shelf, reply) == [0]
    assert reply.notes == ("This file has several pictures; only the first is shown",)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, with nothing behind it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(chunk))
    begin = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + crc
    return begin + struct.pack(">I", 64) + b"IDAT" + bytes(64)


@pytest.mark.parametrize("side", [7_000, 10_000, 60_000])
def test_a_huge_picture_is_refused_before_its_pixels_are_read(shelf: Path, side: int) -> None:
    refusal = refused(shelf, png_header(side, side))

    assert refusal.code is Code.BUDGET
    assert "36 megapixels" in refusal.title


def test_a_cut_off_picture_is_refused_and_a_cut_off_animation_kept(
    shelf: Path, pictures: Pictures
) -> None:
    still, first, rest = saved(pictures[0], "JPEG"), pictures[0], pictures[1:]
    moving = saved(first, "GIF", save_all=True, append_images=rest, duration=100)

    refusal = refused(shelf, still[: len(still) // 2])
    reply = take(shelf, moving[: len(moving) * 6 // 10])

    assert "cut off" in refusal.title
    assert 2 <= reply.frames < 12
    assert shown(shelf, reply)[:-1] == list(range(reply.frames - 1))
    assert any("cut off" in note for note in reply.notes)


def contents(pictures: Pictures) -> Iterable[bytes]:
    """Twelve pictures as an animation and as a zip."""
    first, *rest = pictures
    yield saved(first, "WEBP", save_all=True, append_images=rest, duration=80, lossless=True)
    yield packed({f"{n}.png": saved(one, "PNG") for n, one in enumerate(pictures)})


def test_stills_of_pictures_are_exactly_the_frame_asked_for(
    shelf: Path, pictures: Pictures
) -> None:
    for content in contents(pictures):
        reply, url = take(shelf, content), shelf.as_uri()
        source = blobs.put(url, shelf.parent / "upload")
        for index in (0, 5, 11):
            ask = DrawStill("job", "token", url, source, reply.pts_key, index, "still.webp")
            draw(ask, lambda *_, **__: None)
            still = np.asarray(Image.open(shelf / "still.webp"))
            assert motion.number(still) == index
        assert Fraction(reply.tick_numerator, reply.tick_denominator) > 0


def test_what_each_of_many_pictures_is_is_looked_up_once(
    shelf: Path, pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def note(module: Any, name: Any) -> None:
        check = module._is_picture

        def noted(*given: Any) -> bool:
            looked.append(name(given[-1]))
            return bool(check(*given))

        monkeypatch.setattr(module, "_is_picture", noted)

    note(archive, lambda member: member.filename)
    note(folders, lambda path: path.name)
    names = [f"{number}.png" for number in range(12)]
    zipped = {name: saved(one, "PNG") for name, one in zip(names, pictures, strict=True)}

    take(shelf, packed(zipped))
    assert sorted(looked) == sorted(names)

    looked.clear()
    registered(shelf, folder(tmp_path / "walk", pictures, *names))
    assert sorted(looked) == sorted(names)


def folder(place: Path, pictures: Pictures, *names: str) -> Path:
    """A folder with so many pictures, the first of which shows 0."""
    place.mkdir()
    for picture, name in zip(pictures, names, strict=False):
        (place / name).write_bytes(saved(picture, "PNG"))
    return place


def registered(shelf: Path, place: Path, rate: int = 0) -> VideoIngested:
    """What ingest says of a folder that is read where it lies."""
    url, stamp = f"file://{place}/", places.stamp(place)
    ask = IngestVideo("job", "token", shelf.as_uri(), "", rate, 1, url, stamp)
    reply = ingest.ingest(ask, lambda *_, **__: None)
    assert isinstance(reply, VideoIngested)
    return reply


@pytest.mark.row("S24", "Format and quality variety")
def test_a_folder_of_pictures_is_a_clip_in_the_order_of_their_names(
    shelf: Path, pictures: Pictures, tmp_path: Path
) -> None:
    place = folder(tmp_path / "walk", pictures, "f1.png", "f2.png", "f10.png")
    (place / "f3.jpg").write_bytes(b"no picture")
    (place / "notes.txt").write_bytes(b"left alone")
    (place / "f0.png").symlink_to(place / "f10.png")

    reply = registered(shelf, place, 5)

    assert shown(shelf, reply) == [0, 1, 2]
    assert seconds(shelf, reply) == [0.0, 0.2, 0.4]
    assert reply.notes == ("1 file in this folder is no picture and was left out",)
    assert reply.source_key == places.key_of(place)
    still_of = DrawStill(
        "j", "t", shelf.as_uri(), "", reply.pts_key, 2, "still.webp", f"file://{place}/",
        places.stamp(place),
    )  # fmt: skip
    assert draw(still_of, lambda *_, **__: None).width == 192


@pytest.mark.parametrize("fate", ["one more", "one less", "another"])
def test_a_folder_that_is_another_now_is_refused(
    shelf: Path, pictures: Pictures, tmp_path: Path, fate: str
) -> None:
    place = folder(tmp_path / "walk", pictures, "1.png", "2.png")
    url, stamp = f"file://{place}/", places.stamp(place)
    if fate == "one less":
        (place / "2.png").unlink()
    else:
        name = {"one more": "3.png", "another": "2.png"}[fate]
        (place / name).write_bytes(saved(pictures[9], "PNG", compress_level=0))

    with pytest.raises(Refusal, match="walk has changed"):
        ingest.ingest(
            IngestVideo("j", "t", shelf.as_uri(), "", 0, 1, url, stamp), lambda *_, **__: None
        )
