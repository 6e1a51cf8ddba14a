"""The step that writes a model version in a form that needs no Cliploop, and compares."""

import tempfile
from importlib.metadata import version
from pathlib import Path

import torch

from annotator.contracts.packaging import ModelPackaged, PackageModel
from annotator.learning.packages import form as form_of
from annotator.learning.packages import wants_flow, wants_pieces
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.clips.snapshots import read_json
from mlworker.packaging import flow
from mlworker.packaging.forms import Answer, reread, writer, written
from mlworker.packaging.whole import Whole, whole

# The largest difference that is let pass: of logits, for each unit of the largest one.
TOLERANCE = 1e-4
# How many clips are drawn to compare by, some at a time: another count than it was written with.
COMPARED = (1, 3)
STEPS = 3


def package(ask: PackageModel, progress: Progress) -> ModelPackaged:
    """The files of a version in a form.

    Refuses (`not-found`) a form that there is not, and (`unsupported`) a network that it has no
    words for, or whose file answers otherwise than the network itself.
    """
    one = writer(form_of(ask.form))
    progress(0, STEPS, "steps", "Putting the network together")
    card = read_json(ask.storage_url, ask.card_key)
    network = whole(ask.storage_url, ask.weights_key, card)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / one.form.file
        progress(1, STEPS, "steps", f"Writing {one.form.name}")
        written(one, network, path)
        progress(2, STEPS, "steps", "Comparing what it answers")
        difference = compared(network, reread(one, path), one.form.name)
        files = {one.form.file: blobs.put(ask.storage_url, path)}
        if wants_flow(card):
            for name, content in flow.files(pieces=wants_pieces(card)).items():
                beside = Path(folder) / name
                beside.write_bytes(content)
                files[name] = blobs.put(ask.storage_url, beside)
    progress(STEPS, STEPS, "steps", "Written")
    made_with = {name: version(name) for name in ("torch", *one.packages)}
    return ModelPackaged(ask.job_id, ask.token, files, difference, sum(COMPARED), made_with)


def compared(network: Whole, answer: Answer, name: str) -> float:
    """The largest difference between a file's logits and the network's, on clips drawn for it.

    Refuses (`unsupported`) one above `TOLERANCE`.
    """
    differences, largest = list[float](), 1.0
    for seed, clips in enumerate(COMPARED, start=1):
        drawn = network.drawn(clips, seed)
        with torch.no_grad():
            expected, found = network.network(*drawn), answer(drawn)
        if found.shape != expected.shape:
            raise _other(name, f"answers {clips} clips in the shape {tuple(found.shape)}")
        differences.append(float((found - expected).abs().max()))
        largest = max(largest, float(expected.abs().max()))
    # What is no number is not within it either.
    if not all(one <= TOLERANCE * largest for one in differences):
        told = ", ".join(f"{one:.1e}" for one in differences)
        raise _other(name, f"differs from it by {told} in logits of up to {largest:.1f}")
    return max(differences)


def _other(name: str, how: str) -> Refusal:
    return Refusal(
        Code.UNSUPPORTED,
        f"The {name} file does not answer as the network does: it {how}. It is not handed out; "
        "take another form, or the weights",
    )
