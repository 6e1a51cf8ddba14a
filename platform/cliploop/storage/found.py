"""Files and folders that lie somewhere, and by their names which of them are shown."""

from dataclasses import dataclass
from pathlib import PurePosixPath

# What is listed and taken of a whole folder; a file that is named may be called anything.
ENDINGS = frozenset(
    {".3g2", ".3gp", ".apng", ".asf", ".avi", ".avif", ".bmp", ".flv", ".gif", ".jpeg", ".jpg"}
    | {".m2ts", ".m4v", ".mj2", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ogg", ".ogv"}
    | {".png", ".tif", ".tiff", ".ts", ".vob", ".webm", ".webp", ".wmv", ".zip"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder below a root. `path` is relative to it; `stamp` tells its content apart.

    The `url` of a folder of pictures that is taken as one file ends with a slash.
    """

    path: str
    is_folder: bool
    size_bytes: int = 0
    url: str = ""
    stamp: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name


def is_shown(name: str) -> bool:
    """Whether a name can be written down: hidden files and names that are no text are left out."""
    return not name.startswith(".") and name.isprintable() and len(name.encode("utf-8")) <= 255


def suffix(name: str) -> str:
    """How a name ends, in small letters."""
    return PurePosixPath(name).suffix.lower()
