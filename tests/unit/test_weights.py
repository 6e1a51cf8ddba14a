"""Weights that the operator brings are taken by name, or refused with what does not fit."""

import hashlib
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from annotator.learning.zoo.registry import entry
from annotator.refusal import Code, Refusal
from mlworker.attempt import environment
from mlworker.tasks import LEARNING, SANDBOX
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.registry import bare, build, restored
from mlworker.zoo.weights import FOLDER, Origin

CARD = entry("frame_lite0")
SHAPE = Shape(3, frames=2, size=32)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder without a file in it."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return tmp_path


def own(seed: int) -> dict[str, Tensor]:
    """Tensors such as the network has, but others, by the names of the library that made it."""
    random = torch.Generator().manual_seed(seed)
    return {
        name.removeprefix("network."): torch.rand(one.shape, generator=random).to(one.dtype)
        for name, one in bare(CARD, SHAPE).state_dict().items()
    }


def put(folder: Path, tensors: dict[str, Tensor]) -> Path:
    path = folder / f"{CARD.key}.safetensors"
    save_file(tensors, path)
    return path


def equal(model: ClipNetwork, tensors: dict[str, Tensor]) -> list[bool]:
    return [
        torch.equal(one, tensors[name.removeprefix("network.")])
        for name, one in model.state_dict().items()
        if not name.startswith("classifier")
    ]


@pytest.mark.parametrize("prefix", ["", "network."])
def test_a_network_begins_with_the_operators_file(folder: Path, prefix: str) -> None:
    given = own(1)
    path = put(folder, {prefix + name: one for name, one in given.items()})

    model = build(CARD, SHAPE, seed=1)

    assert all(equal(model, given))
    assert torch.equal(model.classifier.weight, bare(CARD, SHAPE, seed=1).classifier.weight)
    assert model.origin.pretrained
    assert model.origin == Origin(
        "folder", "frame_lite0.safetensors", hashlib.sha256(path.read_bytes()).hexdigest()
    )


def test_without_a_file_the_card_says_how_it_begins(folder: Path) -> None:
    put(folder, own(1)).rename(folder / "other.safetensors")

    assert build(CARD, SHAPE).origin == Origin("packaged")


def test_a_model_version_does_not_look_at_the_folder(folder: Path) -> None:
    kept = bare(CARD, SHAPE).state_dict()
    put(folder, {"nothing": torch.zeros(1)})

    again = restored(CARD, SHAPE, kept).state_dict()

    assert all(torch.equal(one, kept[name]) for name, one in again.items())


def test_what_does_not_fit_is_named(folder: Path) -> None:
    tensors = own(1)
    first = "conv_stem.weight"
    whole = tensors.pop(first)

    put(folder, tensors)
    with pytest.raises(Refusal, match=f"lacks {first}") as lacking:
        build(CARD, SHAPE)
    put(folder, {**tensors, first: whole[:2]})
    with pytest.raises(Refusal, match=f"{first} is 2 x 3 x 3 x 3 where 32 x 3 x 3 x 3 is wanted"):
        build(CARD, SHAPE)
    (folder / "frame_lite0.safetensors").write_bytes(b"PK\x03\x04 a pickle, say")
    with pytest.raises(Refusal, match="cannot be read"):
        build(CARD, SHAPE)
    assert lacking.value.code is Code.UNSUPPORTED


def test_only_what_trains_is_told_of_the_folder(folder: Path) -> None:
    assert environment(folder, LEARNING, "")[FOLDER] == str(folder)
    assert FOLDER not in environment(folder, SANDBOX, "")
