"""The step that makes a version of a classifier as the operator brought it."""

import tempfile
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save_file

from annotator.contracts.serving import BringModel, ModelBrought
from annotator.learning.zoo.transformers import HF_LOCAL
from mlworker import blobs
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.zoo.local import classifier


def bring(ask: BringModel, progress: Progress) -> ModelBrought:
    """Store the weights of a folder's classifier. Refuses (`unsupported`) what is none."""
    progress(message="Reading the folder")
    found = classifier(HF_LOCAL, ask.folder)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        tensors = found.network.state_dict()
        save_file({name: one.contiguous() for name, one in tensors.items()}, path)
        weights_key = blobs.put(ask.storage_url, path, lambda: progress(message="Storing it"))
    card = {
        "entry": HF_LOCAL.key,
        "options": found.options,
        "task": "single" if found.single else "multi",
        "temperature": 1.0,
        "plan": PLAN,
        "origin": asdict(found.network.origin),
    }
    return ModelBrought(ask.job_id, ask.token, found.labels, weights_key, card)
