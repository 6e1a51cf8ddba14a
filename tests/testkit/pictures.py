"""Files of pictures, and what ingest makes of them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from annotator.contracts.errands import blob_path
from annotator.contracts.media import IngestVideo, VideoIngested
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.decode.ingest import ingest
from testkit import motion

Pictures = list[Image.Image]


def take(storage: Path, content: bytes, rate: int = 0) -> VideoIngested:
    """What ingest says of a file of these bytes."""
    path = storage.parent / "upload"
    path.write_bytes(content)
    url = storage.as_uri()
    ask = IngestVideo("job", "token", url, blobs.put(url, path), rate)
    reply = ingest(ask, lambda *_, **__: None)
    assert isinstance(reply, VideoIngested)
    return reply


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return file.getvalue()


def shown(storage: Path, reply: VideoIngested) -> list[int | None]:
    """The numbers on the frames of the proxy."""
    return motion.numbers(storage / blob_path(reply.proxy_key))


def seconds(storage: Path, reply: VideoIngested) -> list[float]:
    """When the frames are shown."""
    with np.load(storage / blob_path(reply.map_key)) as table:
        return [round(at, 4) for at in table["seconds"].tolist()]


def refused(storage: Path, content: bytes) -> Refusal:
    """How a file is refused."""
    with pytest.raises(Refusal) as caught:
        take(storage, content)
    return caught.value
