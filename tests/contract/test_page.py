"""The page stays light: what a browser loads before it can show anything."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "platform" / "cliploop" / "static" / "app"
MOST_KB = 200


def scripts(manifest: dict[str, Any], name: str) -> set[str]:
    """The scripts that one loads before it runs, itself among them."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        part = open_.pop()
        if part not in found:
            found.add(part)
            open_ += manifest[part].get("imports", [])
    return found


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """What the page was built to."""
    file = APP / ".vite" / "manifest.json"
    if not file.exists():
        pytest.skip("The page is not built here: run `make build`")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def kilobytes(manifest: dict[str, Any], parts: set[str]) -> float:
    """What these scripts weigh on their way to the browser."""
    files = {APP / manifest[part]["file"] for part in parts}
    return sum(len(gzip.compress(one.read_bytes())) for one in files if one.suffix == ".js") / 1000


def test_what_is_loaded_before_the_first_page_shows_is_small(manifest: dict[str, Any]) -> None:
    signing_in = scripts(manifest, "src/pages/login/LoginPage.tsx")

    assert kilobytes(manifest, scripts(manifest, "index.html") | signing_in) <= MOST_KB


def test_the_workspace_does_not_come_with_the_first_page(manifest: dict[str, Any]) -> None:
    workspace = "src/pages/workspace/WorkspacePage.tsx"

    assert workspace not in scripts(manifest, "index.html")
