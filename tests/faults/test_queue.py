"""Trainings wait in line, tell how far they are, and stop when they are told to."""

from pathlib import Path
from typing import Any

import pytest

from testkit.clips import draw_clips
from testkit.stack import Stack, wait_for
from testkit.steps import steps_of

_LONG_SECONDS = 600.0
# Its first step is soon done, and its last one would be in half an hour at the earliest.
_SMALL_AND_LONG = {"preset": "tiny", "epochs": 10_000, "patience": 1_000}


@pytest.mark.row("F14", "Celery-style scheduling of training")
@pytest.mark.row("P40", "Training time promise")
def test_a_cancelled_training_ends_whole_and_lets_the_next_one_run(
    stack: Stack, tmp_path: Path
) -> None:
    draw_clips(tmp_path, per_class=10, seed=1)
    project = str(stack.cliploop("projects", "create", "A line", "--class", "right:tag")["id"])
    given = ("--sources", str(tmp_path / "sources.csv"), "--classes-from-folders")
    stack.cliploop("upload", project, str(tmp_path), *given, "--stage", "complete", "--wait")
    with stack.client() as client:
        classes = [one["id"] for one in client.http.pages(f"projects/{project}/classes")]
        asks: list[dict[str, Any]] = [
            {"classes": classes, "entry": "r3d_18", "options": _SMALL_AND_LONG},
            {"classes": classes, "entry": "probe_lite0"},
            {"classes": classes, "entry": "probe_lite0", "seed": 1},
        ]
        first, second, third = (client.train(int(project), ask)["job"]["id"] for ask in asks)

        def job(job_id: str) -> dict[str, Any]:
            found: dict[str, Any] = client.http.get(f"projects/{project}/jobs/{job_id}")
            return found

        wait_for(lambda: told(job(first)), _LONG_SECONDS, "the first tells how long it takes")
        assert [job(one)["state"] for one in (second, third)] == ["queued", "queued"]
        assert [job(one)["queue_position"] for one in (second, third)] == [1, 2]
        worker = stack.part("gpu")
        assert worker is not None
        children = steps_of(worker)
        assert children

        client.http.post(f"projects/{project}/jobs/{first}/cancel")

        assert job(first)["state"] == "cancelled"
        wait_for(lambda: not any(one.is_running() for one in children), 120, "its process ends")
        for one in (second, third):
            assert client.await_job(int(project), one)["state"] == "succeeded"
        assert job(first)["state"] == "cancelled"


def told(job: dict[str, Any]) -> bool:
    """Whether a job runs and says how much time is left."""
    assert not ended(job), job["error"]
    return job["state"] == "running" and (job["progress"]["eta_seconds"] or 0) > 0


def ended(job: dict[str, Any]) -> bool:
    """Whether a job is over, in whatever way."""
    return job["state"] in {"succeeded", "failed", "cancelled"}
