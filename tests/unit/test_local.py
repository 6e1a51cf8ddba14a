"""Classifiers out of a folder of the operator's: taken as they are, or refused with the reason."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from annotator.learning.zoo.registry import entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.local import classifier
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import bare, build, restored
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision
from mlworker.zoo.weights import FOLDER

from testkit.untrained import small_classifier  # isort: skip - after the line above

CARD = entry("hf_local")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small classifier, saved by its maker."""
    place = tmp_path_factory.mktemp("saved") / "small"
    small_classifier(place)
    return place


@pytest.fixture
def above(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's folder with that classifier in it."""
    shutil.copytree(saved, tmp_path / "models" / "small")
    monkeypatch.setenv(FOLDER, str(tmp_path / "models"))
    return tmp_path / "models"


def shape(folder: str = "small", frames: int = 4, size: int = 16) -> Shape:
    return Shape(2, frames, size, options={"folder": folder})


def rewrite(path: Path, **words: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **words}))


@pytest.mark.row("M38", "VideoMAE, TimeSformer, ViViT †")
def test_a_folders_network_says_what_its_maker_says_of_it(above: Path) -> None:
    from_maker, processor = small_classifier(None)
    pictures = np.random.default_rng(1).integers(0, 255, (4, 16, 16, 3), dtype=np.uint8)
    with torch.inference_mode():
        seen = processor(list(pictures), return_tensors="pt")["pixel_values"]
        expected = from_maker.vivit(seen).last_hidden_state[:, 0]

    model = build(CARD, shape()).eval()

    clip = torch.from_numpy(pictures).permute(3, 0, 1, 2)[None] / 255
    with torch.inference_mode():
        torch.testing.assert_close(model.embed(clip), expected, atol=1e-4, rtol=1e-4)
    assert model.origin.weights == "folder"
    assert len(model.origin.sha256) == 64


def test_its_version_comes_back_without_the_folders_weights(above: Path) -> None:
    model = build(CARD, shape()).eval()
    kept = load(save(model.state_dict()))
    (above / "small" / "model.safetensors").unlink()

    again = restored(CARD, shape(), kept).eval()

    clip = torch.rand(1, 3, 4, 16, 16)
    with torch.inference_mode():
        assert torch.equal(model(clip), again(clip))


@pytest.mark.parametrize("name", ["", "other", "..", "../elsewhere", "small/..", "/etc", "a\0b"])
def test_only_a_folder_right_below_the_operators_is_opened(above: Path, name: str) -> None:
    shutil.copytree(above / "small", above.parent / "elsewhere")

    with pytest.raises(Refusal, match="there is small") as refused:
        bare(CARD, shape(name))

    assert refused.value.code is Code.UNSUPPORTED


def test_a_link_leads_nowhere_else(above: Path) -> None:
    shutil.copytree(above / "small", above.parent / "elsewhere")
    (above / "link").symlink_to(above.parent / "elsewhere")

    with pytest.raises(Refusal, match="there is"):
        bare(CARD, shape("link"))


def test_without_the_setting_there_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)

    with pytest.raises(Refusal, match=f"{FOLDER} names no folder"):
        bare(CARD, shape())


def test_code_of_the_folder_is_not_run(above: Path) -> None:
    marks = above.parent / "ran"
    code = f"open({str(marks)!r}, 'w').close()\n"
    (above / "small" / "modeling_own.py").write_text(code)
    rewrite(above / "small" / "config.json", auto_map={"AutoConfig": "modeling_own.Config"})

    with pytest.raises(Refusal, match="asks for auto_map"):
        build(CARD, shape())

    assert not marks.exists()


@pytest.mark.parametrize("name", ["attn_implementation", "_attn_implementation"])
def test_code_on_a_hub_is_not_asked_for(above: Path, name: str) -> None:
    config = above / "small" / "config.json"
    rewrite(config, **{name: "sdpa"})
    assert build(CARD, shape()).origin.weights == "folder"

    for elsewhere in ("somebody/attention", {"vivit": "somebody/attention"}):
        rewrite(config, **{name: elsewhere})
        with pytest.raises(Refusal, match=f"asks for {name}"):
            build(CARD, shape())


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"0": "a", "1": "b", "2": "c", "3": "d", "7": "e"}, "not numbered from 0"),
        ({"0": "run", "1": "b", "2": "c", "3": "d", "4": " Run"}, "names a class twice"),
    ],
)
def test_classes_that_cannot_be_told_apart_are_refused(
    above: Path, names: dict[str, str], told: str
) -> None:
    rewrite(above / "small" / "config.json", id2label=names)

    with pytest.raises(Refusal, match=told):
        classifier(CARD, "small")


def test_a_pickle_is_not_opened(above: Path) -> None:
    (above / "small" / "model.safetensors").rename(above / "small" / "pytorch_model.bin")

    with pytest.raises(Refusal, match="safetensors"):
        build(CARD, shape())


def test_what_is_no_such_classifier_is_named(above: Path) -> None:
    config = above / "small" / "config.json"
    rewrite(above / "small" / "preprocessor_config.json", image_mean=["red"])
    with pytest.raises(Refusal, match=r"preprocessor_config\.json cannot be read"):
        bare(CARD, shape())
    rewrite(config, model_type="bert")
    with pytest.raises(Refusal, match="bert is no video classifier"):
        bare(CARD, shape())
    config.write_text("{")
    with pytest.raises(Refusal, match=r"config\.json cannot be read"):
        bare(CARD, shape())


def test_clips_of_another_shape_are_refused_with_the_right_one(above: Path) -> None:
    with pytest.raises(Refusal, match="set frames to 4 and size to 16"):
        bare(CARD, shape(frames=8))


def test_weights_that_are_not_whole_are_refused(above: Path) -> None:
    path = above / "small" / "model.safetensors"
    tensors = load(path.read_bytes())
    lost = next(name for name in tensors if "layer.0" in name)
    path.write_bytes(save({name: one for name, one in tensors.items() if name != lost}))

    with pytest.raises(Refusal, match=r"lacks 1 weights, such as vivit\.layers\.0"):
        build(CARD, shape())
