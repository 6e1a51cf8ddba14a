"""Clips found by words: a tiny model that learned colors, and folders that are no such model."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.torch import load, save

from annotator.contracts.words import ReadClips, ReadWords
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.features import words
from mlworker.features.backbones import BACKBONES
from mlworker.zoo.interpreter import entry_of
from mlworker.zoo.weights import FOLDER
from testkit.drawn import Shelf, Told, colored
from testkit.interpreted import NAMES, save_clip, save_xclip

EACH, NEAREST = 6, 5


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the operator's with a model of each kind."""
    above = tmp_path_factory.mktemp("models")
    save_clip(above / "clip")
    save_xclip(above / "xclip")
    return above


@pytest.fixture
def above(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it that may be broken."""
    shutil.copytree(saved, tmp_path / "models")
    monkeypatch.setenv(FOLDER, str(tmp_path / "models"))
    return tmp_path / "models"


def ask(shelf: Shelf, folder: str = "clip") -> ReadClips:
    return ReadClips("job", "token", shelf.url, folder, tuple(shelf.samples))


def text_vector(text: str, folder: str = "clip") -> np.ndarray[Any, Any]:
    told = words.read_words(ReadWords("job", "token", folder, text), Told())
    assert told.entry == entry_of(folder)
    return np.array(told.vector)


def rewrite(path: Path, **more: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **more}))


@pytest.mark.row("A09", "Video search by description")
def test_words_find_the_clips_that_show_what_they_say(above: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "storage")
    for at in range(EACH * len(NAMES)):
        shelf.add(colored(at % len(NAMES), 900 + at), 1, f"s{at}")

    told = words.read_clips(ask(shelf), Told())

    rows = json.loads(blobs.fetch(shelf.url, told.vectors_key).read_text())
    vectors = np.array([one["vector"] for one in rows])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    shown = np.array([(one["item_id"] - 1) % len(NAMES) for one in rows])
    for label, name in enumerate(NAMES):
        nearest = np.argsort(-(vectors @ text_vector(f"a {name} square")))[:NEAREST]
        assert shown[nearest].tolist() == [label] * NEAREST, name


def test_what_was_read_once_is_found_again(above: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "storage")
    shelf.add(colored(0, 1, frames=130), 1, "long")  # of several clips
    heard = Told()
    first = words.read_clips(ask(shelf), heard)
    proxy = blobs.fetch(shelf.url, shelf.samples[0].proxy_key)
    proxy.write_bytes(b"gone")

    again = words.read_clips(ask(shelf), Told())

    assert (first.entry, first.vectors_key) == (again.entry, again.vectors_key)
    in_use = [first.entry, *(one.version for one in BACKBONES)]
    assert heard.detail == {"kept": True, "vectors": " ".join(in_use)}


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(above: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "storage")
    shelf.add(colored(0, 1), 1, "broken")
    shelf.add(colored(1, 2), 1, "whole")
    blobs.fetch(shelf.url, shelf.samples[0].proxy_key).write_bytes(b"no video")

    told = words.read_clips(ask(shelf), Told())

    assert list(told.failed) == ["1"]
    rows = json.loads(blobs.fetch(shelf.url, told.vectors_key).read_text())
    assert [one["item_id"] for one in rows] == [2]


def test_a_model_that_sees_clips_reads_both_as_well(above: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "storage")
    shelf.add(colored(0, 1, frames=3), 1, "shorter than it sees")
    shelf.add(colored(1, 2), 1, "one")

    told = words.read_clips(ask(shelf, "xclip"), Told())

    rows = json.loads(blobs.fetch(shelf.url, told.vectors_key).read_text())
    vector = text_vector("red square", "xclip")
    assert {len(one["vector"]) for one in rows} == {len(vector)}
    assert told.entry != entry_of("clip")


def test_other_weights_are_another_entry(above: Path) -> None:
    before = entry_of("clip")
    path = above / "clip" / "model.safetensors"
    path.write_bytes(save({name: 2 * one for name, one in load(path.read_bytes()).items()}))

    assert entry_of("clip") != before


@pytest.mark.parametrize("name", ["", "other", "..", "../models/clip", "/etc", "a\0b"])
def test_only_a_folder_right_below_the_operators_is_opened(above: Path, name: str) -> None:
    with pytest.raises(Refusal, match=r"there is clip, xclip.*CLIPLOOP_WORDS") as refused:
        text_vector("red", name)

    assert refused.value.code is Code.UNSUPPORTED


def test_without_the_setting_of_the_folder_above_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)

    with pytest.raises(Refusal, match=f"{FOLDER} names no folder here"):
        text_vector("red")


def test_what_is_no_such_model_is_named(above: Path) -> None:
    config = above / "clip" / "config.json"
    rewrite(config, model_type="vivit")
    with pytest.raises(Refusal, match="vivit does not know both"):
        text_vector("red")
    rewrite(config, model_type="clip", auto_map={"AutoModel": "own.Model"})
    with pytest.raises(Refusal, match="asks for auto_map"):
        text_vector("red")
    config.write_text("{")
    with pytest.raises(Refusal, match=r"config\.json cannot be read"):
        text_vector("red")


def test_weights_that_are_not_whole_are_refused_and_pickles_not_opened(above: Path) -> None:
    path = above / "clip" / "model.safetensors"
    tensors = load(path.read_bytes())
    path.write_bytes(save({k: one for k, one in tensors.items() if k != "logit_scale"}))
    with pytest.raises(Refusal, match="lacks 1 weights, such as logit_scale"):
        text_vector("red")

    path.rename(above / "clip" / "pytorch_model.bin")
    with pytest.raises(Refusal, match="safetensors"):
        text_vector("red")


def test_a_folder_without_what_reads_for_it_is_refused(above: Path) -> None:
    (above / "clip" / "tokenizer.json").unlink()
    with pytest.raises(Refusal, match="says nothing of its words"):
        text_vector("red")

    for one in (above / "xclip").glob("*processor*"):
        one.unlink()
    with pytest.raises(Refusal, match="is not to search by"):
        text_vector("red", "xclip")
