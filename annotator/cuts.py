"""Where an item is cut into parts."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotator.refusal import Code, Refusal

Cut = tuple[int, int]
MOST = 5_000
MOST_FRAMES = 10_000


def evenly(frames: int, length: int) -> list[Cut]:
    """Parts of `length` frames, the last of what is left. Refuses (`invalid`) less than one."""
    if length < 1:
        raise _invalid("length", "Must be at least one frame")
    starts = range(0, frames, length)
    return _checked([(start, min(start + length, frames)) for start in starts])


def at(frames: int, boundaries: Iterable[int]) -> list[Cut]:
    """Parts between boundaries: each is the first frame of a part. What lies outside is ignored."""
    inside = sorted({one for one in boundaries if 0 < one < frames})
    return _checked(list(pairwise([0, *inside, frames])))


def by_hand(frames: int, ranges: Iterable[Sequence[int]]) -> list[Cut]:
    """Ranges [start, end) as given, in their order in the item; gaps are left out.

    Refuses (`invalid`) what overlaps, is empty or leaves the item.
    """
    found: list[Cut] = []
    for one in sorted(tuple(each) for each in ranges):
        start, end = one if len(one) == 2 else (0, 0)
        if not 0 <= start < end <= frames:
            what = f"[{start}, {end}) must be a range of the frames 0 to {frames}"
            raise _invalid("ranges", what)
        if found and start < found[-1][1]:
            raise _invalid("ranges", f"[{start}, {end}) begins before the part before it ends")
        found.append((start, end))
    return _checked(found)


def frame_by_frame(source_frames: Sequence[int]) -> list[Cut]:
    """A part for each frame of an item that shows another source frame than the one before it."""
    shows = enumerate(source_frames)
    return [(n, n + 1) for n, one in shows if n == 0 or one != source_frames[n - 1]]


def too_many(frames: int) -> str:
    """Why an item of so many frames is not taken apart into single ones."""
    return (
        f"It has {frames} frames, and at most {MOST_FRAMES} become clips of their own: it stays "
        "one. Bring it in again with fewer frames per second"
    )


def _checked(parts: list[Cut]) -> list[Cut]:
    if not parts:
        raise _invalid("ranges", "There is nothing to cut out")
    if len(parts) > MOST:
        what = f"That is {len(parts)} parts; at most {MOST} are made at once. Make them longer"
        raise _invalid("length", what)
    return parts


def _invalid(field: str, what: str) -> Refusal:
    return Refusal(Code.INVALID, f"{field}: {what}", fields={field: what})
