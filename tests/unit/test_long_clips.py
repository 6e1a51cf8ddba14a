"""Long videos: read frame by frame, scored window by window, merged into spans."""

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import save_file

from annotator.contracts.learning import ItemsPredicted, PredictItems, Sample
from annotator.learning.zoo.frames import FRAME_LITE0
from mlworker import blobs
from mlworker.clips.plan import PLAN
from mlworker.clips.snapshots import put_json, read_json
from mlworker.inference.run import predict
from mlworker.zoo.looking import look
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from testkit.drawn import Packed, write
from testkit.motion import repeat

HOUR = 3600
# Its own highest memory, and not that of the process it was forked from, as `getrusage` has it.
READ = """
import sys
from fractions import Fraction
from pathlib import Path
from mlworker.clips.reading import read
from mlworker.shots.looks import look

wanted = range(int(sys.argv[2]))
show = lambda _, frame: look(frame, 48, 27)
seen = sum(1 for _ in read(Path(sys.argv[1]), Fraction(10), wanted, show))
(line,) = (one for one in open("/proc/self/status") if one.startswith("VmHWM"))
print(seen, int(line.split()[1]) >> 10)
"""


@pytest.mark.row("R01", "High dimensionality")
def test_ten_minutes_are_never_held_at_once(tmp_path: Path) -> None:
    ground = np.tile(np.arange(340, dtype=np.uint8)[None, :, None], (240, 1, 3))
    write(tmp_path / "part.mp4", (ground[:, at % 20 : at % 20 + 320] for at in range(100)))
    whole = repeat(tmp_path / "part.mp4", tmp_path / "whole.mp4", 60)

    said = subprocess.run(
        [sys.executable, "-c", READ, str(whole), "6000"], check=True, capture_output=True, text=True
    )

    seen, peak_mb = map(int, said.stdout.split())
    assert seen == 6000
    assert peak_mb < 300


@pytest.mark.row("R11", "Long videos, long-term dependencies")
def test_an_hour_is_scored_in_windows_that_are_merged(tmp_path: Path) -> None:
    storage = (tmp_path / "storage").as_uri()
    write(tmp_path / "hour.mp4", _dark_bright_dark(), rate=1)
    proxy = blobs.put(storage, tmp_path / "hour.mp4")
    sample = Sample(1, "", proxy, "", HOUR, 1, 1, "camera")
    card = {
        "entry": FRAME_LITE0.key,
        "classes": [1, 2],
        "options": {"frames": 1, "size": 32},
        "plan": PLAN,
        "task": "single",
        "temperature": 1.0,
    }
    ask = PredictItems(
        "job",
        "token",
        storage,
        _weights(storage, tmp_path),
        put_json(storage, card),
        put_json(storage, {"samples": Packed("", "", (sample,)).pack()["samples"]}),
    )

    tracemalloc.start()
    try:
        reply: ItemsPredicted = predict(ask, lambda *_, **__: None)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # All frames of the hour at once are seven times as much.
    assert peak_bytes < HOUR * 64 * 64 * 3 // 7
    row = read_json(storage, reply.predictions_key)
    assert len(row["clips"]) == HOUR // 2 - 1
    spans = [(one["class_id"], one["start"], one["end"]) for one in row["spans"]]
    assert [class_id for class_id, _, _ in spans] == [1, 2, 1]
    edges = [end for _, _, end in spans]
    np.testing.assert_allclose(edges, [1200, 2400, 3600], atol=2)
    assert [start for _, start, _ in spans] == [0, *edges[:-1]]


def _dark_bright_dark() -> Iterator[npt.NDArray[np.uint8]]:
    for third in (40, 200, 40):
        for _ in range(HOUR // 3):
            yield np.full((64, 64, 3), third, np.uint8)


def _weights(storage: str, folder: Path) -> str:
    """A network whose second class is what is bright."""
    model = build(FRAME_LITE0, Shape(2))
    last = model.classifier
    with torch.no_grad():
        last.bias.zero_()
        last.weight[0].zero_()
        shown = np.stack([np.full((1, 32, 32, 3), one, np.uint8) for one in (40, 200)])
        dark, bright = look(model, shown, np.arange(2), 2)[:, 1]
        factor = 12 / (bright - dark)
        last.weight[1] *= factor
        last.bias[1] = -factor * (dark + bright) / 2
    path = folder / "weights.safetensors"
    save_file(model.state_dict(), path)
    return blobs.put(storage, path)
