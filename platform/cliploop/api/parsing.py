"""Bodies as JSON, believed in nothing."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from annotator.refusal import Code, Refusal

_UNKEPT = re.compile("[\0\ud800-\udfff]")


class StrictParser(JSONParser):
    """JSON that can be kept: not bottomless, and no text with NUL or half a character."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The data in the body. Refuses (`invalid`), naming the field, what no database takes."""
        raw = stream.read()
        try:
            data = super().parse(BytesIO(raw), media_type, parser_context)
        except RecursionError as error:
            raise ParseError("it is nested too deeply") from error
        # Only an escape can hide such text: a raw one is no UTF-8, or no JSON.
        if b"\\u" in raw and (bad := next(_unkept(data), None)) is not None:
            why = "Holds a character that cannot be kept"
            raise Refusal(Code.INVALID, f"{bad}: {why}", fields={bad: why})
        return data


def _unkept(data: Any) -> Iterator[str]:
    """Where the text is that cannot be kept, as dotted names."""
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and not _is_kept(value):
            yield path or "request"
        elif isinstance(value, Mapping):
            if not all(map(_is_kept, value)):
                yield path or "request"
            waiting += [(f"{path}.{name}".lstrip("."), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}.{at}".lstrip("."), inner) for at, inner in enumerate(value)]


def _is_kept(text: str) -> bool:
    return _UNKEPT.search(text) is None
