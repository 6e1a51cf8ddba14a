"""The blob of all samples: written a line each, so that a new one is the old with other lines."""

import re
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import Any

import orjson

from annotator.contracts.learning import Sample
from cliploop.storage import actions, queries

# Earlier blobs have a space before the number.
_ITEM = re.compile(rb'\{"item_id": ?(\d+),')


def write(header: Mapping[str, Any], lines: Iterable[bytes]) -> str:
    """The key of the blob {…header, "samples": […]}. Memory stays flat, however many they are."""
    with TemporaryFile() as file:
        file.write(orjson.dumps(header)[:-1] + b',"samples":[')
        for at, line in enumerate(lines):
            file.write((b",\n" if at else b"\n") + line)
        file.write(b"\n]}\n")
        file.seek(0)
        return actions.put_stream(file)


def line(sample: Sample) -> bytes:
    """A sample's line: what `Message.pack` makes of it, as JSON."""
    return orjson.dumps(sample)


def renewed(key: str, changes: Iterable[Sample], gone: Iterable[int]) -> Iterator[bytes]:
    """The lines of a blob with these samples in the place of what it says of them, new ones last.

    Refuses (`gone`) a missing blob.
    """
    left, away = {one.item_id: one for one in changes}, set(gone)
    with queries.open_blob(key) as file:
        for raw in file:
            if found := _ITEM.match(raw):
                item_id = int(found[1])
                if item_id in left:
                    yield line(left.pop(item_id))
                elif item_id not in away:
                    yield raw.rstrip(b",\n")
    for sample in left.values():
        yield line(sample)
