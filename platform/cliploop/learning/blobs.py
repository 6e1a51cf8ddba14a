"""JSON that goes to workers and comes from them, as blobs in the storage."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from io import BytesIO
from typing import Any

from django.conf import settings

from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from cliploop.storage import actions, queries


def storage_url() -> str:
    """Where workers find blobs."""
    return str(settings.STORAGE_URL)


def put_samples(found: Iterable[Sample]) -> str:
    """The key of a blob {"samples": […]}, as workers read it."""
    return put({"samples": [asdict(one) for one in found]})


def samples(key: str) -> list[Sample]:
    """The samples in a blob that `put_samples` made."""
    return [unpack(Sample, one) for one in read(key)["samples"]]


def put(content: object) -> str:
    """The key of a blob with this content. Equal content has one key."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True)
    return actions.put_stream(BytesIO(text.encode()))


def read(key: str) -> Any:
    """The JSON in a blob. Refuses (`gone`) a missing one."""
    with queries.open_blob(key) as file:
        return json.load(file)


def rows(key: str) -> Iterator[Any]:
    """The rows of JSON lines, or of an earlier worker's array. Refuses (`gone`) a missing blob."""
    with queries.open_blob(key) as file:
        for line in map(json.loads, file):
            yield from line if isinstance(line, list) else (line,)
