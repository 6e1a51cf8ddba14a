"""The command puts a model before people."""

import json
from typing import Any

import pytest

from cliploop.accounts.actions import create_key
from cliploop.accounts.models import KeyScope
from cliploop.cli import run
from cliploop.workflows.actions import turning
from testkit.cast import Cast
from testkit.items import make_dataset
from testkit.labeled import clip, labeled, make_model
from testkit.served import LIVE

pytestmark = LIVE


def test_a_model_is_put_before_people_from_the_shell(
    cast: Cast, server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLIPLOOP_URL", server)
    monkeypatch.setenv("CLIPLOOP_KEY", create_key(cast.ada, "script", KeyScope.WRITE)[1])
    monkeypatch.setattr(turning, "AUDIT_SHARE", 0.0)  # chance may else draw the only clip

    def call(name: str, *arguments: object) -> Any:
        words = ["workflows", name, str(cast.project.pk), *map(str, arguments), "--json"]
        code, said = run(words), capsys.readouterr()
        return json.loads(said.out) if code == 0 else (code, said.err)

    labeled(cast)
    model, dataset = make_model(cast), make_dataset(cast, "Archive")
    clip(cast, "new", stage="dataset", dataset=dataset)
    assert call("choose", dataset.pk, "model-first")["template"] == "model-first"
    asked = ("--model", model.pk, "--threshold", 0.9, "--automatic")
    shown = call("set", dataset.pk, "model", *asked)
    assert (shown["model_id"], shown["threshold"], shown["automatic"]) == (model.pk, 0.9, True)

    turning.turn()

    assert call("set", dataset.pk, "model", "--model", 0)["model_id"] is None
    (mine,) = [one for one in call("list") if one["dataset_id"] == dataset.pk]
    waits = {one["stage"]: (one["waiting"], one["why"]) for one in mine["stages"]}
    assert waits["model"][0] == 1
    assert "No model is bound" in waits["model"][1]
    assert call("again", dataset.pk, "model")["failed"] == 0
    assert call("set", dataset.pk, "model")[0] == 2
    assert "does nothing alone" in call("again", dataset.pk, "annotate")[1]
