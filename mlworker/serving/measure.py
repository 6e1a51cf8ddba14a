"""The step that measures how fast models are on this machine, each in a process of its own."""

import hashlib
import multiprocessing
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import torch
from av.video.frame import VideoFrame

from annotator.contracts.serving import MeasureModels, ModelsMeasured
from annotator.learning.zoo.registry import entry
from annotator.refusal import Refusal
from mlworker import device
from mlworker.child import Progress
from mlworker.decode.proxy import writing
from mlworker.serving import speed
from mlworker.serving.speed import RATE, SECONDS, SIZE

SEED = 0
# A model gets so many times its time before it is given up: three clips of a large one take long.
PATIENCE, LEAST_SECONDS = 6.0, 120.0
LOOK_SECONDS = 0.5
LIBRARIES = ("torch", "torchvision", "timm", "transformers", "av")


def measure(ask: MeasureModels, progress: Progress) -> ModelsMeasured:
    """Measure each entry; one that cannot be is told with its reason."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        _draw(path)
        rows = []
        for at, key in enumerate(ask.entries):

            def told(at: int = at, key: str = key) -> None:
                progress(at, len(ask.entries), "models", f"Measuring {key}")

            told()
            rows.append({"entry": key, **_apart(ask, key, path, told)})
            progress(at + 1, len(ask.entries), "models", f"Measured {key}")
        versions = {name: version(name) for name in LIBRARIES}
        data = hashlib.sha256(path.read_bytes()).hexdigest()
    where = {"seed": SEED, "data": data, "threads": torch.get_num_threads()}
    return ModelsMeasured(ask.job_id, ask.token, _device(), versions | where, tuple(rows))


def _apart(ask: MeasureModels, key: str, path: Path, told: Any) -> Mapping[str, Any]:
    """What is measured of an entry by a process that has held nothing else; or its `error`."""
    limit = max(LEAST_SECONDS, PATIENCE * ask.seconds)
    # A fork of one that has loaded torch, and has not used it: what it measures is its own.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mlworker.serving.speed"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_one, args=(there, key, ask.preset, path, ask.seconds))
    process.start()
    there.close()
    try:
        for _ in range(int(limit / LOOK_SECONDS)):
            told()
            if here.poll(LOOK_SECONDS):
                found: Mapping[str, Any] = here.recv()
                return found
        return {"error": f"This took longer than {limit:.0f} s on this machine"}
    except EOFError:
        return {"error": "Its process died, most likely for want of memory"}
    finally:
        process.kill()
        process.join()
        here.close()


def _one(there: Connection, key: str, preset: str, path: Path, seconds: float) -> None:
    device.seed(SEED)
    try:
        there.send(asdict(speed.measured(entry(key), preset, path, seconds)))
    except Refusal as refusal:
        there.send({"error": refusal.title})
    except Exception as problem:
        there.send({"error": f"{type(problem).__name__}: {problem}"[:300]})


def _draw(path: Path) -> None:
    """A proxy in which something moves over a ground of noise."""
    with writing(path, *SIZE, RATE, lambda: None) as proxy:
        for picture in _pictures():
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            proxy.add(frame.reformat(format="yuv420p"))


def _pictures() -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
    rng = np.random.default_rng(SEED)
    width, height = SIZE
    ground = rng.integers(0, 255, (height, width, 3), dtype=np.uint8)
    thing = rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)
    for at in range(SECONDS * int(RATE)):
        picture = ground.copy()
        left = 3 * at % (width - 40)
        picture[100:140, left : left + 40] = thing
        yield picture


def _device() -> str:
    where = device.choose()
    if where.type == "cuda":
        return str(torch.cuda.get_device_name(where))
    return "cpu"
