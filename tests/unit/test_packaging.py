"""A model version as one network, and the files that are written of it."""

import os
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from annotator.learning.packages import FORMS, ONNX, contract, form, inputs, movement
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Code, Refusal
from mlworker.clips.reading import read, scaled
from mlworker.demo import Look
from mlworker.features.extract import extract
from mlworker.features.flow import Flow, grey
from mlworker.features.views import Network, shape
from mlworker.packaging import flow
from mlworker.packaging.forms import WRITERS, Writer, reread, writer, written
from mlworker.packaging.package import TOLERANCE, compared
from mlworker.packaging.whole import Calibrated, Inputs, Probe, Whole
from mlworker.zoo import lite0
from mlworker.zoo.head import GROUPS, WHOLE, Head, Setting, restored
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from testkit import motion

RATE = 8
FRAMES = 12
HEAT = 1.7


def card(flow_scale: float, pieces: float = 0.0) -> dict[str, Any]:
    """The card of a probe, as a training writes it."""
    groups = dict(zip(GROUPS, (0.3, 1.0, flow_scale), strict=True))
    groups |= {"pieces": pieces} if pieces else {}
    known = {"backbone": "lite0", "groups": groups, "freedom": 30.0}
    return {"task": "single", "classes": [4, 9], "temperature": HEAT, "regime": "probe", **known}


def head(flow_scale: float, pieces: float = 0.0) -> Head:
    """A head that looks at all it may look at."""
    drawn = np.random.default_rng(3)
    numbers = 1280 + 992 + 36 + (1536 if pieces else 0)
    scale = drawn.uniform(0.01, 0.1, numbers)
    scale[1280 + 992 : 1280 + 992 + 36] *= flow_scale
    setting = Setting(card(flow_scale, pieces)["groups"], 30.0)
    weight = drawn.normal(size=(2, numbers))
    return Head(setting, drawn.normal(size=numbers), scale, weight, drawn.normal(size=2))


def probe(flow_scale: float, pieces: float = 0.0) -> Whole:
    """A probe as one network."""
    backbone = lite0.padded(lite0.fold(lite0.build(0).eval()))
    known = card(flow_scale, pieces)
    network = Probe(backbone, head(flow_scale, pieces), HEAT, movement(known))
    return Whole(network.eval().requires_grad_(False), inputs(ENTRIES[0], known))


def small() -> Whole:
    """A small network of the zoo as one."""
    found = entry("frame_lite0")
    assert found.tiny is not None
    sized = Shape(3, found.tiny.frames, found.tiny.size, tiny=True)
    options = {"options": {"frames": sized.frames, "size": sized.size}}
    network = Calibrated(build(found, sized, seed=1), HEAT).eval().requires_grad_(False)
    return Whole(network, inputs(found, options))


def beside(folder: Path, *, pieces: bool) -> dict[str, Any]:
    """The file that computes movement as somebody runs it who has only the files."""
    for name, content in flow.files(pieces=pieces).items():
        (folder / name).write_bytes(content)
    given: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder)
        exec(compile((folder / flow.FILE).read_text(), flow.FILE, "exec"), given)
    return given


def seen(path: Path, *, pieces: bool = False) -> Inputs:
    """A video as somebody feeds it who has only the files and what is told of them."""
    given = beside(path.parent, pieces=pieces)
    every = range(FRAMES)
    pictures = [
        one
        for _, one in read(
            path, Fraction(RATE), every, lambda _, one: scaled(one, *shape(one.width, one.height))
        )
    ]
    grays = [one for _, one in read(path, Fraction(RATE), every, lambda _, one: grey(one))]
    clips = torch.from_numpy(np.stack(pictures)).permute(3, 0, 1, 2)[None].float() / 255
    return clips, torch.from_numpy(given["flow"](grays, float(RATE)))


@pytest.mark.parametrize("pieces", [0.0, 1.0])
def test_a_probe_answers_from_pixels_what_the_platform_answers(
    tmp_path: Path, pieces: float
) -> None:
    look = Look(width=192, height=108, rate=Fraction(RATE))
    path = motion.make_video(tmp_path / "clip.mp4", FRAMES, look)
    network = Network(torch.device("cpu"))
    vectors = extract(path, [(0, FRAMES)], Fraction(RATE), network, lambda: None)
    groups = {name: getattr(vectors, name).astype(np.float64) for name in WHOLE}
    expected = torch.from_numpy(head(2.0, pieces).logits(groups) / HEAT)

    clips, moves = seen(path, pieces=pieces > 0)
    found = probe(2.0, pieces).network(clips, moves)

    # The platform keeps vectors as halves.
    torch.testing.assert_close(found.double(), expected, rtol=5e-3, atol=5e-3)
    assert moves.shape[1] == movement(card(2.0, pieces))
    still = probe(2.0, pieces).network(clips, torch.zeros_like(moves))
    assert (still.double() - expected).abs().max() > 0.05


