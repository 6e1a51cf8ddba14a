"""What one takes away of a model version: forms of files, and how such a file is to be fed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal

# Frozen views of a probe are read at so many pictures a second, as large as this in all.
PER_SECOND, PIXELS, STRIDE = 8, 224 * 224, 32
# What the input of movement holds: of pictures whole, and of small pieces behind it.
FLOW_NUMBERS, PIECES_NUMBERS = 36, 1536
COLORS = 3
CLIPS = (
    "Up to ten seconds of a video are one clip; of a longer one, windows of four seconds every "
    "two. A video's probabilities are the mean over its clips."
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a model can be written in: what it is called, and the file's name."""

    key: str
    name: str
    file: str
    summary: str


TORCHSCRIPT = Form(
    "torchscript",
    "TorchScript",
    "model.ts",
    "One file that torch.jit.load reads, in Python and C++. PyTorch keeps it for what is there; "
    "for what is new it advises its exported program.",
)
PROGRAM = Form(
    "pt2",
    "PyTorch exported program",
    "model.pt2",
    "One file that torch.export.load reads: what PyTorch has in place of TorchScript.",
)
ONNX = Form(
    "onnx",
    "ONNX",
    "model.onnx",
    "One file for ONNX Runtime and what else reads ONNX, without PyTorch.",
)
FORMS: tuple[Form, ...] = (TORCHSCRIPT, PROGRAM, ONNX)


def form(key: str) -> Form:
    """The form with this key. Refuses (`not-found`) a key that none has."""
    for one in FORMS:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in FORMS)
    raise Refusal(Code.NOT_FOUND, f"There is no form {key!r} of models; choose one of {known}")


def is_probe(card: Mapping[str, Any]) -> bool:
    """Whether a version is a head on frozen views; others are networks on pixels."""
    return "backbone" in card


def wants_flow(card: Mapping[str, Any]) -> bool:
    """Whether a probe's head looks at how pictures move."""
    return movement(card) > 0


def wants_pieces(card: Mapping[str, Any]) -> bool:
    """Whether it looks at how small pieces of them move."""
    return is_probe(card) and float(card.get("groups", {}).get("pieces", 0.0)) > 0.0


def movement(card: Mapping[str, Any]) -> int:
    """How many numbers about movement a probe is to be fed."""
    if wants_pieces(card):
        return FLOW_NUMBERS + PIECES_NUMBERS
    moves = is_probe(card) and float(card.get("groups", {}).get("flow", 0.0)) > 0.0
    return FLOW_NUMBERS if moves else 0


def inputs(entry: Entry, card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the network of a version is to be fed: name, shape ("n" is free), range and meaning."""
    if is_probe(card):
        return _probe_inputs(card)
    options = card["options"]
    frames, size = int(options["frames"]), int(options["size"])
    beside = 2 * entry.flow_pairs
    if entry.poses:
        return [_poses(frames, size, options)]
    pixels = {
        "name": "clips",
        "dtype": "float32",
        "shape": ["n", COLORS + beside, frames, size, size],
        "range": [0.0, 1.0],
        "axes": "clip, channel (red, green, blue), picture, row, column",
        "pictures": _pictures(frames, options),
        "scaling": f"averaged over areas to {size} x {size}, whatever the video's shape",
        "normalization": "none: it is part of the network",
    }
    if beside:
        pixels["axes"] = (
            "clip, channel (red, green, blue, then movement across and down by pair of frames), "
            "picture, row, column"
        )
        pixels["movement"] = (
            f"of the {entry.flow_pairs} pairs of frames from each picture on, in pixels of a "
            "picture of this size (OpenCV DISOpticalFlow, medium preset): "
            "(128 + 127 * clip(pixels / 20, -1, 1)) / 255"
        )
    return [pixels]


def _poses(frames: int, size: int, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": "clips",
        "dtype": "float32",
        "shape": ["n", COLORS, frames, size, size],
        "range": [0.0, 1.0],
        "axes": "clip, number (across, down, how it is seen), frame, skeleton, joint by its name",
        "pictures": _pictures(frames, options),
        "scaling": "across and down over the longer side of the box around all joints of the clip, "
        "its middle at 0.5; seen is 1, covered 0.5; all three are 0 where there is no joint",
        "normalization": "none: it is part of the network",
    }


def _probe_inputs(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    pixels = {
        "name": "clips",
        "dtype": "float32",
        "shape": ["n", COLORS, "frames", "height", "width"],
        "range": [0.0, 1.0],
        "axes": "clip, channel (red, green, blue), picture, row, column",
        "pictures": f"two or more, {PER_SECOND} a second",
        "scaling": f"averaged over areas to about {PIXELS} pixels in the video's shape, height and "
        f"width being multiples of {STRIDE}, such as 224 x 224 or 160 x 320",
        "normalization": "none: it is part of the network",
    }
    flow = {
        "name": "flow",
        "dtype": "float32",
        "shape": ["n", movement(card)],
        "meaning": "how the pictures move, as flow.py beside this file computes it of a clip's "
        "frames; zeros say that nothing moves",
    }
    return [pixels, flow] if wants_flow(card) else [pixels]


def _pictures(frames: int, options: Mapping[str, Any]) -> str:
    sampler = str(options.get("sampler") or ("strided" if options.get("stride") else "uniform"))
    if sampler == "segments":
        return f"{frames}: the middle one of each of as many equal parts of the clip"
    if sampler == "strided":
        return f"{frames}: every {options['stride']}th frame about the clip's middle"
    if sampler == "rate":
        return f"{frames}: {options['per_second']} a second about the clip's middle"
    return f"{frames}: spread evenly over the clip"


def contract(
    entry: Entry, card: Mapping[str, Any], classes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """How a packaged network is fed and read, to be stored beside it. `classes`: id and name, in
    the order of the outputs."""
    return {
        "entry": entry.key,
        "regime": card.get("regime", ""),
        "inputs": inputs(entry, card),
        "output": _output(card, classes),
        "clips": CLIPS,
    }


def average_contract(
    card: Mapping[str, Any],
    classes: Sequence[Mapping[str, Any]],
    members: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """How an average is read: each member, in a folder of that name, is fed as its own contract
    says, and cooled by its own temperature."""
    told = "the mean of the members' calibrated probabilities; its logarithm (of several labels: "
    told += "its log-odds) is what this temperature cools"
    output = _output(card, classes) | {"mean": told}
    return {"entry": card["entry"], "members": dict(members), "output": output, "clips": CLIPS}


def _output(card: Mapping[str, Any], classes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    single = card["task"] == "single"
    return {
        "name": "logits",
        "shape": ["n", len(classes)],
        "classes": list(classes),
        "task": card["task"],
        "probabilities": "softmax over the classes" if single else "a sigmoid for each class",
        "temperature": card["temperature"],
    }
