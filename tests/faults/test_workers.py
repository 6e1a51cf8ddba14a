"""kill -9 of a worker, or of what it started, while it works: each job ends, nothing is lost."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from testkit.stack import START_SECONDS, Stack, wait_for
from testkit.steps import kill_steps, steps_of

_LONG_SECONDS = 600.0


def kill_worker(stack: Stack, part: str) -> None:
    """End a worker; its supervisor starts another."""
    stack.kill_part(part)


def kill_child(stack: Stack, part: str) -> None:
    """End what a worker has started for a step: what takes the memory, and who runs out of it."""
    worker = stack.part(part)
    assert worker, part
    wait_for(lambda: kill_steps(worker) > 0, START_SECONDS, f"{part} is at work")


def at_work(stack: Stack, part: str) -> bool:
    """Whether a worker does a step."""
    worker = stack.part(part)
    return worker is not None and bool(steps_of(worker))


Kill = Callable[[Stack, str], None]


def kills(part: str) -> list[tuple[Kill, str, int]]:
    """Who is killed how, and at which attempt some work ends then at least.

    The platform's worker does none of it.
    """
    return [(kill_worker, part, 2), (kill_child, part, 2), (kill_worker, "platform", 1)]


def make_project(stack: Stack, name: str) -> int:
    """A project with the two classes of the drawn clips."""
    made = stack.cliploop("projects", "create", name, "--class", "right:tag", "--class", "left:tag")
    return int(made["id"])


def send(stack: Stack, project: int, clips: Path, *options: str) -> list[dict[str, Any]]:
    """Upload all clips."""
    given = ("--sources", str(clips / "sources.csv"), *options)
    answer: list[dict[str, Any]] = stack.cliploop("upload", str(project), str(clips), *given)
    return answer


def jobs(stack: Stack, project: int, kind: str) -> list[dict[str, Any]]:
    """The project's jobs of a kind."""
    with stack.client() as client:
        return list(client.http.pages(f"projects/{project}/jobs", {"kind": kind}))


@pytest.mark.parametrize(("kill", "part", "attempts"), kills("media"))
def test_a_worker_dies_while_videos_are_taken_in(
    stack: Stack, clips: Path, kill: Kill, part: str, attempts: int
) -> None:
    project = make_project(stack, f"Ingest, then {kill.__name__} {part}")
    with ThreadPoolExecutor(1) as pool:  # a clip is taken in as soon as it is there
        sending = pool.submit(send, stack, project, clips)
        if part == "media":
            wait_for(lambda: at_work(stack, part), _LONG_SECONDS, "an ingest runs")
        kill(stack, part)
        sent = sending.result()

    def all_ready() -> bool:
        with stack.client() as client:
            states = Counter(item["state"] for item in client.items(project, {}))
        assert not states["failed"]
        return states["ready"] == len(sent)

    wait_for(all_ready, _LONG_SECONDS, "every clip is taken in")
    done = jobs(stack, project, "ingest")
    assert Counter(job["state"] for job in done) == {"succeeded": len(sent)}
    assert max(job["attempt"] for job in done) >= attempts
    assert {item["frames"] for item in stack.cliploop("items", str(project))} == {24}


@pytest.mark.parametrize(("kill", "part", "attempts"), kills("gpu"))
def test_a_worker_dies_while_a_model_is_trained(
    stack: Stack, clips: Path, kill: Kill, part: str, attempts: int
) -> None:
    project = make_project(stack, f"Train, then {kill.__name__} {part}")
    send(stack, project, clips, "--classes-from-folders", "--stage", "complete")
    started = stack.cliploop("train", str(project))
    wait_for(
        lambda: any(job["state"] == "running" for job in jobs(stack, project, "train")),
        _LONG_SECONDS,
        "a training runs",
    )

    kill(stack, part)

    def has_ended() -> bool:
        with stack.client() as client:
            run = client.run(project, int(started["run"]))
        assert run["job"]["state"] not in {"failed", "cancelled"}, run["job"]["error"]
        return bool(run["job"]["state"] == "succeeded")

    wait_for(has_ended, _LONG_SECONDS, "the training ends")
    assert jobs(stack, project, "train")[0]["attempt"] >= attempts
    with stack.client() as client:
        models = list(client.http.pages(f"projects/{project}/models"))
    assert len(models) == 1
    assert 0 <= models[0]["metrics"]["accuracy"] <= 1


def test_no_log_knows_a_password(stack: Stack) -> None:
    secret = (stack.folder / "secret").read_text().strip()
    for log in (stack.folder / "logs").glob("*.log"):
        text = log.read_text(errors="replace")

        assert secret[:32] not in text, log
        assert not re.search(r"clk_\w{20}", text), log
