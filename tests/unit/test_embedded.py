"""Parts live, die, come back and end in order; a folder has one master."""

import os
import signal
import socket
import sys
from pathlib import Path

import psutil
import pytest

from cliploop.embedded.folder import CannotStart, Folder, data_folder
from cliploop.embedded.parts import Part, sweep
from cliploop.embedded.supervisor import Supervisor
from cliploop.embedded.up import up
from testkit.stack import wait_for

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A prepared data folder."""
    made = Folder(tmp_path / "data")
    made.prepare()
    return made


def make_part(folder: Folder, code: str = "import time; time.sleep(60)", name: str = "web") -> Part:
    """A part that runs some Python."""
    return Part(
        name=name,
        title=name,
        command=[sys.executable, "-c", code],
        environment=dict(os.environ),
        log=folder.logs / f"{name}.log",
        grace_seconds=0.3,
    )


def test_a_killed_part_comes_back(folder: Folder) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    part = make_part(folder)
    supervisor.start([part])
    first = supervisor.processes["web"]
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        supervisor.watch()
        return supervisor.processes.get("web", first) != first

    wait_for(is_back, 60, "the part runs again")
    supervisor.stop([["web"]])

    assert any("signal 9" in line for line in said)
    assert not part.alive


def test_a_part_that_does_not_listen_is_killed(folder: Folder) -> None:
    supervisor = Supervisor(lambda line: None)
    part = make_part(folder, STUBBORN)
    supervisor.start([part])

    supervisor.stop([["web"]])

    assert not part.alive


def test_a_part_that_ends_while_starting_says_why(folder: Folder) -> None:
    supervisor = Supervisor(lambda line: None)
    part = make_part(folder, "raise SystemExit('no disk')")
    part.ready = lambda: False

    with pytest.raises(CannotStart, match="no disk"):
        supervisor.start([part])


def test_what_a_killed_run_left_is_ended_and_nothing_else(folder: Folder, tmp_path: Path) -> None:
    other = Folder(tmp_path / "other")
    other.prepare()
    ours, theirs = make_part(folder), make_part(other)
    ours.spawn()
    theirs.spawn()
    assert ours.process is not None
    ended = psutil.Process(ours.process.pid)

    left = sweep(folder.logs)

    assert left == ["web"]
    assert ours.process.poll() == -signal.SIGKILL or not ended.is_running()
    assert theirs.alive
    theirs.kill()


def test_parts_die_with_their_parent(folder: Folder) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from cliploop.embedded.parts import Part\n"
        f"part = Part('web', 'web', {[sys.executable, '-c', 'import time; time.sleep(60)']!r},\n"
        f"            dict(os.environ), Path({str(folder.logs / 'web.log')!r}))\n"
        "part.spawn()\n"
        "print(part.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = psutil.Popen([sys.executable, "-c", script], stdout=-1, text=True)
    number = int(parent.communicate()[0])

    def is_gone() -> bool:
        try:
            return bool(psutil.Process(number).status() == psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return True

    wait_for(is_gone, 60, "the child is gone")


def test_a_second_start_on_one_folder_is_refused(folder: Folder) -> None:
    held = folder.lock()
    folder.remember({"url": "http://127.0.0.1:8000"})

    with pytest.raises(CannotStart, match=r"already running on .* at http://127.0.0.1:8000"):
        up(folder, 1, lambda line: None)

    os.close(held)


def test_a_port_in_use_is_refused_with_the_way_out(folder: Folder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"--port {port + 1}"):
            up(folder, port, lambda line: None)


def test_the_secret_is_made_once_and_is_its_owners(folder: Folder) -> None:
    secret = folder.secret()

    assert folder.secret() == secret
    assert (folder.root / "secret").stat().st_mode & 0o077 == 0


def test_the_state_is_written_whole_or_not(folder: Folder) -> None:
    held = folder.lock()
    folder.remember({"url": "http://a"})
    (folder.root / "state.new").write_text("{")  # a cut write of a later one

    assert folder.state() == {"url": "http://a"}
    os.close(held)
    assert folder.state() is None  # nobody runs here any more


def test_a_place_where_nobody_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotStart, match="Choose another folder"):
        Folder(tmp_path / "file" / "data").prepare()


def test_the_folder_is_the_named_one_else_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPLOOP_DATA", str(tmp_path / "environment"))

    assert data_folder(str(tmp_path / "named")).root == tmp_path / "named"
    assert data_folder().root == tmp_path / "environment"


def test_restarts_wait_longer_each_time(folder: Folder) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    supervisor.start([make_part(folder, "import time; time.sleep(0.2)")])

    def fell_twice() -> bool:
        supervisor.watch()
        return sum("starting it again" in line for line in said) >= 2

    wait_for(fell_twice, 60, "it ended twice")
    supervisor.stop([["web"]])

    assert [line.split(" in ")[1].split(" s")[0] for line in said if " in " in line][:2] == [
        "0.5",
        "1.0",
    ]
