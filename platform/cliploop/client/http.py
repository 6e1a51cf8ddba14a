"""One connection to a server: JSON in and out, refusals and unreachable servers as exceptions."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from cliploop.client.problems import Refused, Unreachable, is_away, refused

PREFIX = "/api/v1/"
_MOST_PATIENCE_SECONDS = 60.0
# Before each next try where the server may only be starting again: a minute in all.
PAUSES_SECONDS = (0.5, 1, 2, 4, 8, 15, 30)


class Http:
    """Speaks to one server with one key. Waits when told to (429 with Retry-After)."""

    def __init__(
        self, url: str, key: str = "", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`url` is the server's root; `key` an API key, or empty for what needs none."""
        self.url = url.rstrip("/")
        headers = {"Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=httpx.Timeout(60.0, connect=5.0),
            transport=transport,
        )

    def __enter__(self) -> Self:
        """This connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        self._client.close()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer to a request on a path below the API, or any path of the server with a slash.

        Refuses (`Refused`) what the server refuses, and `Unreachable` where none answers.
        """
        waited = 0.0
        while True:
            with self._reaching():
                response = self._client.request(method, self._path(path), **options)
            if response.status_code != 429 or waited >= _MOST_PATIENCE_SECONDS:
                break
            pause = min(_retry_after(response), _MOST_PATIENCE_SECONDS)
            time.sleep(pause)
            waited += pause
        if response.is_error:
            raise refused(response)
        return response

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, patient: bool = False
    ) -> Any:
        """The JSON at a path. `patient` asks again for a minute while the server is away."""
        for pause in PAUSES_SECONDS if patient else ():
            try:
                return self._json(self.request("GET", path, params=params))
            except (Unreachable, Refused) as error:
                if not is_away(error):
                    raise
            time.sleep(pause)
        return self._json(self.request("GET", path, params=params))

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON answered to a JSON body; none for an empty answer."""
        response = self.request("POST", path, json={} if body is None else body)
        return self._json(response) if response.content else None

    def pages(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Everything in a list, asked for page by page."""
        asked = {"limit": 200, **(params or {})}
        while True:
            page = self.get(path, asked)
            yield from page["results"]
            if not page.get("next"):
                return
            asked["cursor"] = page["next"]

    @contextmanager
    def stream(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> Iterator[httpx.Response]:
        """A large answer, to be read piece by piece."""
        with (
            self._reaching(),
            self._client.stream("GET", self._path(path), params=params) as response,
        ):
            if response.is_error:
                response.read()
                raise refused(response)
            yield response

    def save(self, path: str, file: Path, params: Mapping[str, Any] | None = None) -> int:
        """The bytes of a large answer, written to a file: the whole of it or nothing."""
        fresh = file.with_name(f".{file.name}.part")
        written = 0
        try:
            with self.stream(path, params) as answer, fresh.open("wb") as opened:
                for piece in answer.iter_bytes(1 << 20):
                    written += opened.write(piece)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
        return written

    def _json(self, response: httpx.Response) -> Any:
        try:
            return response.json()
        except ValueError as error:
            raise Unreachable(
                f"What answers at {self.url} is no Cliploop. Set CLIPLOOP_URL to where it is"
            ) from error

    def _path(self, path: str) -> str:
        if path.startswith(("/", "http://", "https://")):
            return path
        return PREFIX + path

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            raise Unreachable(
                f"No Cliploop answers at {self.url} ({error}). "
                "Start it with `make run`, or set CLIPLOOP_URL"
            ) from error


def _retry_after(response: httpx.Response) -> float:
    try:
        return max(float(response.headers.get("Retry-After", "1")), 0.1)
    except ValueError:
        return 1.0