def test_the_file_beside_it_computes_movement_as_the_worker_does(tmp_path: Path) -> None:
    path = motion.make_video(tmp_path / "clip.mp4", FRAMES)
    grays = [one for _, one in read(path, Fraction(30), range(FRAMES), lambda _, one: grey(one))]
    given: dict[str, Any] = {}
    exec(compile(flow.text(), flow.FILE, "exec"), given)

    found = given["flow"](grays, 30.0)

    worker = Flow()
    pairs = [worker.describe(one, other, 30.0) for one, other in pairwise(grays)]
    np.testing.assert_allclose(found, given["summary"](pairs)[None], rtol=1e-5)
    assert found.shape == (1, 36)


def test_a_probe_that_looks_at_no_movement_asks_for_none() -> None:
    whole = probe(0.0)

    assert whole.names == ["clips"]
    assert whole.network(*whole.drawn(2, 0)).shape == (2, 2)


# The others take long to write it: by `make faults`.
TRIED = WRITERS if os.environ.get("CLIPLOOP_FAULTS") == "full" else WRITERS[:1]


@pytest.mark.parametrize("one", TRIED, ids=lambda one: one.form.key)
def test_a_probe_can_be_written_in_every_form(one: Writer, tmp_path: Path) -> None:
    missing = [name for name in one.packages if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed: pip install cliploop[onnx]")
    whole, path = probe(2.0), tmp_path / one.form.file

    written(writer(one.form), whole, path)

    answer, larger = reread(one, path), (torch.rand(1, 3, 7, 96, 64), torch.rand(1, 36))
    largest = max(1.0, float(whole.network(*whole.drawn(3, 2)).abs().max()))
    assert compared(whole, answer, one.form.name) <= TOLERANCE * largest
    # Pictures of another shape, and more of them, than it was written with.
    torch.testing.assert_close(answer(larger), whole.network(*larger), rtol=1e-4, atol=1e-4)


def test_a_border_of_its_own_changes_nothing() -> None:
    plain, padded = lite0.build(0).eval(), lite0.padded(lite0.build(0).eval())
    for size in ((64, 96), (32, 160)):
        pictures = torch.rand(2, 3, *size)
        with torch.inference_mode():
            torch.testing.assert_close(padded(pictures), plain(pictures), rtol=1e-5, atol=1e-5)


def test_what_answers_otherwise_is_not_handed_out() -> None:
    whole = small()

    def wrong(by: float) -> Callable[[Inputs], Tensor]:
        return lambda given: whole.network(*given) + by

    assert compared(whole, wrong(TOLERANCE / 2), "ONNX") == pytest.approx(TOLERANCE / 2, rel=0.1)
    for answer in (wrong(10 * TOLERANCE), lambda given: whole.network(*given)[:1], wrong(np.nan)):
        with pytest.raises(Refusal, match="does not answer as the network does") as refused:
            compared(whole, answer, "ONNX")
        assert refused.value.code is Code.UNSUPPORTED


def test_what_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    class Strange(nn.Module):
        def forward(self, clips: Tensor) -> Tensor:
            raise RuntimeError("there is no such operator")

    whole = Whole(Strange(), small().inputs)
    for one in FORMS[:2]:
        with pytest.raises(Refusal, match="cannot be written as") as refused:
            written(writer(one), whole, tmp_path / one.file)
        assert refused.value.code is Code.UNSUPPORTED


def test_onnx_without_its_packages_is_refused_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(Refusal, match=r"onnxruntime.*cliploop\[onnx\].*TorchScript"):
        writer(ONNX)
    with pytest.raises(Refusal, match="torchscript, pt2, onnx"):
        form("pickle")


def test_what_a_network_is_fed_is_told() -> None:
    told = contract(ENTRIES[0], card(2.0), [{"id": 4, "name": "fight"}, {"id": 9, "name": "calm"}])

    assert [one["shape"] for one in told["inputs"]] == [
        ["n", 3, "frames", "height", "width"],
        ["n", 36],
    ]
    assert told["output"]["shape"] == ["n", 2]
    assert told["output"]["temperature"] == HEAT
    assert told["output"]["probabilities"] == "softmax over the classes"
    streams = entry("two_stream")
    options = {"frames": 4, "size": 64, "sampler": "rate", "per_second": 5.0}
    pixels = inputs(streams, {"options": options})[0]
    assert pixels["shape"] == ["n", 3 + 2 * streams.flow_pairs, 4, 64, 64]
    assert "5.0 a second" in pixels["pictures"]
    assert "movement" in pixels


def test_a_head_folds_into_one_layer() -> None:
    kept = restored(head(2.0).tensors(), card(2.0))
    network = Probe(nn.Identity(), kept, HEAT, 36)
    rows = np.random.default_rng(0).normal(size=(3, 2308))
    parts = np.split(rows, [1280, 1280 + 992], axis=1)
    expected = kept.logits(dict(zip(GROUPS, parts, strict=True))) / HEAT

    found = network.head(torch.from_numpy(rows).float())

    np.testing.assert_allclose(found.detach().numpy(), expected, rtol=1e-4, atol=1e-4)
