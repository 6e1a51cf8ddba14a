"""Vectors in the storage: named by all that they depend on, computed once, found again."""

import io
import tempfile
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.contracts.learning import Sample
from annotator.ranges import Range, complement
from mlworker import blobs
from mlworker.clips.plan import cut, marked
from mlworker.features.vectors import Vectors

# Of each zoo entry that keeps vectors: the weights and how clips are read. Change it with anything
# that changes a number: old files are then simply not found.
VERSIONS = {"probe_lite0": "lite0-57934424-saf2", "probe_histogram": "sketch-saf1"}
VERSION = VERSIONS["probe_lite0"]
# What lies in files of its own, because not everybody asks for it, by the end of their names; that
# changes with what is in them.
BESIDE = {"steps": ".steps.npz", "pieces": ".pieces1.npz", "tones": ".tones1.npz"}


def rate(sample: Sample) -> Fraction:
    """The item's frames per second."""
    return Fraction(sample.rate_numerator, sample.rate_denominator)


def clips(sample: Sample) -> list[Range]:
    """The sample's clips; none where all of its frames are skipped."""
    left = complement(sample.skips, sample.frames)
    return cut(sample.frames, rate(sample), sample.skips, sample.cuts) if left else []


def name(sample: Sample, version: str = VERSION) -> str:
    """Where a sample's vectors lie below the storage's root: the platform sweeps by the key."""
    key = sample.video_key or sample.proxy_key
    speed = f"{sample.rate_numerator}-{sample.rate_denominator}"
    plan = marked(sample.skips, sample.cuts)
    return f"features/{version}/{key[:2]}/{key}-{speed}-{sample.frames}-{plan}.npz"


def beside_name(sample: Sample, one: str, version: str = VERSION) -> str:
    """Where one of `BESIDE` lies."""
    return name(sample, version).removesuffix(".npz") + BESIDE[one]


def besides(names: Collection[str]) -> tuple[str, ...]:
    """Which of the names of vectors lie in files of their own."""
    return tuple(one for one in BESIDE if one in names)


def there(
    storage_url: str, sample: Sample, *, more: Collection[str] = (), version: str = VERSION
) -> bool:
    """Whether the sample's vectors are in the storage, with `more` of `BESIDE`."""
    names = [name(sample, version), *(beside_name(sample, one, version) for one in more)]
    return all(blobs.exists(storage_url, one) for one in names)


def load(
    storage_url: str, sample: Sample, *, more: Collection[str] = (), version: str = VERSION
) -> Vectors:
    """The sample's vectors, with `more` of `BESIDE`. Raises FileNotFoundError."""
    own = read_arrays(storage_url, name(sample, version))
    beside = {one: read_arrays(storage_url, beside_name(sample, one, version))[one] for one in more}
    return Vectors(own["ranges"], own["static"], own["activity"], own["flow"], **beside)


def save(storage_url: str, sample: Sample, vectors: Vectors, version: str = VERSION) -> None:
    """Store the sample's vectors, each file whole or not at all."""
    for one in BESIDE:
        if getattr(vectors, one) is not None:
            write_arrays(
                storage_url, beside_name(sample, one, version), {one: getattr(vectors, one)}
            )
    own = {one: getattr(vectors, one) for one in ("ranges", "static", "activity", "flow")}
    write_arrays(storage_url, name(sample, version), own)


def read_arrays(storage_url: str, key: str) -> dict[str, Any]:
    """The arrays in a file of the storage by name. Raises FileNotFoundError."""
    with np.load(io.BytesIO(blobs.read(storage_url, key)), allow_pickle=False) as arrays:
        return {one: arrays[one] for one in arrays.files}


def write_arrays(storage_url: str, key: str, arrays: Mapping[str, Any]) -> None:
    """Store arrays by name, the file whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npz"
        np.savez(path, **arrays)
        blobs.save(storage_url, key, path)
