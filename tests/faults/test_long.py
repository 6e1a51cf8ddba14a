"""kill -9 while a long video is taken in: what was finished of it is not done again."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.contracts.media import SEGMENT
from mlworker.decode import planning
from testkit import motion
from testkit.stack import SEGMENT_SECONDS, Stack, wait_for

FULL = os.environ.get("CLIPLOOP_FAULTS") == "full"
_LONG_SECONDS = 600.0
AT_ONCE = 2  # segments that the media worker makes at a time


def kill_worker(stack: Stack) -> None:
    """End the media worker; its supervisor starts another."""
    stack.kill_part("media")


def kill_everything(stack: Stack) -> None:
    """End it as a power cut does, and start it again."""
    stack.kill()
    wait_for(lambda: stack.part("web") is None, 120, "the web server died")
    stack.start()


KILLS: tuple[Callable[[Stack], None], ...] = (kill_worker, kill_everything)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video that is long for the stack of the tests."""
    folder = tmp_path_factory.mktemp("film")
    look = replace(motion.NUMBERED, width=640, height=360, gop=50)
    part = motion.make_video(folder / "part.mp4", 100, look)
    return motion.repeat(part, folder / "film.mp4", 120 if FULL else 30)


@pytest.mark.parametrize("kill", KILLS if FULL else KILLS[:1])
def test_finished_segments_are_not_made_again(
    stack: Stack, film: Path, kill: Callable[[Stack], None]
) -> None:
    plan = planning.plan(film, None, SEGMENT_SECONDS, lambda: None)
    assert plan is not None
    project = int(stack.cliploop("projects", "create", f"Long, then {kill.__name__}")["id"])
    log = stack.folder / "logs" / "media.log"
    before = asked(log)
    stack.cliploop("upload", str(project), str(film))
    wait_for(lambda: len(segments(stack, project)) >= 2, _LONG_SECONDS, "two segments are made")

    kill(stack)

    wait_for(lambda: item(stack, project)["state"] != "processing", _LONG_SECONDS, "it is taken in")
    ready = item(stack, project)
    assert (ready["state"], ready["frames"]) == ("ready", len(plan.shows))
    lost = asked(log) - before - len(plan.starts)
    assert 0 <= lost <= AT_ONCE
    with stack.client() as client:
        (job,) = client.http.pages(f"projects/{project}/jobs", {"kind": "ingest"})
    assert (job["state"], job["attempt"]) == ("succeeded", 1)
    assert job["progress"]["done"] == job["progress"]["total"] == len(plan.shows)


def asked(log: Path) -> int:
    """How many segments the media worker was asked for, so far."""
    lines = log.read_text(errors="replace").splitlines()
    return sum(f"Task {SEGMENT.name}[" in one and one.endswith("received") for one in lines)


def item(stack: Stack, project: int) -> dict[str, Any]:
    """The project's only item."""
    with stack.client() as client:
        (found,) = client.items(project, {})
    return dict(found)


def segments(stack: Stack, project: int) -> list[dict[str, Any]]:
    """Those that can be watched already."""
    media = item(stack, project)["media"]
    return list(media["segments"]) if media else []
