"""How soon the most alike of very many clips are found: all compared, against an index of usearch.

Vectors lie in bundles, as those of clips do: of one bundle cosines are about .7. What is told is
time of a core, which other work on the machine hardly changes. usearch is no dependency: without
it only the comparing of all is measured, which is what the product does. It is measured as it could
be used: an index in half precision, and twice as many candidates as are shown compared exactly.
"""

import argparse
import importlib
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.likeness import DIMENSIONS, Shelf
from testkit.figures import tell

CLIPS, QUERIES, SHOWN, BUNDLES, SPREAD = 100_000, 100, 200, 1_000, 0.65
# As a model of pictures and words has them.
WORDS = 512
TARGET_MS = 100.0

Halves = npt.NDArray[np.float16]
Found = Callable[[Halves], npt.NDArray[np.int64]]


def drawn(clips: int, numbers: int) -> Halves:
    """Vectors of length one in bundles of different sizes."""
    rng = np.random.default_rng(7)
    middles = rng.standard_normal((BUNDLES, numbers), np.float32)
    sizes = rng.dirichlet(np.full(BUNDLES, 0.5))
    vectors = middles[rng.choice(BUNDLES, clips, p=sizes)]
    vectors = vectors + SPREAD * rng.standard_normal((clips, numbers), np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(unit, np.float16)


def shelved(vectors: Halves, kind: type[np.floating[Any]]) -> Shelf:
    """What the product keeps, with vectors held as this kind."""
    rows = ((at, one.tobytes()) for at, one in enumerate(vectors))
    return Shelf.empty(kind).renewed(1, rows)


def indexed(vectors: Halves) -> tuple[Found, int, float] | None:
    """How usearch finds, how many bytes its index has, and in how many seconds that was made."""
    try:
        usearch = importlib.import_module("usearch.index")
    except ImportError:
        return None
    begun = time.process_time()
    index = usearch.Index(ndim=vectors.shape[1], metric="cos", dtype="f16")
    index.add(np.arange(len(vectors)), vectors)
    took = time.process_time() - begun

    def find(query: Halves) -> npt.NDArray[np.int64]:
        keys = np.asarray(index.search(query, 2 * SHOWN).keys, np.int64)
        exact = vectors[keys].astype(np.float32) @ query.astype(np.float32)
        return np.asarray(keys[np.argsort(-exact)][:SHOWN])

    return find, int(index.memory_usage), took


def timed(find: Found, queries: Halves) -> tuple[list[npt.NDArray[np.int64]], float, float]:
    """What is found of each query, and milliseconds of a core: the median, 95th percentile."""
    find(queries[0])
    found, spent = [], []
    for query in queries:
        begun = time.process_time()
        found.append(find(query))
        spent.append(1_000 * (time.process_time() - begun))
    return found, float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def compared(clips: int, numbers: int, kind: type[np.floating[Any]]) -> dict[str, float]:
    """The figures of both, and a line of each."""
    vectors = drawn(clips, numbers)
    queries = vectors[np.random.default_rng(1).choice(clips, min(QUERIES, clips), replace=False)]
    shelf = shelved(vectors, kind)
    told: dict[str, float] = {}

    def exact(query: Halves) -> npt.NDArray[np.int64]:
        return shelf.ranked(query)[0][:SHOWN]

    right, p50, p95 = timed(exact, queries)
    show(f"{numbers} numbers, all compared", p50, p95, shelf.size_bytes)
    told |= {f"exact_{numbers}_p50_ms": p50, f"exact_{numbers}_p95_ms": p95}
    told[f"exact_{numbers}_mb"] = shelf.size_bytes / 2**20
    index = indexed(vectors)
    if index is None:
        sys.stdout.write("usearch is not installed: nothing to compare with\n")
        return told
    find, size, took = index
    found, p50, p95 = timed(find, queries)
    recall = np.mean([np.isin(a, b).mean() for a, b in zip(right, found, strict=True)])
    note = f"made in {took:.0f} s, recall of {SHOWN} {recall:.3f}"
    show(f"{numbers} numbers, usearch", p50, p95, size, note)
    told |= {f"usearch_{numbers}_p50_ms": p50, f"usearch_{numbers}_p95_ms": p95}
    told |= {f"usearch_{numbers}_mb": size / 2**20, f"usearch_{numbers}_recall": float(recall)}
    return told


def show(name: str, p50: float, p95: float, size: int, note: str = "") -> None:
    """A line of the table."""
    sys.stdout.write(f"{name:30} p50 {p50:7.2f} p95 {p95:7.2f} ms {size / 2**20:7.0f} MB {note}\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=CLIPS)
    clips = parser.parse_args().clips
    told = compared(clips, DIMENSIONS, np.float16)
    told |= compared(clips, WORDS, np.float32)
    worst = max(one for name, one in told.items() if name.startswith("exact") and "p95" in name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    detail = {name: round(one, 3) for name, one in told.items()}
    met = worst <= TARGET_MS
    tell("nearest", round(worst, 2), "ms", TARGET_MS, met=met, clips=clips, peak_mb=peak, **detail)


if __name__ == "__main__":
    main()
