"""Steps are forks of a template: at once, and with nothing of the worker or of another step."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from annotator.contracts.media import STILL, DrawStill, StillDrawn
from annotator.contracts.message import Message, Work
from annotator.contracts.words import READ_WORDS, ReadWords
from annotator.refusal import Code, Refusal
from mlworker import attempt, processes
from mlworker.child import Limits
from mlworker.template import Ends
from testkit.steps import is_running, steps_of

ASKS: dict[Work, Message] = {
    STILL: DrawStill("job", "token", "", "", "", 7, "hush-of-a-step"),
    READ_WORDS: ReadWords("job", "token", "", "hush-of-a-step"),
}

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system forks no steps")


def origin(work: Work = STILL, limits: Limits | None = None) -> dict[str, Any]:
    """What a step sees of where it comes from."""
    with pytest.raises(Refusal) as caught:
        attempt.run(
            work, "testkit.steps:show_origin", ASKS[work], limits or Limits(),
            lambda _: None, lambda: True,
        )  # fmt: skip
    seen: dict[str, Any] = json.loads(caught.value.title)
    return seen


@pytest.mark.parametrize(("work", "threads"), [(STILL, 3), (READ_WORDS, 1)])
def test_a_template_has_one_thread_and_no_cuda_and_its_forks_as_many_as_they_may(
    work: Work, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
    seen, again = origin(work), origin(work)

    assert seen["parent"] == again["parent"] != os.getpid()
    assert (seen["threads"], seen["cuda"]) == (1, False)
    assert seen["torch"] == (work is READ_WORDS)
    assert set(seen["blas"]) == {threads}
    assert seen["drawn"] != again["drawn"]


def test_a_fork_has_no_secret_and_nothing_of_another_step(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIPLOOP_SECRET", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hush-of-the-worker")
    seen, again = origin(), origin()

    for one in (seen, again):
        assert "PYTHONPATH=" in one["inherited"]
        assert "hush" not in one["inherited"]
        assert set(one["home"]) == {one["home"][2]}
        assert not {seen["home"][2], again["home"][2]} & set(one["inherited"].split("\0"))
        assert one["home"][2] not in one["inherited"]
        assert one["files"] == ["0", "1", "2", "3", "4"]  # the last looks
    assert seen["home"] != again["home"]


def test_limits_hold_in_a_fork_and_not_in_the_next() -> None:
    limited, free = origin(limits=Limits(niceness=3, memory_bytes=3 << 30)), origin()

    assert limited["parent"] == free["parent"]
    assert (limited["nice"] - free["nice"], limited["memory"]) == (3, 3 << 30)
    assert free["memory"] != 3 << 30
    assert limited["session"]
    assert free["session"]


def test_two_steps_at_once_are_forks_of_one(tmp_path: Path) -> None:
    ask = DrawStill("job", "token", "", "", "", 7, str(tmp_path))

    def meet(_: int) -> Message:
        step = "testkit.steps:meet"
        return attempt.run(STILL, step, ask, Limits(), lambda _: None, lambda: True)

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(meet, range(2)))

    assert replies == [StillDrawn("job", "token", 1, 1)] * 2


def test_a_template_that_was_killed_takes_its_steps_along_and_is_replaced(tmp_path: Path) -> None:
    first = origin()["parent"]
    assert first != os.getpid()
    noted = tmp_path / "pids"
    ask = DrawStill("job", "token", "", "", "", 7, str(noted))

    def wanted() -> bool:
        if noted.exists() and noted.read_text().count(" ") and is_running(first):
            os.kill(first, signal.SIGKILL)
        return True

    with pytest.raises(Refusal) as caught:
        attempt.run(STILL, "testkit.steps:hang", ask, Limits(), lambda _: None, wanted)

    assert caught.value.code is Code.KILLED
    for pid in map(int, noted.read_text().split()):
        while is_running(pid):
            time.sleep(0.01)
    second = origin()["parent"]
    assert second not in (first, os.getpid())
    os.kill(second, signal.SIGKILL)
    assert origin()["parent"] not in (second, os.getpid())


def test_a_step_that_ends_just_as_it_is_given_up_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "END_SECONDS", 0.1)
    template = processes.Template(("json",), attempt.environment(tmp_path, Limits(), ""))

    def fork() -> tuple[processes.Forked, int]:
        order, stdin = os.pipe()
        with open(os.devnull, "r+b") as nowhere:
            forked = template.fork(Ends(order, nowhere.fileno(), nowhere.fileno()))
        os.close(order)
        assert forked
        return forked, stdin

    given_up, stdin = fork()
    own = psutil.Process(given_up.pid).parent()
    assert own
    own.suspend()
    os.close(stdin)  # an order of nothing, at which it ends
    while is_running(given_up.pid):
        time.sleep(0.01)
    given_up.end()
    own.resume()

    after, stdin = fork()
    os.close(stdin)
    assert after.wait(60) == 1
    after.end()
    template.close()


def test_what_cannot_be_loaded_beforehand_is_left_to_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "DECODING", ("testkit.no_such_package",))

    seen = origin()

    assert seen["parent"] == os.getpid()
    assert set(seen["home"]) == {seen["home"][2]}
    assert not steps_of(psutil.Process())
