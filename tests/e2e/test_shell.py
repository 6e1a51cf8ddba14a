"""The loop driven from a shell, against the real stack."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from darwin.utils import parse_darwin_json

from testkit.checks import ROOT
from testkit.clips import draw_clip, draw_clips
from testkit.stack import Stack, callers


@pytest.mark.row("P49", "REST API")
def test_a_script_uploads_labels_and_exports(stack: Stack, tmp_path: Path) -> None:
    clips, file = tmp_path / "clips", tmp_path / "labels.zip"
    drawn = draw_clips(clips, per_class=2, seed=1)
    project = str(stack.cliploop("projects", "create", "By a script", "--class", "right:tag")["id"])

    sent = stack.cliploop(
        *("upload", "By a script", str(clips), "--sources", str(clips / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    assert [(one["state"], one["frames"], one["error"]) for one in sent] == [
        ("ready", 24, None)
    ] * 4

    items = stack.cliploop("items", project, "--filter", "stage=complete")
    labels = {item["name"]: item["tags"][0]["class"] for item in items}
    assert labels == {path.name: path.parent.name for path in drawn}
    alike = stack.cliploop("items", project, "--filter", "source=right recording 0")
    assert {one["name"] for one in alike} == {"right00.mp4", "right01.mp4"}
    assert all(item["tags"][0]["spans"] == [[0, 24]] for item in items)

    stack.cliploop("export", project, "--format", "darwin", "-o", str(file))
    assert read_by_darwin_py(file, tmp_path / "out") == {
        name: (24, [(label, [[0, 24]])]) for name, label in labels.items()
    }


@pytest.mark.row("P60", "Custom model instead of a cloud API")
def test_the_commands_of_the_readme_go_around_the_loop(stack: Stack, tmp_path: Path) -> None:
    known = draw_clips(tmp_path / "clips", per_class=6, seed=1)
    fresh = draw_clips(tmp_path / "new", per_class=1, seed=2)
    for drawn, label in (("right", "fight"), ("left", "normal")):
        (tmp_path / "clips" / drawn).rename(tmp_path / "clips" / label)
    said = (ROOT / "README.md").read_text().split("## From a shell")[1].split("```")[1]

    with callers(stack) as strangers:
        done = stack.script(said, tmp_path)

    assert done.returncode == 0, done.stderr
    assert strangers == set()
    (project,) = [one for one in stack.cliploop("projects", "list") if one["name"] == "Fights"]
    items = stack.cliploop("items", str(project["id"]), "--filter", "stage=complete")
    assert len(items) == len(known)
    predicted = stack.cliploop("items", str(project["id"]), "--filter", "source=model")
    assert {item["name"] for item in predicted} <= {path.name for path in fresh}
    assert all(0 <= tag["confidence"] <= 1 for item in predicted for tag in item["tags"])
    exported = read_by_darwin_py(tmp_path / "labels.zip", tmp_path / "out")
    assert exported == {
        item["name"]: (24, [(item["tags"][0]["class"], [[0, 24]])]) for item in items
    }


def read_by_darwin_py(file: Path, folder: Path) -> dict[str, tuple[int, list[Any]]]:
    """Each item of an export by name: its frames, and the class and segments of each label."""
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    paths = list(folder.rglob("*.json"))
    read: list[Any] = [parse_darwin_json(path) for path in paths]
    return {
        one.filename: (
            one.slots[0].frame_count,
            [(label.annotation_class.name, label.segments) for label in one.annotations],
        )
        for one in read
    }


@pytest.mark.row("P54", "Demo / student start")
def test_one_command_makes_something_to_try(stack: Stack) -> None:
    made = stack.cliploop("demo")

    items = stack.cliploop("items", str(made["id"]))
    labeled = [item for item in items if item["tags"]]
    assert len(items) == 40
    assert len({item["tags"][0]["class"] for item in labeled}) == 4
    assert 0 < len(labeled) < 40
    assert {item["stage"] for item in labeled} == {"complete"}


def test_bad_files_end_the_command_with_4_and_a_reason_and_stop_no_other(
    stack: Stack, tmp_path: Path
) -> None:
    project = str(stack.cliploop("projects", "create", "Bad file")["id"])
    clips = tmp_path / "clips"
    clips.mkdir()
    draw_clip(clips / "good.mp4", 1, np.random.default_rng(1))
    (clips / "broken.mp4").write_bytes(b"not a video at all" * 100)
    (clips / "empty.mp4").touch()

    done = stack.command("upload", project, str(clips), "--wait", "--json")

    assert done.returncode == 4
    assert "broken.mp4" in done.stderr
    said = {one["name"]: (one["state"], one["error"]) for one in json.loads(done.stdout)}
    assert said["good.mp4"] == ("ready", None)
    assert [said[name][0] for name in ("broken.mp4", "empty.mp4")] == ["failed", "failed"]
    assert all(said[name][1] for name in ("broken.mp4", "empty.mp4"))


def test_what_the_server_refuses_is_1(stack: Stack) -> None:
    done = stack.command("items", "No such project", "--json")

    assert done.returncode == 1
    assert done.stdout == ""
    assert "No such project" in done.stderr


def test_status_names_every_worker(stack: Stack) -> None:
    said = stack.cliploop("status")

    queues = {queue for worker in said["workers"] if worker["alive"] for queue in worker["queues"]}
    assert {"platform", "media", "assist", "instant", "gpu"} <= queues
