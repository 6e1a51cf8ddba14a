"""The event stream: in order, resumed, reset, and gone with its reader."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from cliploop.accounts import actions as accounts
from cliploop.accounts.models import ApiKey
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.events import stream as streams
from cliploop.events.broker import broker, stream_key
from cliploop.projects.api.live import Listener
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, make_item

pytestmark = pytest.mark.django_db(transaction=True)


def always() -> bool:
    return True


def alone(call: Callable[[], None]) -> None:
    """Call in this thread, leaving no connection of it behind."""
    try:
        call()
    finally:
        connection.close()


def published(topic: str) -> list[tuple[str, dict[str, str]]]:
    """What lies in a topic's stream: ids and fields."""
    entries: Any = broker().xrange(stream_key(topic))
    return list(entries)


async def told(
    topic: str,
    after: str | None,
    count: int,
    meanwhile: Callable[[], None] = lambda: None,
    may: Callable[[], bool] = always,
    heard: streams.Heard = list,
) -> list[str]:
    """The first `count` pieces of a stream, the hint to retry not counted."""
    pieces: list[str] = []
    reading: AsyncIterator[bytes] = streams.stream(topic, after, may, heard)
    assert (await anext(reading)).startswith(b"retry:")
    waiting = asyncio.ensure_future(anext(reading, b""))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(alone, meanwhile)
    for _ in range(count):
        pieces.append((await waiting).decode())
        waiting = asyncio.ensure_future(anext(reading, b""))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await reading.aclose()  # type: ignore[attr-defined]  # it is a generator
    return pieces


def test_what_is_published_arrives_in_order() -> None:
    def publish() -> None:
        for number in range(3):
            events.publish("project:1", "item", id=number)

    pieces = async_to_sync(told)("project:1", None, 3, publish)

    assert [json.loads(one.split("data: ")[1]) for one in pieces] == [
        {"id": 0},
        {"id": 1},
        {"id": 2},
    ]
    assert all(one.split("\n")[1] == "event: item" for one in pieces)


def test_what_is_large_is_told_in_brief_and_not_kept_in_memory(cast: Cast) -> None:
    item = make_item(cast, frames=9_000, stage="annotate", assignee=cast.ben)
    box = {"x": 10, "y": 20, "width": 40, "height": 40}
    track = a_tag(cast.person.pk, [[0, 9_000]], kind="box") | {
        "keyframes": {str(frame): box for frame in range(0, 9_000, 9)}
    }
    broker().delete(stream_key(f"project:{cast.project.pk}"))

    edit = an_edit({"added": track})
    assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).status == 200

    said = [fields for _, fields in published(f"project:{cast.project.pk}")]
    assert max(len(fields["data"]) for fields in said) < events.LARGEST_BYTES
    (brief,) = (json.loads(one["data"]) for one in said if one["name"] == "reload")
    assert brief == {"item_id": item.pk, "revision": 1}
    assert "edit" not in [one["name"] for one in said]


def test_a_reader_goes_on_after_the_last_it_saw() -> None:
    for number in range(3):
        events.publish("project:1", "item", id=number)
    first, _ = published("project:1")[0]

    pieces = async_to_sync(told)("project:1", first, 2)

    assert ['{"id": 1}' in pieces[0], '{"id": 2}' in pieces[1]] == [True, True]


@pytest.mark.parametrize("after", ["1-1", "99999999999999-0", "nonsense"])
def test_a_reader_that_missed_something_is_told_so_once(after: str) -> None:
    for number in range(5):
        events.publish("project:1", "item", id=number)
    broker().xtrim(stream_key("project:1"), maxlen=2, approximate=False)

    def publish() -> None:
        time.sleep(0.1)
        events.publish("project:1", "item", id=9)

    reset, then = async_to_sync(told)("project:1", after, 2, publish)

    assert "event: reset" in reset
    assert '{"id": 9}' in then


def test_a_broker_that_forgot_everything_resets_its_readers() -> None:
    (reset,) = async_to_sync(told)("project:1", "5-0", 1)

    assert "event: reset" in reset


def test_what_the_broker_did_not_take_resets_who_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    is_away = True
    add = events._add

    def take(*words: str) -> None:
        if is_away:
            raise redis.ConnectionError("The broker is away")
        add(*words)

    def lose() -> None:
        nonlocal is_away
        for topic in ("project:8", "project:8", "project:9"):
            events.publish(topic, "item", id=1)
        time.sleep(0.05)
        is_away = False

    events.publish("project:8", "item", id=0)
    first, _ = published("project:8")[0]
    monkeypatch.setattr(events, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(events, "_add", take)
    (reset,) = async_to_sync(told)("project:8", first, 1, lose)

    assert "event: reset" in reset
    while not published("project:9"):
        time.sleep(0.01)
    assert [fields["name"] for _, fields in published("project:8")] == ["item", "reset"]


def test_who_is_no_member_any_more_hears_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.1)

    assert async_to_sync(told)("project:1", None, 1, may=lambda: False) == [""]


