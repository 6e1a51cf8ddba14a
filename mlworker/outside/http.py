"""Calls of addresses that somebody else chose: bounded, never redirected, never led inside."""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import httpx

from annotator.addresses import is_public
from annotator.refusal import Code, Refusal

CONNECT_SECONDS = 5.0
LARGEST_BYTES = 1 << 20


class Unanswered(Exception):
    """The other side did not answer as it should. `again`: it may if it is asked again."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


def ask(
    method: str,
    url: str,
    *,
    secret: str,
    timeout_seconds: float,
    private: bool,
    content: object = None,
) -> Any:
    """The JSON that an address answers. One connection, to an address that was looked at first.

    `private`: it may lie in one's own network. Raises `Unanswered`; refuses (`forbidden`) an
    address that may not be called.
    """
    headers = _headers(secret)
    body = None
    if content is not None:
        body = json.dumps(content).encode()
        headers["Content-Type"] = "application/json"
    answer = _send(method, url, timeout_seconds, headers, body, _body, private=private)
    try:
        return json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Unanswered("its answer is not JSON", again=False) from error


def tell(
    url: str, *, secret: str, timeout_seconds: float, private: bool, content: object, key: str
) -> None:
    """Tell an address something, which need only say yes (2xx). As `ask` beside that.

    `Idempotency-Key` is the same each time. With a secret `Cliploop-Signature` is `t=…,v1=…`: the
    time in seconds since 1970, and the HMAC-SHA256 by the secret of that, a dot and the body.
    """
    body = json.dumps(content).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if secret:
        headers["Cliploop-Signature"] = signature(secret, int(time.time()), body)
    _send("POST", url, timeout_seconds, headers, body, _taken, private=private)


def signature(secret: str, at: int, body: bytes) -> str:
    """What proves who tells, and when: see `tell`."""
    told = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={told}"


def _send(
    method: str,
    url: str,
    timeout_seconds: float,
    headers: Mapping[str, str],
    content: bytes | None,
    read: Callable[[httpx.Response], Coroutine[Any, Any, bytes]],
    *,
    private: bool,
) -> bytes:
    meant = _address(url)
    target = meant.copy_with(host=_pinned(meant, private=private))
    extensions = {"sni_hostname": meant.raw_host.decode("ascii")}
    sent = {"Host": meant.netloc.decode("ascii"), **headers}

    async def call() -> bytes:
        wait = httpx.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds))
        async with (
            httpx.AsyncClient(timeout=wait, trust_env=False, follow_redirects=False) as client,
            client.stream(
                method, target, headers=sent, content=content, extensions=extensions
            ) as response,
        ):
            return await read(response)

    return _within(timeout_seconds, call, (meant.host, target.host))


def _headers(secret: str) -> dict[str, str]:
    """Nothing packed is asked for: a few bytes of it may hold gigabytes."""
    if not (secret.isascii() and secret.isprintable()):
        raise Unanswered("its secret has letters that cannot be sent", again=False)
    plain = {"Accept": "application/json", "Accept-Encoding": "identity"}
    return plain | ({"Authorization": f"Bearer {secret}"} if secret else {})


def _address(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Unanswered("its address is none", again=False) from error


def _pinned(url: httpx.URL, *, private: bool) -> str:
    """An address that was looked at, where a name's own may be another one by the next call."""
    port = url.port or (443 if url.scheme == "https" else 80)
    return pinned(url.raw_host.decode("ascii"), port, private=private)


def _within(
    seconds: float, call: Callable[[], Coroutine[Any, Any, bytes]], hidden: Sequence[str]
) -> bytes:
    """What a call brings within one limit for the whole of it.

    Who sends a byte now and then keeps to any limit between two of them. What is `hidden` no error
    says: who may see that a job failed need not know where a model lives.
    """
    try:
        return asyncio.run(asyncio.wait_for(call(), seconds))
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unanswered(f"it did not answer within {seconds:g} s", again=True) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        said = str(error)
        for one in hidden:
            said = said.replace(one, "its address")
        why = f"it cannot be reached ({said[:120] or type(error).__name__})"
        raise Unanswered(why, again=True) from error


def pinned(host: str, port: int, *, private: bool) -> str:
    """An address of a host, that no later answer of its name server changes.

    All of its addresses must be public, unless `private`. Refuses (`forbidden`) others.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unanswered("there is no host of the name in its address", again=True) from error
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(map(is_public, addresses)):
        raise Refusal(
            Code.FORBIDDEN,
            "Its address lies in a private network, which models may not be called in. Ask an "
            "administrator to set CLIPLOOP_PRIVATE_MODELS=1 where that is meant",
        )
    return addresses[0]


async def _taken(response: httpx.Response) -> bytes:
    """Nothing, of an answer that says yes: its body is not read."""
    if not response.is_success:
        raise _no(response.status_code)
    return b""


def _no(status: int) -> Unanswered:
    again = status >= 500 or status in (408, 425, 429)
    return Unanswered(f"it answered {status}", again=again)


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise _no(response.status_code)
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_BYTES:
            raise Unanswered(
                f"it answered with more than the {LARGEST_BYTES >> 10} kB that are read",
                again=False,
            )
    return bytes(body)


def told(answer: Any, name: str) -> Any:
    """A member of an answer that is an object. Raises `Unanswered`."""
    if not isinstance(answer, Mapping) or name not in answer:
        raise Unanswered(f"its answer has no {name!r}", again=False)
    return answer[name]
