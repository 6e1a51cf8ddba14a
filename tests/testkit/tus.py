"""What tests of uploads speak with: a client of tus 1.0."""

import base64
from typing import Any

from testkit.cast import Cast

BYTES = bytes(range(256)) * 40


def encoded(**metadata: str) -> str:
    """Metadata as tus writes it."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items()
    )


class Tus:
    """A client of one person that speaks tus."""

    def __init__(self, cast: Cast, who: Any) -> None:
        """`who` is a user, or None for nobody."""
        self.cast, self.client = cast, cast.client(who)

    def ask(self, method: str, path: str, data: bytes = b"", **headers: str) -> Any:
        """The answer to a request; `_` in a header's name is a dash."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            self.cast.url(path),
            data=data,
            content_type="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", **named},
        )

    def create(self, length: int = len(BYTES), **metadata: str) -> Any:
        """Begin an upload."""
        named = {"filename": "a.mp4", **metadata}
        return self.ask(
            "POST", "uploads", Upload_Length=str(length), Upload_Metadata=encoded(**named)
        )

    def send(self, path: str, data: bytes, offset: int, **headers: str) -> Any:
        """Send a piece."""
        return self.ask("PATCH", path, data, Upload_Offset=str(offset), **headers)
