"""A step in a child: what it says arrives, and whatever it does ends with it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from annotator.contracts.assist import OUTLINE
from annotator.contracts.media import STILL, DrawStill, StillDrawn
from annotator.refusal import Code, Refusal
from mlworker import attempt
from mlworker.child import Limits
from mlworker.tasks import LEARNING, SANDBOX, STEPS
from testkit.steps import is_running

ASK = DrawStill("job", "token", "", "", "", 7, "pids")
SECRET = "CLIPLOOP_SECRET"


def run(step: str, limits: Limits, ask: DrawStill = ASK, wanted: bool = True) -> Refusal:
    """How a step was refused."""
    with pytest.raises(Refusal) as caught:
        attempt.run(STILL, f"testkit.steps:{step}", ask, limits, lambda _: None, lambda: wanted)
    return caught.value


@pytest.mark.row("R10", "Computational cost")
def test_what_a_step_says_and_replies_arrives_without_its_chatter() -> None:
    heard: list[Mapping[str, Any]] = []

    reply = attempt.run(STILL, "testkit.steps:answer", ASK, Limits(), heard.append, lambda: True)

    assert reply == StillDrawn("job", "token", 1, 7)
    *curves, last = heard
    assert [words["detail"]["curve"] for words in curves] == [[{"step": 1}], [{"step": 2}]]
    assert (last["done"], last["total"], last["unit"]) == (2, 2, "frames")
    cost = last["detail"]["cost"]
    assert (cost["device"], cost["seconds"] > 0, cost["peak_bytes"] > 1 << 20) == (
        "cpu",
        True,
        True,
    )


def test_a_reply_is_the_end_whatever_holds_up_the_interpreter() -> None:
    limits = Limits(wall_seconds=300)

    reply = attempt.run(STILL, "testkit.steps:linger", ASK, limits, lambda _: None, lambda: True)

    assert reply == StillDrawn("job", "token", 1, 7)


def test_the_log_has_the_traceback_of_an_error_nobody_expected(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = run("stumble", Limits())

    assert "ZeroDivisionError: by nothing" in refusal.title
    assert "its log says more" in refusal.title
    assert 'steps.py", line' in caplog.text


def test_a_refusal_keeps_its_code_and_sentence() -> None:
    refusal = run("refuse", Limits())

    assert (refusal.code, refusal.title) == (Code.UNSUPPORTED, "Not this. Try that")


def test_a_crash_is_an_error_of_its_own_that_names_the_signal() -> None:
    refusal = run("crash", Limits())

    assert refusal.code is Code.UNEXPECTED
    assert "SIGABRT" in refusal.title


def test_who_is_killed_from_outside_is_told_apart_from_who_crashed() -> None:
    refusal = run("fall", Limits())

    assert refusal.code is Code.KILLED
    assert "ran out of memory" in refusal.title


@pytest.mark.parametrize(
    ("step", "limits", "named"),
    [
        ("devour", Limits(memory_bytes=2 << 30), "2,048 MB of memory"),
        ("write", Limits(file_bytes=3 << 20), "more than the 3 MB"),
        ("spin", Limits(cpu_seconds=1), "1 seconds of processor time"),
        ("hang", Limits(silence_seconds=1), "Nothing came out"),
        ("fall_silent", Limits(silence_seconds=1), "Nothing came out"),
        ("spin", Limits(wall_seconds=1), "longer than the 1 seconds"),
        ("hoard", Limits(open_files=64), "more than the 64 open files"),
        ("litter", Limits(folder_bytes=3 << 20), "more than the 3 MB in all"),
    ],
)
def test_each_limit_is_named_with_a_way_out(
    step: str, limits: Limits, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "WEIGH_SECONDS", 0.1)

    refusal = run(step, limits)

    assert refusal.code is Code.BUDGET
    assert named in refusal.title


@pytest.mark.parametrize(
    ("step", "limits"),
    [
        ("devour", Limits(memory_bytes=2 << 30)),
        ("spin", Limits(cpu_seconds=1)),
        ("hang", Limits(silence_seconds=1)),
        ("spin", Limits(wall_seconds=1)),
    ],
)
def test_what_reads_no_strangers_video_never_blames_one(step: str, limits: Limits) -> None:
    refusal = run(step, replace(limits, way_out="Draw it by hand"))

    assert refusal.code is Code.BUDGET
    assert refusal.title.endswith(". Draw it by hand")
    assert not {"video", "damaged", "upload"} & set(re.findall(r"\w+", refusal.title))


def test_a_model_has_time_to_load_without_a_word() -> None:
    _, limits = STEPS[OUTLINE]

    assert (limits.silence_seconds, limits.wall_seconds) == (0, 300)
    assert "CLIPLOOP_SAM2" in limits.way_out


def test_a_cancelled_step_goes_with_all_it_started(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    ask = DrawStill("job", "token", "", "", "", 7, str(noted))

    with pytest.raises(Refusal) as caught:
        attempt.run(
            STILL, "testkit.steps:hang", ask, Limits(), lambda _: None, lambda: not noted.exists()
        )

    assert caught.value.code is Code.CANCELLED
    for pid in map(int, noted.read_text().split()):
        while is_running(pid):
            time.sleep(0.01)


def test_a_child_is_given_no_secret_and_an_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (SECRET, "DATABASE_URL", "REDIS_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hush")

    names, _, files = run("look_around", Limits()).title.partition("|")

    assert not {SECRET, "DATABASE_URL", "REDIS_URL", "AWS_SECRET_ACCESS_KEY"} & set(names.split())
    assert files == ""


def test_threads_of_a_training_soon_sleep_while_they_wait_unless_the_operator_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    assert attempt.environment(tmp_path, LEARNING, "")["GOMP_SPINCOUNT"] == "1000"
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    assert attempt.environment(tmp_path, LEARNING, "")["GOMP_SPINCOUNT"] == "7"
    assert attempt.environment(tmp_path, SANDBOX, "")["OMP_NUM_THREADS"] == "1"


@pytest.mark.parametrize("step", ["fill", "overrun"])
def test_a_full_disk_is_named_as_such(step: str) -> None:
    refusal = run(step, Limits())

    assert refusal.code is Code.NO_SPACE
    assert "disk" in refusal.title


def may_leave_the_network() -> bool:
    """Whether this system lets a process drop its network."""
    trial = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-c", trial], check=False).returncode == 0


@pytest.mark.skipif(
    not may_leave_the_network(), reason="this system lets no process drop its network"
)
def test_a_child_reaches_the_network_only_where_it_may() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ask = DrawStill("job", "token", "", "", "", server.getsockname()[1], "")

        refusal = run("call", Limits(network=False), ask)
        reached = attempt.run(
            STILL, "testkit.steps:call", ask, Limits(), lambda _: None, lambda: True
        )

    assert "Error" in refusal.title
    assert isinstance(reached, StillDrawn)


WATCHER = """
from annotator.contracts.media import STILL, DrawStill
from mlworker import attempt
from mlworker.child import Limits
ask = DrawStill("job", "token", "", "", "", 7, {target!r})
attempt.run(STILL, "testkit.steps:hang", ask, Limits(), lambda _: None, lambda: True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends all with its worker")
def test_a_killed_worker_leaves_no_process_behind(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    source = os.pathsep.join(filter(None, sys.path))
    worker = subprocess.Popen(
        [sys.executable, "-c", WATCHER.format(target=str(noted))],
        env={**os.environ, "PYTHONPATH": source},
    )
    while not (noted.exists() and noted.read_text().count(" ")):
        assert worker.poll() is None
        time.sleep(0.05)
    started = psutil.Process(worker.pid).children(recursive=True)
    assert {*map(int, noted.read_text().split())} < {one.pid for one in started}

    worker.kill()
    worker.wait()

    for one in started:
        while is_running(one.pid):
            time.sleep(0.01)
