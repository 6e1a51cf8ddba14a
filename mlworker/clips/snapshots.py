"""Snapshots and other JSON in the storage."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from mlworker import blobs


def read_samples(storage_url: str, key: str) -> list[Sample]:
    """The samples of a snapshot."""
    return [unpack(Sample, one) for one in read_json(storage_url, key)["samples"]]


def read_json(storage_url: str, key: str) -> Any:
    """The data of a JSON blob."""
    return json.loads(blobs.fetch(storage_url, key).read_text(encoding="utf-8"))


def put_json(storage_url: str, content: object) -> str:
    """Store data as a JSON blob. Returns its key."""
    return put_rows(storage_url, [content])


def put_rows(storage_url: str, rows: Iterable[object]) -> str:
    """Store data as a blob of JSON lines, one a row, as it comes. Returns its key."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content.json"
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, sort_keys=True) + "\n")
        return blobs.put(storage_url, path)
