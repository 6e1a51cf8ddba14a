"""Names as people and attackers give them: kept as text, safe wherever they end up."""

import unicodedata

import pytest

from cliploop.exchange.packing import Names
from cliploop.videos import tus

AWKWARD = [
    "-i.mp4", "--help.mp4", "concat:sibling.mp4|x.mp4", "http:127.0.0.1.mp4", "pipe:0.mp4",
    "frame%03d.mp4", "$(touch pwned).mp4", "a;touch pwned;.mp4", "`id`.mp4", "%00.mp4",
    "..%2f..%2fetc%2fpasswd.mp4", "..\\..\\windows.mp4", "../../etc/cron.d/x.mp4", "/etc/passwd",
    "a/b/../../c.mp4", "..", ".", "", "\0.mp4", "a\0.mp4", "line\nbreak.mp4", "a\r\nX-Evil: 1.mp4",
    "tab\tbell\x07esc\x1b[31m.mp4", "\u202egpj.mp4", "\u200b.mp4", "cafe\u0301.mp4",
    "\U0001f3ac\U0001f469\u200d\U0001f467.mp4", "<img src=x onerror=alert(1)>.mp4", "\"quote'.mp4",
    "=1+1.mp4", "CON.mp4", ".mp4", "name.mp4.", " space .mp4", "x" * 251 + ".mp4",
    "x" * 5000 + ".mp4", "\U0001f3ac" * 300 + ".mp4", "\udcff\udcfe.mp4", "\\\\host\\share\\x.mp4",
    "file:///etc/hostname", "double.jpg.mp4", "UPPER.MP4", "no_extension",
]  # fmt: skip
NOT_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("given", AWKWARD, ids=ascii)
def test_a_name_is_kept_as_harmless_text(given: str) -> None:
    kept = tus.file_name({"filename": given})

    assert kept.strip(" .") == kept != ""
    assert len(kept.encode()) <= tus.LONGEST_NAME_BYTES
    assert not set(kept) & set("/\\")
    assert not {unicodedata.category(one) for one in kept} & NOT_TEXT
    assert tus.file_name({"filename": kept}) == kept


def test_exported_names_open_on_every_system() -> None:
    names = Names()

    paths = [
        names.fresh("", tus.file_name({"filename": given}), ".json")
        for given in (*AWKWARD, *AWKWARD)
    ]

    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert len(path.encode()) <= tus.LONGEST_NAME_BYTES
        assert not set(path) & set('/\\:*?"<>|')
        assert path.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
        assert path.isprintable()


class Asked(set[str]):
    """Names that count how often somebody looks whether one is taken."""

    looks = 0

    def __contains__(self, name: object) -> bool:
        """Whether it is taken."""
        self.looks += 1
        return super().__contains__(name)


def test_many_clips_of_one_name_are_told_apart_without_trying_every_number() -> None:
    names = Names(Asked())

    paths = [names.fresh("cam", "clip.MP4" if at % 2 else "clip.mp4", ".json") for at in range(999)]

    assert paths[:3] == ["cam/clip.mp4.json", "cam/clip.MP4 (2).json", "cam/clip.mp4 (3).json"]
    assert len({path.casefold() for path in paths}) == 999
    assert isinstance(names.taken, Asked)
    assert names.taken.looks < 3 * 999
