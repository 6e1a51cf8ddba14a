"""The instant loop: how soon after a label the pool has its new order, and in how much memory."""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.instant import Relearn, Relearned
from annotator.contracts.learning import Sample, Span
from mlworker.clips.snapshots import put_json
from mlworker.features import cache
from mlworker.features.vectors import Vectors
from mlworker.instant.pack import Pack
from mlworker.instant.resident import Resident, pack_name
from testkit.figures import tell
from testkit.steps import memory_bytes

SIZES, WHOLE = (1_000, 10_000, 100_000), (10_000, 100_000)
GROUPS = {"static": 1280, "activity": 992, "flow": 36}
CLASSES, LABELED, LABELS = 10, 2_000, 40
TARGET_SECONDS, TARGET_MB = 1.0, 1000.0
# All groups count: nothing may be left out of a pass.
SETTING = {"groups": {"static": 0.3, "activity": 1.0, "flow": 2.0}, "freedom": 30.0}
AT_ONCE = 1_000
# What memory and seconds may be more than ten times those of a tenth of the clips.
SLACK = 1.1

Kinds = npt.NDArray[np.int64]


def sample(at: int, kind: int | None = None) -> Sample:
    """A clip of two seconds, four of each recording, with what a person said of it."""
    key = f"{at:064x}"
    made = Sample(at + 1, key, key, key, 60, 30, 1, f"recording {at // 4}", poster_key=key)
    if kind is None:
        return made
    return replace(made, complete=True, spans=(Span(kind + 1, 0, 60),))


def fill(folder: Path, name: str, kinds: Kinds, names: list[str]) -> None:
    """A pack of vectors in which classes overlap, as if they had been read from the cache.

    `names`: what the vectors of each clip are called there.
    """
    rng = np.random.default_rng(2)
    middles = {one: rng.normal(size=(CLASSES, size)) for one, size in GROUPS.items()}
    pack, ranges = Pack(folder, name), np.array([[0, 60]])
    for start in range(0, len(kinds), AT_ONCE):
        some = kinds[start : start + AT_ONCE]
        drawn = {
            one: (0.1 * middles[one][some] + rng.standard_normal((len(some), size))).astype("f2")
            for one, size in GROUPS.items()
        }
        rows = [{one: many[at : at + 1] for one, many in drawn.items()} for at in range(len(some))]
        called = names[start : start + AT_ONCE]
        pack.add((name, Vectors(ranges, **row)) for name, row in zip(called, rows, strict=True))
    pack.close()


