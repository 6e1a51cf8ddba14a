"""Starting, being killed, and starting again."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from testkit.stack import Stack, place, wait_for


@pytest.fixture
def stopped() -> Iterator[Stack]:
    """A stack of its own, not yet started."""
    with place() as folder:
        made = Stack(folder)
        yield made
        made.stop()


def test_it_starts_stops_and_starts_again_after_a_power_cut(stopped: Stack) -> None:
    stopped.start()
    project = stopped.cliploop("projects", "create", "Kept", "--class", "right:tag")["id"]
    first_link = stopped.sign_in_link()

    stopped.kill()
    wait_for(lambda: stopped.part("web") is None, 120, "the web server died with its parent")
    stopped.start()

    with stopped.client() as client:
        assert client.project("Kept")["id"] == project
    assert stopped.sign_in_link() != first_link
    assert _follow(stopped).json()["user"]["is_admin"]
    assert _follow(stopped).is_error, "the link served twice"
    stopped.stop()
    assert stopped.state() is None
    for name in (
        "web",
        "platform",
        "media",
        "assist",
        "instant",
        "hooks",
        "gpu",
        "valkey",
        "postgres",
    ):
        assert stopped.part(name) is None, name


def test_a_second_one_on_the_same_folder_is_refused(stack: Stack) -> None:
    done = stack.command("up", "--data", str(stack.folder), "--port", "1")

    assert done.returncode == 1
    assert f"already running on {stack.folder} at {stack.url}" in done.stderr


def test_every_killed_part_comes_back(stack: Stack) -> None:
    for name in (
        "web",
        "platform",
        "media",
        "assist",
        "instant",
        "hooks",
        "gpu",
        "valkey",
        "postgres",
    ):
        number = stack.kill_part(name)

        def is_back(name: str = name, number: int = number) -> bool:
            part = stack.part(name)
            return part is not None and part.pid != number

        wait_for(is_back, 120, f"{name} runs again")
    wait_for(stack.answers, 120, "it is ready again")


def test_workers_know_no_password_of_the_database(stack: Stack) -> None:
    for name in ("media", "assist", "instant", "hooks", "gpu"):
        part = stack.part(name)
        assert part is not None
        known = part.environ()

        assert "DATABASE_URL" not in known
        assert "CLIPLOOP_SECRET" not in known
        assert known["REDIS_URL"]


def test_doctor_names_the_entry_of_the_log_that_somebody_changed(stack: Stack) -> None:
    stack.cliploop("projects", "create", "Logged", "--class", "right:tag")
    state = stack.state()
    assert state is not None
    sealed = "SELECT id FROM audit_entry WHERE position IS NOT NULL ORDER BY id LIMIT 1"
    with psycopg.connect(state["environment"]["DATABASE_URL"], autocommit=True) as database:
        wait_for(lambda: database.execute(sealed).fetchone() is not None, 120, "the log is sealed")
        assert _audited(stack)["ok"]
        ((entry,),) = database.execute(sealed).fetchall()
        database.execute("SET session_replication_role = replica")  # as who owns the machine can
        change = "UPDATE audit_entry SET action = reverse(action) WHERE id = %s"
        database.execute(change, [entry])
        forged = _audited(stack)
        database.execute(change, [entry])

    assert (forged["ok"], str(entry) in forged["found"]) == (False, True)


def _audited(stack: Stack) -> dict[str, Any]:
    checks = json.loads(stack.command("doctor", "--json").stdout)
    return next(check for check in checks if check["name"] == "audit")


def _follow(stack: Stack) -> httpx.Response:
    token = stack.sign_in_link().rsplit("/", 1)[-1].rsplit("=", 1)[-1]
    with httpx.Client(base_url=f"{stack.url}/api/v1/") as browser:
        browser.get("session")
        headers = {"X-CSRFToken": browser.cookies.get("csrftoken") or ""}
        return browser.post("session/link", json={"token": token}, headers=headers)
