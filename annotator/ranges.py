"""Half-open frame ranges, and how frames and seconds correspond."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from annotator.refusal import Code, Refusal

Range = tuple[int, int]
Ranges = tuple[Range, ...]

# More than anybody lays by hand, and what one change may list.
MOST_RANGES = 10_000
# Times written as decimals fall a hair short of the frame that they mean.
SLACK_SECONDS = Fraction(1, 1_000_000)


def normalize(ranges: Iterable[Sequence[object]], frames: int | None = None) -> Ranges:
    """Ranges sorted, joined where they overlap or touch, empty ones dropped.

    Refuses (`invalid`) bounds that are negative, reversed, no integers, or past `frames`.
    """
    joined: list[Range] = []
    for start, end in sorted(_checked(one, frames) for one in ranges):
        if start == end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def union(a: Iterable[Range], b: Iterable[Range]) -> Ranges:
    """The frames in either."""
    return normalize((*a, *b))


def intersect(a: Iterable[Range], b: Iterable[Range]) -> Ranges:
    """The frames in both."""
    left, right = normalize(a), normalize(b)
    found: list[Range] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def within(ranges: Sequence[Sequence[int]], start: int, end: int) -> Ranges:
    """The frames of normalized ranges that lie in [start, end), counted from `start`.

    It looks at those alone, however many ranges there are.
    """
    if end <= start:
        return ()
    first = bisect_right(ranges, start, key=lambda one: one[1])
    last = bisect_left(ranges, end, first, key=lambda one: one[0])
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in ranges[first:last])


def complement(ranges: Iterable[Range], frames: int) -> Ranges:
    """The frames of 0 to frames - 1 that are in none of the ranges."""
    known = normalize(ranges)
    edges = [0, *(edge for one in known for edge in one), frames]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((start, min(end, frames)) for start, end in pairs if start < min(end, frames))


def subtract(a: Iterable[Range], b: Iterable[Range]) -> Ranges:
    """The frames of the first that are not in the second."""
    left = normalize(a)
    return intersect(left, complement(b, left[-1][1])) if left else ()


def split(ranges: Iterable[Range], at: int) -> tuple[Ranges, Ranges]:
    """The ranges' frames before `at`, and those from `at` on."""
    known = normalize(ranges)
    left = tuple((start, min(end, at)) for start, end in known if start < at)
    right = tuple((max(start, at), end) for start, end in known if end > at)
    return left, right