def ask(folder: Path, kinds: Kinds) -> Relearn:
    """The first ask about a project of which a tenth, and at most 2,000 clips, are labeled."""
    labeled = min(LABELED, len(kinds) // 10)
    said = [int(kind) for kind in kinds[:labeled]]
    samples = [sample(at, said[at] if at < labeled else None) for at in range(len(kinds))]
    first = Relearn("job", "token", folder.as_uri(), 1, 1, "", changes=tuple(samples))
    content = {
        "entry": "probe_lite0",
        "classes": list(range(1, CLASSES + 1)),
        "task": "single",
        "background_class_id": 0,
        "setting": SETTING,
        "seed": 1,
        "samples": first.pack()["changes"],
    }
    return replace(first, state_key=put_json(first.storage_url, content), changes=())


def label(first: Relearn, folder: Path, kinds: Kinds, answers: Any) -> None:
    """Label what comes first, again and again, and tell how long each answer took and the memory.

    Runs in a process of its own: nothing else is in its memory.
    """
    told: list[Relearned] = []
    resident = Resident(told.append, folder)

    def served(wanted: Relearn) -> float:
        begun = time.perf_counter()
        # As it travels: a message is not free.
        resident.take(Relearn.unpack(json.loads(json.dumps(wanted.pack()))))
        resident.serve()
        json.dumps(told[-1].pack())
        return time.perf_counter() - begun

    start, seconds, wanted = served(first), [], first
    stages: dict[str, list[float]] = {}
    for number in range(LABELS):
        best = int(told[-1].front[0]["item_id"]) - 1
        more = (*wanted.changes, sample(best, int(kinds[best])))
        wanted = replace(wanted, version=number + 2, changes=more)
        seconds.append(served(wanted))
        for name, spent in told[-1].stages.items():
            stages.setdefault(name, []).append(spent)
    medians = {name: float(np.median(spent)) for name, spent in stages.items()}
    answers.put((start, seconds, medians, memory_bytes("VmHWM") / 1e6, told[-1].error))


def measure(clips: int) -> dict[str, float]:
    """The figures of a project of so many clips."""
    kinds = np.random.default_rng(1).integers(0, CLASSES, clips)
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = ask(folder, kinds)
        names = [cache.name(sample(at)) for at in range(clips)]
        fill(folder, pack_name(first, cache.VERSION), kinds, names)
        answers = fresh.SimpleQueue()
        child = fresh.Process(target=label, args=(first, folder, kinds, answers))
        child.start()
        start, seconds, stages, megabytes, error = answers.get()
        child.join()
    if error:
        raise SystemExit(error)
    p50, p95 = (float(np.percentile(seconds, share)) for share in (50, 95))
    figures = {"p50": p50, "p95": p95, "mb": megabytes, "start": start, **stages}
    return {name: round(figure, 3) for name, figure in figures.items()}


def label_whole(clips: int, answers: Any) -> None:
    """Label in an installation of its own, and tell how long the whole way takes.

    Runs in a process of its own: its settings are that installation's.
    """
    from testkit import whole  # noqa: PLC0415  # the worker's memory is to hold none of it

    kinds = np.random.default_rng(1).integers(0, CLASSES, clips)

    def fills(folder: Path, storage_url: str, project: int, items: list[int]) -> None:
        from testkit.crowd import as_sample  # noqa: PLC0415  # settings are known only now

        folder.mkdir(mode=0o700, exist_ok=True)
        of_project = Relearn("", "", storage_url, project, 0, "")
        seen = (as_sample(whole.MARK, at, item_id) for at, item_id in enumerate(items))
        names = [cache.name(one) for one in seen]
        fill(folder, pack_name(of_project, cache.VERSION), kinds, names)

    answers.put(whole.label(kinds, CLASSES, min(LABELED, clips // 10), LABELS, fills))


def measure_whole(clips: int) -> dict[str, float]:
    """The figures of a label's whole way, the platform included."""
    fresh = multiprocessing.get_context("spawn")
    answers = fresh.Queue()
    child = fresh.Process(target=label_whole, args=(clips, answers))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("The way could not be measured")
    return {name: round(figure, 3) for name, figure in answers.get().items()}


def shown(clips: int, figures: dict[str, float]) -> str:
    """A line of the table."""
    told = " ".join(f"{name} {figure:.3f}" for name, figure in figures.items())
    return f"{clips:>8} clips  {told}\n"


def main() -> None:
    """Print two tables, of the worker alone and of the whole way, and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, nargs="*", default=SIZES)
    parser.add_argument("--whole", type=int, nargs="*", default=WHOLE)
    asked = parser.parse_args()
    found: dict[int, dict[str, float]] = {}
    for clips in asked.clips:
        found[clips] = measure(clips)
        sys.stdout.write(shown(clips, found[clips]))
        sys.stdout.flush()
    linear = all(
        found[large][name] <= found[small][name] * large / small * SLACK
        for small, large in zip(asked.clips, asked.clips[1:], strict=False)
        for name in ("p95", "mb")
    )
    sys.stdout.write(f"growth no worse than linear: {'yes' if linear else 'no'}\n")
    detail = {f"{name}_{clips}": one for clips, all_ in found.items() for name, one in all_.items()}
    last = found[asked.clips[-1]] if asked.clips else {"p95": 0.0, "mb": 0.0}
    slowest, most = last["p95"], last["mb"]
    for clips in asked.whole:
        way = measure_whole(clips)
        sys.stdout.write(f"   whole {shown(clips, way)}")
        sys.stdout.flush()
        detail |= {f"whole_{name}_{clips}": one for name, one in way.items()}
        slowest, most = way["order_p95"], max(most, way["instant_mb"])
    met = slowest <= TARGET_SECONDS and most <= TARGET_MB and linear
    tell("instant", slowest, "s p95 at most", TARGET_SECONDS, met=met, **detail)


if __name__ == "__main__":
    main()
