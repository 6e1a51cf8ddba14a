"""How a clip sounds: bands of a tone, silence, and alike clips found by picture and sound."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from annotator.contracts.learning import ComputeFeatures, Sample
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.features import cache, sound
from mlworker.features.compute import compute
from testkit.drawn import RATE, Shelf, Told, Wave, moving, write

EACH, NEAREST = 10, 5


def tone(hertz: float) -> Wave:
    """A steady tone."""
    return lambda times: 0.3 * np.sin(2 * np.pi * hertz * times)


def beeps(hertz: float) -> Wave:
    """A tone that comes and goes five times a second."""
    return lambda times: tone(hertz)(times) * (times * 5 % 1 < 0.5)


def test_a_tone_is_in_its_band_and_silence_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tones.mp4"
    write(
        path, moving(0, 1, frames=20), wave=lambda times: np.where(times < 1, tone(1_000)(times), 0)
    )

    first, last = sound.describe(path, [(0, 10), (12, 20)], Fraction(RATE))

    mels = 2595 * np.log10(1 + np.array([1_000, sound.RATE / 2]) / 700)
    assert abs(int(first[: sound.BANDS].argmax()) - mels[0] / mels[1] * (sound.BANDS + 1)) <= 1.5
    assert first[: sound.BANDS].max() > 1
    assert last.max() < 0.05


def test_what_is_read_in_pieces_is_as_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "beeps.mp4"
    write(path, moving(0, 1, frames=30), wave=beeps(700))
    ranges = [(0, 12), (6, 21), (25, 30), (40, 50)]
    whole = sound.describe(path, ranges, Fraction(RATE))

    monkeypatch.setattr(sound, "AT_ONCE", 3_000)

    np.testing.assert_allclose(
        sound.describe(path, ranges, Fraction(RATE)), whole, rtol=1e-3, atol=1e-4
    )
    assert whole[:3].any(axis=1).all()
    assert not whole[3].any()


def test_a_video_without_sound_is_as_one_with_silence(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    sample = shelf.add(moving(0, 1), 1, "one")
    path = blobs.fetch(shelf.url, sample.proxy_key)

    assert not sound.describe(path, cache.clips(sample), Fraction(RATE)).any()
    assert sound.describe(path, [], Fraction(RATE)).shape == (0, sound.SIZE)
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    with pytest.raises(Refusal, match="cannot be read"):
        sound.describe(tmp_path / "broken.mp4", [(0, 1)], Fraction(RATE))


@pytest.mark.row("M63", "Content-based similarity / recommendation model")
def test_alike_clips_are_found_by_what_they_show_and_how_they_sound(tmp_path: Path) -> None:
    """Two ways of moving and two kinds of sound make four classes: neither alone tells them."""
    shelf = Shelf(tmp_path)
    labels = np.arange(4 * EACH) % 4
    for at, label in enumerate(labels.tolist()):
        seed = 100 + at
        hertz = np.random.default_rng(seed).uniform(0.9, 1.1) * (300, 1_500)[label // 2]
        shelf.add(moving(label % 2 * 2, seed), label + 1, f"s{at}", wave=tone(hertz))
    ask = ComputeFeatures("job", "token", shelf.url, "probe_lite0", tuple(shelf.samples))

    rows = json.loads(blobs.fetch(shelf.url, compute(ask, Told()).vectors_key).read_text())

    late = precision(np.array([one["vector"] for one in rows]), labels)
    kept = [cache.load(shelf.url, one) for one in shelf.samples]
    seen = [np.concatenate([one.static[0], one.activity[0], one.flow[0]]) for one in kept]
    heard = [described(shelf, one) for one in shelf.samples]
    early = precision(np.concatenate([np.array(seen), np.array(heard)], axis=1), labels)
    assert late >= max(0.9, early), (late, early)
    assert max(precision(np.array(one), labels) for one in (seen, heard)) < 0.75


def described(shelf: Shelf, sample: Sample) -> npt.NDArray[np.float32]:
    """How an item sounds."""
    path = blobs.fetch(shelf.url, sample.proxy_key)
    (heard,) = sound.describe(path, cache.clips(sample), Fraction(RATE))
    return np.asarray(heard, np.float32)


def precision(vectors: npt.NDArray[Any], labels: npt.NDArray[np.int64]) -> float:
    """The share of the five nearest others, by cosine, that are of the same class."""
    wide = vectors.astype(np.float64)
    unit = wide / np.linalg.norm(wide, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    nearest = np.argsort(-cosines, axis=1)[:, :NEAREST]
    return float((labels[nearest] == labels[:, None]).mean())
