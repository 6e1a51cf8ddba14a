"""Whatever the log tells on the page is said in words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "frontend/src/pages/overview/activityWords.ts"


def test_every_deed_that_is_logged_has_words() -> None:
    said = set(re.findall(r'^  "?([a-z.-]+)"?: msg`', WORDS.read_text(), re.MULTILINE))
    logged = {deed for path in (ROOT / "platform/cliploop").rglob("*.py") for deed in _deeds(path)}

    assert len(logged) > 50
    assert logged - said == set()


def _deeds(path: Path) -> Iterator[str]:
    """The names under which a module logs what was done, where it says them itself."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="audit"), attr="record" | "record_many"),
                args=[_, ast.Constant(value=str(deed)), *_],
            ):
                yield deed
            case _:
                continue
