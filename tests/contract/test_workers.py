"""What a worker promises: each ask is done once, in a child, and its end is told."""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
import redis

from annotator.contracts.errands import FAILURE_TASK, PROGRESS_TASK, Failed, blob_path, cancel_key
from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from annotator.contracts.message import Message
from annotator.contracts.registry import WORKS
from mlworker import blobs, tasks
from mlworker.app import BROKER_URL, app
from testkit import motion
from testkit.steps import is_running, steps_of

ROOT = Path(__file__).parents[2]
COMMAND = [
    "-A",
    "mlworker.tasks",
    "worker",
    "-Q",
    "media",
    "--pool",
    "threads",
    "--concurrency",
    "2",
    "-l",
    "INFO",
]


class Worker:
    """A media worker of its own, and what it says to the platform."""

    def __init__(self, log: Path) -> None:
        """Start it; it is ready when it answers."""
        self.broker: redis.Redis = redis.Redis.from_url(BROKER_URL)
        for queue in ("platform", "media"):
            self.broker.delete(queue)
        paths = os.pathsep.join(str(ROOT / name) for name in (".", "platform", "tests"))
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", *COMMAND],
                env={**os.environ, "REDIS_URL": BROKER_URL, "PYTHONPATH": paths, "STORAGE_URL": ""},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        wait_for(lambda: b"ready." in log.read_bytes())

    def children(self) -> list[int]:
        """The processes it has started for steps."""
        return [step.pid for step in steps_of(psutil.Process(self.process.pid))]

    def said(self, task: str) -> list[dict[str, Any]]:
        """The messages it has sent for a task of the platform, oldest first."""
        found = []
        for raw in reversed(self.broker.lrange("platform", 0, -1)):
            envelope = json.loads(raw)
            if envelope["headers"]["task"] == task:
                found.append(json.loads(base64.b64decode(envelope["body"]))[0][0])
        return found

    def stop(self) -> None:
        """End it and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.broker.close()


def wait_for(holds: Callable[[], object]) -> None:
    """Wait until something holds; a test that waits for ever is ended by its runner."""
    while not holds():
        time.sleep(0.05)


def ask(message: Message) -> None:
    """Send an ask as the platform does."""
    app.send_task(INGEST.name, args=[message.pack()], queue="media")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A media worker."""
    running = Worker(tmp_path / "worker.log")
    yield running
    running.stop()


@pytest.fixture
def wanted(tmp_path: Path) -> IngestVideo:
    """An ask for a short video."""
    storage = f"file://{tmp_path}/storage"
    key = blobs.put(storage, motion.make_video(tmp_path / "video.mp4", 30))
    return IngestVideo(str(uuid4()), str(uuid4()), storage, key)


@pytest.fixture
def endless(wanted: IngestVideo, tmp_path: Path) -> IngestVideo:
    """An ask whose file gives nothing and never ends."""
    pipe = tmp_path / "storage" / blob_path("0" * 64)
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    return replace(wanted, token=str(uuid4()), source_key="0" * 64)


def test_every_work_has_a_task_and_a_step() -> None:
    assert {work.name for work in WORKS} <= set(app.tasks)
    assert set(tasks.STEPS) | set(tasks.RESIDENTS) == set(WORKS)
    assert not set(tasks.STEPS) & set(tasks.RESIDENTS)


def test_an_ask_sent_twice_is_done_once_and_replied_to(worker: Worker, wanted: IngestVideo) -> None:
    ask(wanted)
    ask(wanted)
    wait_for(lambda: worker.said(INGEST.reply_task) and not worker.children())

    (reply,) = worker.said(INGEST.reply_task)
    got = VideoIngested.unpack(reply)
    assert (got.job_id, got.token, got.frames) == (wanted.job_id, wanted.token, 30)
    assert worker.said(PROGRESS_TASK)


def test_a_file_that_is_no_video_fails_with_its_sentence(
    worker: Worker, wanted: IngestVideo, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("not a film")

    ask(replace(wanted, source_key=blobs.put(wanted.storage_url, note)))
    wait_for(lambda: worker.said(FAILURE_TASK))

    failed = Failed.unpack(worker.said(FAILURE_TASK)[0])
    assert (failed.token, failed.code) == (wanted.token, "unsupported")
    assert "not a video" in failed.title


def test_a_silent_step_sends_signs_of_life_and_ends_when_cancelled(
    worker: Worker, endless: IngestVideo
) -> None:
    ask(endless)
    wait_for(lambda: len(worker.said(PROGRESS_TASK)) >= 2)

    worker.broker.set(cancel_key(endless.job_id, endless.token), "1")
    wait_for(lambda: worker.said(FAILURE_TASK) and not worker.children())

    assert worker.said(FAILURE_TASK)[0]["code"] == "cancelled"


def test_a_killed_worker_takes_its_children_along(worker: Worker, endless: IngestVideo) -> None:
    ask(endless)
    wait_for(worker.children)
    (child,) = worker.children()

    os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.wait()

    wait_for(lambda: not is_running(child))
