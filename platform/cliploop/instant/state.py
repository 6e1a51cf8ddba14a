"""The blob of all samples: written a line each, so that a new one is the old with other lines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Any

from annotator.contracts.learning import Sample
from annotator.contracts.message import packed
from cliploop.storage import actions, queries

_BEGIN = '{"item_id": '


def write(header: Mapping[str, Any], lines: Iterable[str]) -> str:
    """The key of the blob {…header, "samples": […]}. Memory stays flat, however many they are."""
    with TemporaryFile() as file:
        file.write(f'{json.dumps(header)[:-1]}, "samples": ['.encode())
        for at, line in enumerate(lines):
            file.write(f"{',' if at else ''}\n{line}".encode())
        file.write(b"\n]}\n")
        file.seek(0)
        return actions.put_stream(file)


def line(sample: Sample) -> str:
    """A sample's line."""
    return json.dumps(packed(sample))


def renewed(key: str, changes: Iterable[Sample], gone: Iterable[int]) -> Iterator[str]:
    """The lines of a blob with these samples in the place of what it says of them, new ones last.

    Refuses (`gone`) a missing blob.
    """
    left, away = {one.item_id: one for one in changes}, set(gone)
    with queries.open_blob(key) as file:
        for raw in file:
            text = raw.decode().rstrip(",\n")
            if text.startswith(_BEGIN):
                item_id = int(text[len(_BEGIN) : text.index(",")])
                if item_id in left:
                    yield line(left.pop(item_id))
                elif item_id not in away:
                    yield text
    for sample in left.values():
        yield line(sample)
