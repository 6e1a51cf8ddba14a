"""What docs/operate.md tells people to write down, word for word."""

import re
from pathlib import Path

_PATH = Path(__file__).parents[2] / "docs" / "operate.md"


def manual(language: str) -> str:
    """The one block of the manual that is marked so, such as `json`."""
    (block,) = re.findall(
        rf"^```{language}\n(.*?)^```", _PATH.read_text(), re.DOTALL | re.MULTILINE
    )
    return str(block)
