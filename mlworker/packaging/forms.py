"""How each form is written, and read again."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from annotator.learning.packages import ONNX, PROGRAM, TORCHSCRIPT, Form
from annotator.refusal import Code, Refusal
from mlworker.packaging.whole import Inputs, Whole

Answer = Callable[[Inputs], Tensor]
# What ONNX is written and read with: an extra of its own.
WANTED = ("onnx", "onnxscript", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Writer:
    """A form, what writes a network in it, and what reads it to answer inputs."""

    form: Form
    write: Callable[[Whole, Path], None]
    read: Callable[[Path], Answer]
    packages: tuple[str, ...] = ()


def _write_torchscript(whole: Whole, path: Path) -> None:
    traced = torch.jit.trace(whole.network, whole.drawn(2, 0), check_trace=False)  # type: ignore[no-untyped-call]  # torch has no type for it
    torch.jit.save(traced, str(path))


def _read_torchscript(path: Path) -> Answer:
    network = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]  # as above

    def answer(given: Inputs) -> Tensor:
        found: Tensor = network(*given)
        return found

    return answer


def _write_program(whole: Whole, path: Path) -> None:
    torch.export.save(_program(whole), str(path))


def _read_program(path: Path) -> Answer:
    network = torch.export.load(str(path)).module()

    def answer(given: Inputs) -> Tensor:
        found: Tensor = network(*given)
        return found

    return answer


def _write_onnx(whole: Whole, path: Path) -> None:
    written = torch.onnx.export(
        _program(whole),
        dynamo=True,
        input_names=whole.names,
        output_names=["logits"],
        verbose=False,
    )
    if written is None:
        raise TypeError("The exporter returned no program")
    written.save(str(path), external_data=False)


def _read_onnx(path: Path) -> Answer:
    session = import_module("onnxruntime").InferenceSession(
        str(path), providers=["CPUExecutionProvider"]
    )
    names = [one.name for one in session.get_inputs()]

    def answer(given: Inputs) -> Tensor:
        fed = {name: one.numpy() for name, one in zip(names, given, strict=True)}
        return torch.from_numpy(session.run(None, fed)[0])

    return answer


WRITERS: tuple[Writer, ...] = (
    Writer(TORCHSCRIPT, _write_torchscript, _read_torchscript),
    Writer(PROGRAM, _write_program, _read_program),
    Writer(ONNX, _write_onnx, _read_onnx, WANTED),
)


def writer(form: Form) -> Writer:
    """What writes a form. Refuses (`unsupported`) one whose packages are not installed here."""
    found = next(one for one in WRITERS if one.form is form)
    missing = [name for name in found.packages if find_spec(name) is None]
    if missing:
        other = next(one.name for one in (TORCHSCRIPT, PROGRAM) if one is not form)
        raise Refusal(
            Code.UNSUPPORTED,
            f"{form.name} wants {', '.join(missing)}, which this worker does not have: install "
            f"cliploop[onnx] there, or take {other}",
        )
    return found


def written(one: Writer, whole: Whole, path: Path) -> None:
    """Write a network. Refuses (`unsupported`) one that the form has no words for."""
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # What writes them speaks of its own future and of shapes that are meant to be fixed.
            warnings.simplefilter("ignore")
            one.write(whole, path)
    except Exception as problem:  # the exporters raise whatever they meet
        first = next(iter(str(problem).strip().splitlines()), type(problem).__name__)[:200]
        raise Refusal(
            Code.UNSUPPORTED,
            f"This network cannot be written as {one.form.name} ({first}); take another form, or "
            "its weights",
        ) from problem


def reread(one: Writer, path: Path) -> Answer:
    """What answers inputs as a written file says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        return one.read(path)


def _program(whole: Whole) -> Any:
    """The exported program, its free sides free as far as the network lets them."""
    free = [
        {at: torch.export.Dim.DYNAMIC for at, side in enumerate(one["shape"]) if side == "n"}
        | {
            at: torch.export.Dim.AUTO
            for at, side in enumerate(one["shape"])
            if isinstance(side, str) and side != "n"
        }
        for one in whole.inputs
    ]
    return torch.export.export(whole.network, whole.drawn(2, 0), dynamic_shapes=tuple(free))
