"""The client waits for a server that starts again, and for nothing else."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cliploop.cli.output import Progress
from cliploop.cli.uploads import picked, send
from cliploop.client import Client, Order, Refused, Unreachable
from cliploop.client.http import PAUSES_SECONDS

Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept, without sleeping it."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def answering(*answers: int | str) -> Handler:
    """Answers one after the other: a job or item in a state, a bare status, or 0 for no answer."""
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        one = next(left)
        if one == 0:
            return away(request)
        if isinstance(one, int):
            return httpx.Response(one)
        return httpx.Response(200, json={"state": one, "title": "Training"})

    return answer


def client(handler: Handler) -> Client:
    return Client("http://here", "clk_x", transport=httpx.MockTransport(handler))


def test_a_job_is_awaited_while_the_server_starts_again(pauses: list[float]) -> None:
    seen: list[str] = []

    with client(answering("queued", 0, 502, 503, "running", 0, "succeeded")) as there:
        job = there.await_job(1, "a", lambda job: seen.append(job["state"]))

    assert job["state"] == "succeeded"
    assert seen == ["queued", "running", "succeeded"]
    assert pauses[1:4] == list(PAUSES_SECONDS[:3])


def test_items_are_awaited_while_the_server_starts_again(pauses: list[float]) -> None:
    with client(answering("processing", 0, 504, "ready")) as there:
        (item,) = there.await_items(1, [7], lambda done, total: None)

    assert item["state"] == "ready"


def test_a_server_that_stays_away_is_given_up_after_a_minute(pauses: list[float]) -> None:
    with client(away) as there, pytest.raises(Unreachable):
        there.await_job(1, "a")

    assert pauses == list(PAUSES_SECONDS)
    assert 60 <= sum(pauses) < 61


def test_a_refusal_ends_the_waiting_at_once(pauses: list[float]) -> None:
    with client(answering("queued", 404)) as there, pytest.raises(Refused):
        there.await_job(1, "a")

    assert len(pauses) == 1


def test_another_server_at_the_address_is_no_cliploop(pauses: list[float]) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="<html>It works</html>")

    with client(page) as there, pytest.raises(Unreachable, match="CLIPLOOP_URL"):
        there.project("1")


def test_what_is_not_waited_for_fails_at_once(pauses: list[float]) -> None:
    with client(away) as there, pytest.raises(Unreachable):
        there.item(1, 7)

    assert pauses == []


def test_files_are_registered_until_none_is_left() -> None:
    asked: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        told = {"items": [len(asked)], "known": 0, "next": "b.mp4" if len(asked) == 1 else None}
        return httpx.Response(201, json=told)

    with client(answer) as speaker:
        made = list(speaker.register(3, Order("shelf", prefix="day 1", fps="5")))

    assert made == [1, 2]
    assert [one.get("after") for one in asked] == [None, "b.mp4"]
    assert asked[0] == {
        "root": "shelf",
        "prefix": "day 1",
        "dataset": "",
        "fps": "5",
        "as": "clips",
        "sources": {},
    }


def test_datasets_are_found_by_name_and_made_where_there_is_none() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(201, json={"id": 9, **json.loads(request.content)})
        return httpx.Response(200, json=[{"id": 4, "name": "Clips"}])

    with client(answer) as there:
        assert there.dataset(1, "Clips")["id"] == there.dataset(1, "4")["id"] == 4
        assert there.dataset(1, "Street", create=True) == {"id": 9, "name": "Street"}
        with pytest.raises(Refused, match="There are: Clips"):
            there.dataset(1, "Street")


def test_folders_name_tag_classes_of_any_page_whatever_their_case() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(201, json={"id": 9, "kind": "tag", "name": "new"})
        first, second = (
            [
                {"id": number, "name": name, "kind": kind, "archived": archived}
                for number, name, kind, archived in (
                    (1, "new", "tag", True),
                    (2, "Fight", "tag", False),
                )
            ],
            [{"id": 3, "name": "person", "kind": "box", "archived": False}],
        )
        later = "cursor" in request.url.params
        page = {"results": second if later else first, "next": None if later else "c"}
        return httpx.Response(200, json=page)

    with client(answer) as there:
        assert there.tag_classes(1, ["fight", "new"]) == {"fight": 2, "new": 9}
        with pytest.raises(Refused, match="person is no tag"):
            there.tag_classes(1, ["person"])


def test_a_refusal_says_each_thing_once() -> None:
    problem = {"title": "Name: already used. Choose another", "code": "taken"}
    fields = {"name": "Already used. Choose another.", "color": "No color"}

    with (
        client(lambda _: httpx.Response(409, json={**problem, "fields": fields})) as there,
        pytest.raises(Refused) as no,
    ):
        there.create_project("Street")

    assert str(no.value) == "Name: already used. Choose another. color: No color"


def test_a_file_that_is_there_already_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("a", "b"):
        (tmp_path / f"{name}.mp4").write_bytes(name.encode())

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            where = {"Location": "/uploads/x", "Cliploop-Item": "8"}
            return httpx.Response(201, headers=where)
        known = {"Cliploop-Twin": "3"} if request.content == b"b" else {}
        return httpx.Response(204, headers={"Upload-Offset": "1", **known})

    with client(answer) as there:
        send(there, 1, list(picked([tmp_path])), {}, {}, Progress(quiet=True))

    assert capsys.readouterr().err == (
        "Here before with the same bytes, and now twice: 1 (b.mp4 as item 3)\n"
    )
