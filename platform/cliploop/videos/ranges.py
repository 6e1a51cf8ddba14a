"""What of a file a request wants: conditions and byte ranges, as RFC 9110 has them."""

import re
from collections.abc import Mapping

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")|(\*)')


def is_known(headers: Mapping[str, str], tag: str) -> bool:
    """Whether the other side has the file already, by If-None-Match."""
    seen = _TAG.finditer(headers.get("If-None-Match", ""))
    return any(one[1] == tag or one[2] for one in seen)


def wanted(headers: Mapping[str, str], tag: str, size: int) -> tuple[int, int] | None:
    """First and last byte plus one of the one range that is asked for; none means all of it.

    Several ranges at once, and a range of a file that is another by now (If-Range: a weak tag or a
    date says too little), are answered with all of it, too. Refuses by a ValueError what begins
    behind the end.
    """
    match = _RANGE.fullmatch(headers.get("Range", "").strip())
    if match is None or headers.get("If-Range", tag).strip() != tag:
        return None
    first, last = match.groups()
    if first == last == "":
        return None
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= end:
        raise ValueError(f"There are {size} bytes")
    return start, end