@pytest.mark.parametrize("end", ["delete", "expire"])
def test_a_key_that_is_worthless_hears_nothing_more(cast: Cast, end: str) -> None:
    key, _ = accounts.create_key(cast.ada, "script")
    listener = Listener(cast.ada, cast.actor(cast.ada), key)
    assert listener.may()

    if end == "delete":
        accounts.delete_key(cast.ada, key.pk)
    else:
        ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())

    assert not listener.may()


def test_not_even_a_busy_project_tells_on_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.0)
    for number in range(3):
        events.publish("project:1", "item", id=number)
    first, _ = published("project:1")[0]

    assert async_to_sync(told)("project:1", first, 1, may=lambda: False) == [""]


def connections() -> int:
    """How many there are to this process's database: others test beside it."""
    own = str(broker().get_connection_kwargs()["db"])
    return sum(one["db"] == own for one in broker().client_list())


def test_a_reader_that_leaves_takes_its_connection_along() -> None:
    before = connections()

    for _ in range(5):
        async_to_sync(told)("project:1", None, 1, lambda: events.publish("project:1", "project"))

    assert connections() <= before + 1


def test_only_members_listen(cast: Cast) -> None:
    project = cast.project.pk

    assert cast.get(cast.dan, f"/events?project={project}").status == 404
    assert cast.get(None, f"/events?project={project}").status == 401
    assert cast.get(cast.ada, "/events").status == 400
    answer = cast.client(cast.vic).get(
        f"/api/v1/events?project={project}", headers={"Accept": "text/event-stream"}
    )
    assert answer.headers["Content-Type"] == "text/event-stream"


def test_an_annotator_hears_nothing_of_clips_they_may_not_see(cast: Cast) -> None:
    own = make_item(cast, stage="annotate", assignee=cast.ben)
    other = make_item(cast, stage="annotate", assignee=cast.ada)
    said = [
        (name, json.dumps({"item_id": item.pk}))
        for item in (own, other)
        for name in ("edit", "reload", "comment", "presence")
    ]
    job = ("job", json.dumps({"title": "Take in", "subject": {"type": "item", "id": other.pk}}))
    project = ("project", "{}")

    ben = Listener(cast.ben, cast.actor(cast.ben)).heard([*said, job, project])

    hint = ("item", json.dumps({"id": other.pk}))
    assert ben == [*said[:4], hint, hint, None, None, None, project]
    for who in (cast.ada, cast.cleo, cast.vic):
        assert Listener(who, cast.actor(who)).heard([*said, job]) == [*said, job]


def test_what_is_not_for_a_reader_is_left_out_of_the_stream() -> None:
    def publish() -> None:
        for name in ("comment", "item"):
            events.publish("project:1", name, id=1)

    def heard(said: Sequence[streams.Event]) -> list[streams.Event | None]:
        return [one if one[0] == "item" else None for one in said]

    (piece,) = async_to_sync(told)("project:1", None, 1, publish, heard=heard)

    assert "event: item" in piece


def test_people_see_who_has_a_clip_open(cast: Cast) -> None:
    item = make_item(cast)
    for who, item_id in ((cast.ada, item.pk), (cast.ben, item.pk), (cast.ada, None)):
        assert cast.post(who, "presence", {"item_id": item_id}).status == 204

    entries = published(f"project:{cast.project.pk}")
    seen = [json.loads(one["data"]) for _, one in entries if one["name"] == "presence"]
    names = [[user["name"] for user in one["users"]] for one in seen]
    assert names == [["Ada"], ["Ada", "Ben"], ["Ben"]]
    assert {one["item_id"] for one in seen} == {item.pk}


def test_nobody_has_a_clip_open_that_they_may_not_see(cast: Cast) -> None:
    hidden = make_item(cast, stage="annotate", assignee=cast.ada)
    trashed = make_item(cast, deleted_at=timezone.now())
    elsewhere = make_item(cast)
    other = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]
    Item.objects.filter(pk=elsewhere.pk).update(project=other)
    broker().flushdb()

    assert cast.post(cast.ben, "presence", {"item_id": hidden.pk}).status == 404
    for item_id in (trashed.pk, elsewhere.pk, 0, -1, 10**30):
        assert cast.post(cast.ada, "presence", {"item_id": item_id}).status == 404
    for project in (cast.project.pk, other):
        assert published(f"project:{project}") == []


def test_threads_share_the_connections_of_the_cache() -> None:
    cache.get("warm")
    before = connections()
    with ThreadPoolExecutor(5) as pool:
        ready = Barrier(5)

        def read() -> None:
            ready.wait()  # each in a thread of its own
            with turn:
                cache.get("anything")
            ready.wait()

        turn = Lock()
        for one in [pool.submit(read) for _ in range(5)]:
            one.result()

        assert connections() == before
