"""Every export format there is."""

from annotator.formats.darwin import DARWIN, DARWIN_FRAMES
from annotator.formats.motion import MOTION
from annotator.formats.video import Format
from annotator.refusal import Code, Refusal

FORMATS: tuple[Format, ...] = (DARWIN, DARWIN_FRAMES, MOTION)


def format_named(name: str) -> Format:
    """The format of this name. Refuses (`unsupported`) an unknown one, naming those there are."""
    for one in FORMATS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in FORMATS)
    raise Refusal(Code.UNSUPPORTED, f"There is no export format “{name}”; there are: {known}")
