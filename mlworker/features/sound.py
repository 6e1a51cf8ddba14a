"""What a clip sounds like: how loud each band of its spectrum is, and how that changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import torch
from av.audio.resampler import AudioResampler
from torch import Tensor

from annotator.ranges import Range
from annotator.refusal import Code, Refusal

Floats = npt.NDArray[np.float32]

RATE = 16_000
WINDOW = 400
STEP = 160
BANDS = 40
SIZE = 3 * BANDS
# A whisper near by counts, the hiss of a codec does not; and silence is nothing at all.
GAIN = 100.0
# Samples that are turned into bands at once.
AT_ONCE = 10 * RATE


def describe(path: Path, ranges: Sequence[Range], rate: Fraction) -> Floats:
    """How each clip [start, end) of a proxy sounds, float32 (clips, 120): of the logarithms of 40
    mel bands the mean over time, the deviation, and the mean change in a hundredth of a second.

    All are 0 where it is silent. The proxy is read once and never held whole. Refuses (`invalid`)
    one that cannot be read.
    """
    borders = np.array([[one / rate * RATE / STEP for one in clip] for clip in ranges], float)
    clips = [_Heard() for _ in ranges]
    try:
        for first, bands in _spectra(path):
            meant = (borders[:, 0] < first + len(bands)) & (borders[:, 1] > first)
            for at in np.flatnonzero(meant).tolist():
                start, end = (max(0, round(one - first)) for one in borders[at].tolist())
                clips[at].add(bands[start:end])
    except av.FFmpegError as problem:
        raise Refusal(Code.INVALID, f"The sound of this video cannot be read: {problem}") from None
    return np.array([clip.summary() for clip in clips], np.float32).reshape(-1, SIZE)


@dataclass
class _Heard:
    """Sums over what was heard of one clip so far."""

    count: int = 0
    total: Tensor = field(default_factory=lambda: torch.zeros(BANDS))
    squares: Tensor = field(default_factory=lambda: torch.zeros(BANDS))
    change: Tensor = field(default_factory=lambda: torch.zeros(BANDS))
    last: Tensor | None = None

    def add(self, bands: Tensor) -> None:
        """Count in bands (moments, 40) that go on from what came before."""
        if not len(bands):
            return
        before = bands[:1] if self.last is None else self.last
        self.change += torch.diff(torch.cat([before, bands]), dim=0).abs().sum(dim=0)
        self.total += bands.sum(dim=0)
        self.squares += bands.square().sum(dim=0)
        self.count, self.last = self.count + len(bands), bands[-1:]

    def summary(self) -> Floats:
        """Its 120 numbers."""
        count = max(1, self.count)
        mean = self.total / count
        spread = (self.squares / count - mean.square()).clamp_min(0).sqrt()
        told: Floats = torch.cat([mean, spread, self.change / count]).numpy()
        return told


def _spectra(path: Path) -> Iterator[tuple[int, Tensor]]:
    """The bands (moments, 40) of stretches of the sound, and which moment each begins at."""
    kept, first = np.zeros(0, np.float32), 0
    for block in _samples(path):
        kept = np.concatenate([kept, block])
        if len(kept) >= AT_ONCE:
            bands = _bands(kept)
            yield first, bands
            kept, first = kept[len(bands) * STEP :], first + len(bands)
    if len(kept) >= WINDOW:
        yield first, _bands(kept)


def _samples(path: Path) -> Iterator[npt.NDArray[np.float32]]:
    """The first sound of a file as one channel at `RATE`, a piece after the other."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return
        resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in container.decode(container.streams.audio[0]):
            for one in resampler.resample(frame):
                yield one.to_ndarray().astype(np.float32).ravel()


def _bands(samples: npt.NDArray[np.float32]) -> Tensor:
    """The logarithms of the mel bands (moments, 40); 0 is silence."""
    window = torch.hann_window(WINDOW)
    sound = torch.from_numpy(np.nan_to_num(samples))
    spectrum = torch.stft(sound, WINDOW, STEP, window=window, center=False, return_complex=True)
    return (GAIN * (spectrum.abs().square().T @ _filters())).log1p()


@cache
def _filters() -> Tensor:
    # A second of loading that whoever hears nothing is spared.
    from transformers.audio_utils import mel_filter_bank  # noqa: PLC0415  # as above

    filters = mel_filter_bank(WINDOW // 2 + 1, BANDS, 0.0, RATE / 2, RATE)
    return torch.from_numpy(filters).float()
