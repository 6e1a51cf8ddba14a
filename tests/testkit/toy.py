"""A toy model behind real HTTP: it tells red frames from blue ones, or misbehaves."""

import base64
import gzip
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from PIL import Image

SECRET = "open sesame"


@dataclass
class Toy:
    """What the model does next, and what it was asked. `ways`: for so many calls, then well.

    `told`: what it was called with as a web-hook: the key, the signature, and the body.
    """

    classes: tuple[str, ...] = ("fight", "normal")
    ways: list[str] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    told: list[tuple[str, str, bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def said(self, frames: list[dict[str, Any]]) -> dict[str, Any]:
        """The share of red among the colors of the frames."""
        means = [_colors(one["jpeg"]) for one in frames] or [(1.0, 1.0)]
        red, blue = np.mean(means, axis=0)
        told = {"fight": red / (red + blue), "normal": blue / (red + blue)}
        return {"predictions": [{"class": one, "confidence": told[one]} for one in told]}


def _colors(encoded: str) -> tuple[float, float]:
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))
    return float(pixels[..., 0].mean()), float(pixels[..., 2].mean())


class _Handler(BaseHTTPRequestHandler):
    toy: Toy

    def do_GET(self) -> None:
        self._answer({"classes": list(self.toy.classes)})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        given = json.loads(raw)
        if key := self.headers.get("Idempotency-Key"):
            self.toy.told.append((key, self.headers.get("Cliploop-Signature", ""), raw))
        self._answer({} if key else self.toy.said(given["frames"]), given)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, content: Any, given: Any = None) -> None:
        toy = self.toy
        toy.asked.append((self.path, given))
        known = self.headers.get("Authorization") == f"Bearer {SECRET}"
        if not known and "Idempotency-Key" not in self.headers:
            self._send(401, b"{}")
            return
        way = toy.ways.pop(0) if toy.ways else "well"
        if way.isdecimal():
            self._send(int(way), b"{}")
        elif way == "slow":
            toy.over.wait(30)
        elif way == "drip":
            self._drip()
        elif way == "packed":
            self._send(200, gzip.compress(json.dumps(content).encode()), packed=True)
        elif way == "huge":
            self._send(200, b" " * (2 << 20))
        elif way.startswith("{") or way == "garbage":
            self._send(200, way.encode())
        else:
            self._send(200, json.dumps(content).encode())

    def _send(self, status: int, body: bytes, *, packed: bool = False) -> None:
        self.send_response(status)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Location", "http://127.0.0.1:9/inside")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte now and then, so that none of them is long in coming."""
        self.send_response(200)
        self.end_headers()
        while not self.toy.over.wait(0.1):
            self.wfile.write(b" ")
            self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone away."""


@contextmanager
def toy_model(**more: Any) -> Iterator[Toy]:
    """The toy, listening on this machine."""
    toy = Toy(**more)
    handler = type("Handler", (_Handler,), {"toy": toy})
    with _Server(("127.0.0.1", 0), handler) as server:
        toy.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield toy
        finally:
            toy.over.set()
            server.shutdown()
            thread.join()
