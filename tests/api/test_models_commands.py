"""The command moves versions from stage to stage and takes their files away."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone

from annotator.contracts.packaging import ModelPackaged
from cliploop.accounts.actions import create_key
from cliploop.accounts.models import KeyScope
from cliploop.cli import run
from cliploop.learning import blobs
from cliploop.registry.actions import packaged
from testkit.cast import Cast
from testkit.labeled import job, labeled, make_model
from testkit.served import LIVE

pytestmark = LIVE
Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def command(
    cast: Cast,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Ada at a shell: `cliploop models …` of her project, its exit code and its answer."""
    monkeypatch.setenv("CLIPLOOP_URL", server)
    monkeypatch.setenv("CLIPLOOP_KEY", create_key(cast.ada, "script", KeyScope.WRITE)[1])

    def call(name: str, *arguments: object) -> tuple[int, Any]:
        words = ["models", name, str(cast.project.pk), *map(str, arguments), "--json"]
        code, said = run(words), capsys.readouterr()
        return code, json.loads(said.out) if code == 0 else said.err

    return call


def test_a_version_is_moved_from_the_shell(cast: Cast, command: Command) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)

    assert command("promote", second.pk, "--why", "Sees more")[1]["state"] == "live"
    assert command("rollback", second.pk)[1]["id"] == first.pk
    code, said = command("retire", first.pk)
    assert (code, "take it out of use first" in said) == (1, True)
    assert command("withdraw", first.pk)[1]["state"] == "ready"
    assert command("retire", first.pk)[1]["state"] == "retired"
    assert command("restore", first.pk)[1]["state"] == "ready"
    assert command("note", first.pk, "Of the first week")[1]["notes"] == "Of the first week"
    told = [(one["stage"], one["why"]) for one in command("history", second.pk)[1]]
    assert told[-2:] == [("live", "Sees more"), ("ready", "Followed by Model 1")]
    assert command("card", second.pk)[1]["markdown"].startswith("# Model card: Model 2")
    listed = command("list")[1]
    assert [(one["name"], one["stage"]) for one in listed] == [
        ("Model 2", "ready"),
        ("Model 1", "ready"),
    ]


def test_its_files_come_whole_or_not_at_all(cast: Cast, command: Command, tmp_path: Path) -> None:
    labeled(cast)
    model = make_model(cast)
    path = tmp_path / "model.zip"

    assert command("download", model.pk, "-o", path)[1]["bytes"] == path.stat().st_size
    with ZipFile(path) as archive:
        told = dict(
            line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().split("\n")[:-1]
        )
        assert told == {name: sha256(archive.read(name)).hexdigest() for name in told}
    assert command("download", model.pk + 1, "-o", tmp_path / "other.zip")[0] == 1
    assert [one.name for one in tmp_path.iterdir()] == ["model.zip"]
    assert command("download", model.pk, "-o", tmp_path / "no" / "m.zip")[0] == 2


def test_a_form_is_waited_for(cast: Cast, command: Command, tmp_path: Path) -> None:
    labeled(cast)
    model = make_model(cast)
    cast.post(cast.ada, f"models/{model.pk}/packages", {"form": "onnx"})
    done = job(cast, "package")
    files = {"model.onnx": blobs.put("a graph")}
    packaged(ModelPackaged(str(done.pk), done.token, files, 0.0, 4))

    path = tmp_path / "model.zip"
    assert command("download", model.pk, "--form", "onnx", "-o", path)[0] == 0

    with ZipFile(path) as archive:
        assert archive.namelist() == ["model.onnx", "config.json", "MODEL_CARD.md", "SHA256SUMS"]


def test_versions_are_averaged_and_trainings_planned_from_the_shell(
    cast: Cast, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)

    asked = command("average", first.pk, second.pk)[1]

    assert asked["job"] == str(job(cast, "average").pk)
    code, said = command("average", first.pk)
    assert (code, "2 to 8 versions" in said) == (1, True)

    train = ["train", str(cast.project.pk), "--trials", "5", "--minutes", "9"]
    assert run([*train, "--after", "4", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert (planned["missing"], planned["state"]) == (4, "waiting")
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat(timespec="seconds")
    assert run([*train, "--at", tomorrow]) == 0
    assert f"starts at {tomorrow[:16]}" in capsys.readouterr().out
    assert run([*train, "--after", "4", "--wait"]) == 2
    assert "leave it out" in capsys.readouterr().err
    assert run([*train, "--json"]) == 0
    assert job(cast, "train").ask["search"] == {"trials": 5, "seconds": 540.0}
