"""Calling a model that lives elsewhere: what is sent, believed, retried and left alone."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from annotator.addresses import is_public
from annotator.breaker import ENOUGH, REST_SECONDS, Breaker, Flow
from annotator.contracts.outside import Outside
from annotator.refusal import Code, Refusal
from mlworker.outside import http
from mlworker.outside.line import TRIES, Line
from testkit.toy import SECRET, Toy, toy_model


@dataclass
class Clock:
    """A time that passes by sleeping only."""

    time: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        self.slept.append(seconds)
        self.time += seconds

    def now(self) -> float:
        """The time."""
        return self.time


@pytest.fixture
def toy() -> Iterator[Toy]:
    with toy_model() as toy:
        yield toy


def line(toy: Toy, clock: Clock | None = None, **more: Any) -> Line:
    clock = clock or Clock()
    outside = Outside("Toy", toy.url, private=True, secret=SECRET, timeout_seconds=60.0)
    return Line(replace(outside, **more), clock.sleep, clock.now)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("64:ff9b:1::a00:1", False),
        ("192.0.0.8", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::7f00:1", False),
        ("nothing", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_breaker_opens_after_some_failures_and_tries_once_again() -> None:
    breaker = Breaker()
    for _ in range(ENOUGH - 1):
        breaker.failed(10.0)
    assert breaker.flow(10.0) is Flow.CLOSED
    breaker.failed(10.0)

    assert breaker.flow(10.0) is Flow.OPEN
    assert breaker.flow(10.0 + REST_SECONDS) is Flow.HALF_OPEN
    breaker.failed(10.0 + REST_SECONDS)
    assert breaker.flow(10.0 + REST_SECONDS + 1) is Flow.OPEN
    breaker.worked()
    assert breaker.flow(10.0 + REST_SECONDS + 1) is Flow.CLOSED


def test_its_classes_are_asked_for_with_the_secret(toy: Toy) -> None:
    called = line(toy)

    assert called.classes() == ["fight", "normal"]
    assert toy.asked == [("/v1/classes", None)]
    health = called.health
    assert (health["calls"], health["failed"], health["breaker"]) == (1, 0, "closed")
    assert health["last_success"].startswith("1970-01-01")
    assert health["latency_seconds"] == 0


def test_who_stumbles_is_asked_again_a_little_later_each_time(toy: Toy) -> None:
    clock = Clock()
    toy.ways = ["500", "503"]

    assert line(toy, clock).classes() == ["fight", "normal"]
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    ("way", "calls", "why"),
    [
        ("500", TRIES, "answered 500"),
        ("429", TRIES, "answered 429"),
        ("404", 1, "answered 404"),
        ("302", 1, "answered 302"),
        ("garbage", 1, "not JSON"),
        ("huge", 1, "1024 kB"),
        ("{}", 1, "no 'classes'"),
        ('{"classes": []}', 1, "a list"),
        ('{"classes": [7]}', 1, "a name"),
        ('{"classes": ["a", "A "]}', 1, "twice"),
        ('{"classes": ["a\\u0000b"]}', 1, "a name"),
        ('{"classes": ["half a letter \\ud800"]}', 1, "a name"),
        ("packed", 1, "not JSON"),
    ],
)
def test_an_answer_that_is_none_is_refused(toy: Toy, way: str, calls: int, why: str) -> None:
    toy.ways = [way] * TRIES
    called = line(toy)

    with pytest.raises(Refusal, match=why) as refused:
        called.classes()

    assert refused.value.code is Code.UNREACHED
    assert "Toy" in refused.value.title
    assert SECRET not in refused.value.title
    assert len(toy.asked) == calls
    assert (called.health["failed"], called.health["last_success"]) == (calls, "")


@pytest.mark.parametrize(
    "prediction",
    [
        '{"class": "fight"}',
        '{"class": 7, "confidence": 0.5}',
        '{"class": "fight", "confidence": 1.5}',
        '{"class": "fight", "confidence": true}',
        '{"class": "fight", "confidence": NaN}',
        f'{{"class": "fight", "confidence": {10**400}}}',
        '"fight"',
    ],
)
def test_a_prediction_that_is_none_is_refused(toy: Toy, prediction: str) -> None:
    toy.ways = [f'{{"predictions": [{prediction}]}}']

    with pytest.raises(Refusal, match=r"confidence|no 'class'"):
        line(toy).infer({"frames": []})


@pytest.mark.parametrize("way", ["slow", "drip"])
def test_who_takes_too_long_is_not_waited_for(toy: Toy, way: str) -> None:
    toy.ways = [way] * TRIES

    with pytest.raises(Refusal, match=r"within 0\.3 s"):
        line(toy, timeout_seconds=0.3).classes()


def test_without_a_right_secret_nothing_is_said(toy: Toy) -> None:
    with pytest.raises(Refusal, match="answered 401"):
        line(toy, secret="wrong").classes()


@pytest.mark.parametrize("secret", ["two\r\nX-Inside: 1", "gr\u00fcn", "\x00"])
def test_a_secret_that_no_header_can_hold_is_told_to_nobody(toy: Toy, secret: str) -> None:
    called = line(toy, secret=secret)

    with pytest.raises(Refusal, match="its secret has letters") as refused:
        called.classes()

    assert toy.asked == []
    assert secret not in refused.value.title + called.health["last_error"]


def test_a_host_may_be_named_in_any_letters(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(toy.url.rpartition(":")[2].partition("/")[0])
    known, asked = socket.getaddrinfo, []

    def found(host: Any, *more: Any, **options: Any) -> Any:
        asked.append(host)
        return known("127.0.0.1" if "." in host else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    url = f"http://b\u00fccher.example:{port}/v1/classes"
    told = http.ask("GET", url, secret=SECRET, timeout_seconds=60, private=True)

    assert told == {"classes": ["fight", "normal"]}
    assert asked[0] == "xn--bcher-kva.example"


def test_who_keeps_failing_is_left_alone_and_then_tried_once(toy: Toy) -> None:
    clock = Clock()
    called = line(toy, clock)
    toy.ways = ["500"] * (ENOUGH + 1)

    for _ in range(4):
        with pytest.raises(Refusal):
            called.classes()
    assert len(toy.asked) == ENOUGH
    assert called.health["breaker"] == "open"

    clock.time += REST_SECONDS
    with pytest.raises(Refusal, match="500"):
        called.classes()
    assert len(toy.asked) == ENOUGH + 1
    # The next job finds the breaker as this one left it.
    told = called.health
    later = line(toy, clock, failures=told["failures"], opened=told["opened"])
    with pytest.raises(Refusal, match="left alone"):
        later.classes()
    assert len(toy.asked) == ENOUGH + 1
    clock.time += REST_SECONDS
    assert later.classes() == ["fight", "normal"]
    assert later.health["breaker"] == "closed"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
def test_a_private_address_is_not_called(url: str) -> None:
    with pytest.raises(Refusal, match="CLIPLOOP_PRIVATE_MODELS") as refused:
        Line(Outside("Toy", url)).classes()

    assert refused.value.code is Code.FORBIDDEN


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(toy.url.rpartition(":")[2].partition("/")[0])
    asked: list[str] = []
    known = socket.getaddrinfo

    def rebinding(host: Any, *more: Any, **options: Any) -> Any:
        """The name server of somebody who answers with another address each time."""
        if host != "model.example":
            return known(host, *more, **options)
        asked.append(host)
        return known("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    found = http.ask(
        "GET",
        f"http://model.example:{port}/v1/classes",
        secret=SECRET,
        timeout_seconds=60,
        private=True,
    )

    assert found == {"classes": ["fight", "normal"]}
    assert asked == ["model.example"]


def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)

    with pytest.raises(Refusal, match="private network"):
        http.pinned("rebound.example", 80, private=False)
