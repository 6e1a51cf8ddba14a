"""Maps of where a model looked, read."""

import base64
from typing import Any

import numpy as np
import numpy.typing as npt


def pixels(found: dict[str, Any], moment: int) -> npt.NDArray[np.uint8]:
    """The map of a moment."""
    text = base64.b64decode(found["moments"][moment]["map"])
    return np.frombuffer(text, np.uint8).reshape(found["rows"], found["columns"])
