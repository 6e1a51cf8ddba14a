"""A rule's no: what every layer says when something may not be, never when something broke."""

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """The closed list of reasons. Each has an HTTP status in `cliploop.api.problems`."""

    INVALID = "invalid"
    SIGNED_OUT = "signed-out"
    WRONG_CREDENTIALS = "wrong-credentials"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    GONE = "gone"
    TAKEN = "taken"
    # Too much is asked at the moment; `extra` says after how many seconds to ask again.
    BUSY = "busy"
    WRONG_STAGE = "wrong-stage"
    VERSION_CONFLICT = "version-conflict"
    CLASS_IN_USE = "class-in-use"
    NOT_READY = "not-ready"
    INCOMPLETE = "incomplete"
    TOO_FEW_SOURCES = "too-few-sources"
    OFFSET_MISMATCH = "offset-mismatch"
    CHECKSUM_MISMATCH = "checksum-mismatch"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too-large"
    NO_SPACE = "no-space"
    BUDGET = "budget"
    CANCELLED = "cancelled"
    # Of background work: killed from outside, gone without a word, ended by an error of its own.
    KILLED = "killed"
    LOST = "lost"
    UNEXPECTED = "unexpected"
    # The storage, or a worker that somebody waits for, does not answer.
    UNREACHED = "unreached"


class Refusal(Exception):
    """What may not be, in one sentence that names the thing, the place and the way out.

    `fields` maps an input's name to what is wrong with it; `extra` goes into the answer as it is.
    """

    def __init__(
        self,
        code: Code,
        title: str,
        *,
        fields: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(title)
        self.code = code
        self.title = title
        self.fields = dict(fields or {})
        self.extra = dict(extra or {})
