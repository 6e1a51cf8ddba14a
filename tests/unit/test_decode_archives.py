"""Zips of pictures: a video of them in the order that people count, whatever else is inside."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.refusal import Code
from mlworker.decode.archive import natural
from testkit.pictures import Pictures, packed, refused, saved, shown, take


@pytest.mark.parametrize(("rate", "told"), [(0, 25), (10, 10)])
def test_a_zip_of_pictures_is_in_the_order_that_people_count(
    shelf: Path, pictures: Pictures, rate: int, told: int
) -> None:
    names = [f"shot/frame {number}.png" for number in range(12)]
    files = {name: saved(pictures[n], "PNG") for n, name in enumerate(names)}
    files = dict(sorted(files.items())) | {"__MACOSX/._1.png": b"x", "notes.txt": b"Dear diary"}

    reply = take(shelf, packed(files), rate)

    assert shown(shelf, reply) == list(range(12))
    assert (reply.rate_numerator, reply.rate_denominator) == (told, 1)
    assert not reply.variable_rate
    assert reply.notes == ("1 file in this zip is no picture and was left out",)


def test_a_damaged_picture_of_a_zip_is_left_out_and_counted(
    shelf: Path, pictures: Pictures
) -> None:
    files = {f"{n}.png": saved(pictures[n], "PNG") for n in range(5)}
    files["2.png"] = files["2.png"][:400]

    reply = take(shelf, packed(files))

    assert shown(shelf, reply) == [0, 1, 3, 4]
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


def test_names_in_a_zip_are_never_paths(shelf: Path, pictures: Pictures) -> None:
    content = saved(pictures[0], "PNG")
    names = ["../../1.png", "/etc/2.png", "C:\\3.png", "..\\4.png", "5\x1b[31m.png"]
    before = set(shelf.parent.rglob("*"))

    reply = take(shelf, packed(dict.fromkeys(names, content)))

    assert reply.frames == 5
    made = {path for path in set(shelf.parent.rglob("*")) - before if shelf not in path.parents}
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
    shelf: Path,
    pictures: Pictures,
    spoil: Callable[[zipfile.ZipFile, bytes], None],
    code: Code,
    words: str,
) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        spoil(target, saved(pictures[0], "PNG"))

    refusal = refused(shelf, file.getvalue())

    assert refusal.code is code
    assert words in refusal.title
