"""A training's state after each epoch, one file in the storage, taken up after a kill."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from annotator.contracts.errands import checkpoints_path
from annotator.contracts.learning import TrainModel
from mlworker import blobs

STATE = "state"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Tensors by name and the state that goes with them, JSON-ready."""

    tensors: dict[str, Tensor]
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one phase of a job keeps its state. `about`: what the training is of; a checkpoint of
    something else is not taken up.
    """

    storage_url: str
    job_id: str
    phase: str
    about: str

    @property
    def name(self) -> str:
        """The file's name below the storage's root."""
        return f"{checkpoints_path(self.job_id)}/{self.phase}.safetensors"

    def save(self, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> None:
        """Store the state over the one before, whole or not at all."""
        words = json.dumps({**state, "about": self.about})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint"
            flat = {name: one.detach().cpu().contiguous() for name, one in tensors.items()}
            save_file(flat, path, metadata={STATE: words})
            blobs.save(self.storage_url, self.name, path)

    def load(self) -> Checkpoint | None:
        """The last state, or None where there is none of this training."""
        if not blobs.exists(self.storage_url, self.name):
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint"
            path.write_bytes(blobs.read(self.storage_url, self.name))
            with safe_open(path, framework="pt") as file:
                state = json.loads(file.metadata()[STATE])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        return Checkpoint(tensors, state) if state["about"] == self.about else None


def place(ask: TrainModel, phase: str, regime: str, options: Mapping[str, Any]) -> Place:
    """Where a phase of a training keeps its state: of this snapshot, with these options only."""
    about = [
        ask.snapshot_key,
        ask.entry,
        ask.classes,
        ask.task,
        ask.mode,
        ask.seed,
        regime,
        options,
        ask.pool_key,
        *(asdict(one) if one else None for one in (ask.teacher, ask.start)),
    ]
    words = json.dumps(about, sort_keys=True)
    return Place(ask.storage_url, ask.job_id, phase, hashlib.sha256(words.encode()).hexdigest())
