"""Vectors in the storage: named by all that they depend on, computed once, found again."""

import io
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.contracts.learning import Sample
from annotator.ranges import Range, complement
from mlworker import blobs
from mlworker.clips.plan import cut, marked
from mlworker.features.extract import Vectors
from mlworker.zoo import lite0

# Change it with anything that changes a number: old files are then simply not found.
VERSION = f"{lite0.VERSION}-saf2"


def rate(sample: Sample) -> Fraction:
    """The item's frames per second."""
    return Fraction(sample.rate_numerator, sample.rate_denominator)


def clips(sample: Sample) -> list[Range]:
    """The sample's clips; none where all of its frames are skipped."""
    left = complement(sample.skips, sample.frames)
    return cut(sample.frames, rate(sample), sample.skips, sample.cuts) if left else []


def name(sample: Sample) -> str:
    """Where a sample's vectors lie below the storage's root: the platform sweeps by the key."""
    key = sample.video_key or sample.proxy_key
    speed = f"{sample.rate_numerator}-{sample.rate_denominator}"
    plan = marked(sample.skips, sample.cuts)
    return f"features/{VERSION}/{key[:2]}/{key}-{speed}-{sample.frames}-{plan}.npz"


def there(storage_url: str, sample: Sample) -> bool:
    """Whether the sample's vectors are in the storage."""
    return blobs.exists(storage_url, name(sample))


def load(storage_url: str, sample: Sample) -> Vectors:
    """The sample's vectors. Raises FileNotFoundError."""
    with np.load(io.BytesIO(blobs.read(storage_url, name(sample))), allow_pickle=False) as arrays:
        return Vectors(arrays["ranges"], arrays["static"], arrays["activity"], arrays["flow"])


def save(storage_url: str, sample: Sample, vectors: Vectors) -> None:
    """Store the sample's vectors, whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npz"
        np.savez(
            path,
            ranges=vectors.ranges,
            static=vectors.static,
            activity=vectors.activity,
            flow=vectors.flow,
        )
        blobs.save(storage_url, name(sample), path)