def divided(ranges: Iterable[Range], at: Iterable[int]) -> Ranges:
    """The same frames, none of the ranges going on over a frame of `at`: there another begins."""
    edges = sorted(set(at))
    return tuple(
        piece
        for start, end in normalize(ranges)
        for piece in pairwise(
            [start, *edges[bisect_right(edges, start) : bisect_left(edges, end)], end]
        )
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that says something: `key` tells segments that may be joined."""

    key: Hashable
    start: int
    end: int


def merge_same(segments: Iterable[Segment], gap: int = 0) -> list[Segment]:
    """Segments of one key joined that overlap, touch, or are at most `gap` frames apart.

    What lies between does not stop it. Sorted by start, end, key.
    """
    joined: dict[Hashable, list[Segment]] = {}
    for one in sorted(segments, key=lambda segment: (segment.start, segment.end)):
        row = joined.setdefault(one.key, [])
        if row and one.start - row[-1].end <= gap:
            row[-1] = Segment(one.key, row[-1].start, max(row[-1].end, one.end))
        else:
            row.append(one)
    merged = [one for row in joined.values() for one in row]
    return sorted(merged, key=lambda one: (one.start, one.end, str(one.key)))


@dataclass(frozen=True, slots=True)
class Times:
    """When each frame begins, in exact seconds; the last entry is the end of the last frame."""

    starts: tuple[Fraction, ...]

    @classmethod
    def constant(cls, rate: Fraction, frames: int) -> "Times":
        """The times of `frames` frames at a constant rate in frames per second."""
        return cls(tuple(index / rate for index in range(frames + 1)))

    @classmethod
    def table(cls, pts: Sequence[int], tick: Fraction, last_duration: int) -> "Times":
        """The times of rising `pts`, counted in ticks of `tick` seconds, from the first one on."""
        if not pts or any(b <= a for a, b in pairwise(pts)):
            raise Refusal(Code.INVALID, "Frame times must rise")
        return cls(tuple((one - pts[0]) * tick for one in (*pts, pts[-1] + last_duration)))

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.starts) - 1

    def start_of(self, frame: int) -> Fraction:
        """When a frame begins; `frame` may be N, the end of the last."""
        return self.starts[frame]

    def frame_at(self, seconds: Fraction | float) -> int:
        """The frame on screen: the last that began at most a microsecond later than asked."""
        at = bisect_right(self.starts, Fraction(seconds) + SLACK_SECONDS) - 1
        return min(max(at, 0), self.frames - 1)

    def boundary_at(self, seconds: Fraction | float) -> int:
        """The boundary 0 to N nearest to a rounded time; of two as near, the later."""
        time = _decimal(seconds)
        after = min(bisect_right(self.starts, time), self.frames)
        before = max(after - 1, 0)
        return before if time - self.starts[before] < self.starts[after] - time else after

    def range_of(self, start_seconds: float, end_seconds: float) -> Range:
        """The frames between two rounded times: at least one, cut to the video.

        Refuses (`invalid`) reversed or negative times and a start past the end.
        """
        start, end = _decimal(start_seconds), _decimal(end_seconds)
        half = (self.starts[-1] - self.starts[-2]) / 2
        if start < 0 or end < start or start > self.starts[-1] + half:
            raise Refusal(Code.INVALID, f"{start_seconds} to {end_seconds} s is not in the video")
        first, last = self.boundary_at(start_seconds), self.boundary_at(end_seconds)
        if first == last:
            first = min(first, self.frames - 1)
            last = first + 1
        return first, last


@dataclass(frozen=True, slots=True)
class Sampling:
    """Annotation frames over native ones at constant rates: every `step` native frames, one."""

    step: Fraction
    native_frames: int

    @property
    def frames(self) -> int:
        """How many annotation frames there are."""
        return -int(-self.native_frames // self.step)

    def native_of(self, frame: int) -> int:
        """The native frame that an annotation frame shows."""
        return int(frame * self.step)

    def frame_of(self, native: int) -> int:
        """The annotation frame on screen while a native frame plays."""
        return -int(-(native + 1) // self.step) - 1

    def native_range(self, start: int, end: int) -> Range:
        """The native frames that annotation frames [start, end) cover."""
        last = self.native_frames if end == self.frames else self.native_of(end)
        return self.native_of(start), last


def as_json(ranges: Ranges) -> list[list[int]]:
    """The ranges as JSON has them."""
    return [[start, end] for start, end in ranges]


def parse(data: object, path: str, *, frames: int | None = None, most: int = MOST_RANGES) -> Ranges:
    """The ranges in a stranger's JSON, normalized. Refuses (`invalid`), naming `path`."""
    if not isinstance(data, (list, tuple)):
        raise _invalid(path, "Must be a list of [start, end) pairs")
    if len(data) > most:
        raise _invalid(path, f"Has more than {most} ranges")
    try:
        return normalize(data, frames)
    except Refusal as refusal:
        raise _invalid(path, refusal.title) from refusal


def _invalid(path: str, why: str) -> Refusal:
    return Refusal(Code.INVALID, f"{path}: {why}", fields={path: why})


def _checked(one: object, frames: int | None) -> Range:
    if isinstance(one, Mapping) or not isinstance(one, Sequence) or len(one) != 2:
        raise Refusal(Code.INVALID, "A range is a pair [start, end)")
    start, end = one
    if type(start) is not int or type(end) is not int:
        raise Refusal(Code.INVALID, "A range's bounds are whole frames")
    if not 0 <= start <= end:
        raise Refusal(Code.INVALID, f"[{start}, {end}) is negative or reversed")
    if frames is not None and end > frames:
        raise Refusal(Code.INVALID, f"[{start}, {end}) ends past the last of {frames} frames")
    return start, end


def _decimal(seconds: Fraction | float) -> Fraction:
    # 0.1 as its author wrote it, not as the binary number beside it; ties depend on it.
    return Fraction(str(seconds)) if isinstance(seconds, float) else Fraction(seconds)
