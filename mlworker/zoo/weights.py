"""Weights that the operator brings: files in a folder of theirs, taken by name, never fetched."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from annotator.refusal import Code, Refusal

# Safetensors hold numbers and nothing that could run.
FOLDER = "CLIPLOOP_WEIGHTS"
# What counts batches seen is of no use to who starts anew, and older files lack it.
COUNTER = "num_batches_tracked"
# What a folder has that transformers wrote a model into, and how such a folder may be called.
CONFIG = "config.json"
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the first weights of a network came from: "packaged", "random" or "folder".

    `file` below the operator's folder, and its `sha256`.
    """

    weights: str = "random"
    file: str = ""
    sha256: str = ""

    @property
    def pretrained(self) -> bool:
        """Whether the network has learned to see before it meets its first clip."""
        return self.weights != "random"


def folder() -> Path | None:
    """The operator's folder of weights, if there is one."""
    named = os.environ.get(FOLDER, "")
    return Path(named) if named else None


def saved(name: str) -> Path:
    """The folder of this name right below the operator's, which transformers wrote a model into.

    Raises LookupError, with what there is, for any other.
    """
    above = folder()
    if above is None:
        raise LookupError(f"{FOLDER} names no folder here")
    above = above.resolve()
    place = (above / name).resolve() if NAME.fullmatch(name) else above
    # A link may not lead elsewhere.
    if place.parent != above or not (place / CONFIG).is_file():
        known = sorted(one.parent.name for one in above.glob(f"*/{CONFIG}"))
        raise LookupError(f"there is {', '.join(known) or 'no such folder'}")
    return place


def file_of(key: str) -> Path | None:
    """The file with the weights of an entry, `<key>.safetensors`, where the operator put one."""
    place = folder()
    path = place / f"{key}.safetensors" if place else None
    return path if path and path.is_file() else None


def fill(network: nn.Module, path: Path, *, prefix: str = "network.") -> str:
    """Put the tensors of a file into a network, all but its `classifier`. Returns its SHA-256.

    They are taken by the network's own names, or by those without `prefix`, which are what the
    library that built the wrapped network calls them. Refuses (`unsupported`) a file that cannot be
    read, lacks a tensor, or has one of another shape.
    """
    try:
        found = _found(network, path, prefix)
    except (OSError, SafetensorError) as problem:
        raise _unfit(path, f"it cannot be read ({problem})") from problem
    network.load_state_dict(found, strict=False)
    return digest([path])


def digest(paths: Sequence[Path]) -> str:
    """The SHA-256 of a file, or of several one after the other."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            hashlib.file_digest(file, lambda: total)
    return total.hexdigest()


def _found(network: nn.Module, path: Path, prefix: str) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    with safe_open(path, framework="pt") as file:
        there = set(file.keys())
        for name, own in network.state_dict().items():
            if name.startswith("classifier."):
                continue
            given = next((one for one in (name, name.removeprefix(prefix)) if one in there), None)
            if given is None:
                if name.endswith(COUNTER):
                    continue
                raise _unfit(path, f"it lacks {name.removeprefix(prefix)}")
            tensor = file.get_tensor(given)
            if tensor.shape != own.shape:
                shapes = f"{_shown(tensor)} where {_shown(own)} is wanted"
                raise _unfit(path, f"its {given} is {shapes}")
            found[name] = tensor
    return found


def _shown(tensor: Tensor) -> str:
    return " x ".join(str(one) for one in tensor.shape) or "one number"


def _unfit(path: Path, why: str) -> Refusal:
    title = (
        f"{path.name} in the folder that {FOLDER} names does not fit this model: {why}. Put one "
        "there that was saved from it, choose the frames and size that it was trained on, or take "
        "it away to begin with random weights"
    )
    return Refusal(Code.UNSUPPORTED, title[:500])
