"""Where a model lives is told nobody who only sees that it could not be asked."""

import socket

import httpx
import pytest

from annotator.contracts.outside import Outside
from annotator.refusal import Refusal
from mlworker.outside import http
from mlworker.outside.line import Line


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "nowhere.invalid", "strange name"])
def test_what_failed_is_told_without_the_address(host: str) -> None:
    gone = Outside("Toy", f"http://{host}:9/v1/inside", private=True, timeout_seconds=5.0)
    mine = Line(gone, sleep=lambda _: None)

    with pytest.raises(Refusal) as caught:
        mine.classes()

    assert caught.value.title.startswith("Toy did not answer: ")
    for said in (caught.value.title, mine.last_error):
        assert said
        assert not any(one in said for one in (host, "127.0.0.1", "::1", "inside"))


def test_a_certificate_of_somebody_else_names_no_address() -> None:
    async def strange(*_: object, **__: object) -> bytes:
        raise httpx.ConnectError("certificate is not valid for 'model.example' (93.184.216.34)")

    with pytest.raises(http.Unanswered, match="not valid for 'its address'") as caught:
        http._within(1.0, strange, ("model.example", "93.184.216.34"))

    assert "model.example" not in str(caught.value)
    assert "93.184" not in str(caught.value)


def test_an_address_inside_is_refused_without_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)

    with pytest.raises(Refusal, match="CLIPLOOP_PRIVATE_MODELS=1") as caught:
        http.pinned("secret.example", 80, private=False)

    assert "secret.example" not in caught.value.title
