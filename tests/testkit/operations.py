"""Every operation of the API, to be walked."""

import re
from collections.abc import Iterator
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from cliploop.api.operations import Endpoint, Operation

_MADE_UP = {"int": "999999", "uuid": str(uuid4()), "str": "made-up", "path": "made-up"}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def operations() -> Iterator[tuple[str, Operation]]:
    """Each operation with its path below the API."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            for inner in entry.url_patterns:
                assert isinstance(inner, URLPattern)
                endpoint = getattr(inner.callback, "view_class", None)
                assert endpoint is not None
                assert issubclass(endpoint, Endpoint)
                yield from ((str(inner.pattern), one) for one in endpoint.operations.values())


def address(pattern: str, project_id: int) -> str:
    """The path with ids that do not exist, but for the project's."""

    def made_up(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return str(project_id) if name == "project_id" else _MADE_UP[kind or "str"]

    return f"/{_PARAMETER.sub(made_up, pattern)}"
