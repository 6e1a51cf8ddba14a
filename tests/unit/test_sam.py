"""Outlines by a model of the installation's own: read from its folder, and from nowhere else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from annotator.contracts.assist import OutlineThing, View
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.assist import grabcut
from mlworker.assist.outline import WEIGHTS, outline
from mlworker.assist.sam import segment
from testkit.drawn import write
from testkit.untrained import small_sam2
from testkit.work import silent

PICTURE = np.full((48, 64, 3), (60, 90, 120), np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model that has learned nothing."""
    place = tmp_path_factory.mktemp("sam2")
    small_sam2(place)
    return place


@pytest.mark.row("P25", "Auto-Annotate tools")
def test_the_learned_model_loads_when_a_folder_is_given(folder: Path) -> None:
    at_point = segment(str(folder), PICTURE, [30.0, 20.0], [])
    in_box = segment(str(folder), PICTURE, [], [10.0, 10.0, 30.0, 20.0])

    assert at_point.shape == in_box.shape == PICTURE.shape[:2]
    assert at_point.dtype == np.bool_
    np.testing.assert_array_equal(at_point, segment(str(folder), PICTURE, [30.0, 20.0], []))


def test_it_is_computed_within_the_limits_of_its_child_whatever_device_there_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)

    assert segment(str(folder), PICTURE, [30.0, 20.0], []).shape == PICTURE.shape[:2]


@pytest.mark.row("P25", "Auto-Annotate tools")
def test_it_is_taken_where_the_setting_names_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    write(path, iter([PICTURE]))
    view = View(blobs.put(tmp_path.as_uri(), path), 10, 1, 64, 48)
    ask = OutlineThing("j", "t", tmp_path.as_uri(), view, 0, point=(30.0, 20.0))
    monkeypatch.setenv(WEIGHTS, str(folder))

    # What has learned nothing may well find nothing; by color it would have found it all.
    wanted = segment(str(folder), PICTURE, [30.0, 20.0], [])
    if wanted.any() and len(grabcut.polygon(wanted)) > 2:
        assert outline(ask, silent).by == "sam2"
    else:
        with pytest.raises(Refusal, match="Nothing stands out"):
            outline(ask, silent)
    assert grabcut.by_point(PICTURE, 30, 20).all()


def absent(weights: Path) -> None:
    weights.unlink()


def cut_short(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:1000])


def of_another_model(weights: Path) -> None:
    save_file({"other": torch.zeros(3)}, weights, metadata={"format": "pt"})


@pytest.mark.parametrize("broken", [absent, cut_short, of_another_model])
def test_weights_that_are_not_whole_are_refused_with_the_way_out(
    broken: Callable[[Path], None], folder: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(folder, tmp_path / "sam2")
    broken(place / "model.safetensors")

    for one in (place, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Refusal, match=r"CLIPLOOP_SAM2 .* take the setting away") as caught:
            segment(str(one), PICTURE, [1.0, 1.0], [])
        assert caught.value.code is Code.UNSUPPORTED
