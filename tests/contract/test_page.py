"""The page stays light: what a browser loads before it can show anything."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).parents[2] / "platform" / "cliploop" / "static" / "app"
MOST_KB = 200
# The workspace shows its outline before this is there. It weighs 241 KB: a menu or a dialog that
# slips back in (a dozen each) is found, a few lines more are not.
MOST_KB_OF_THE_WORKSPACE = 247


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


def before(manifest: dict[str, Any], page: str) -> float:
    """What a browser loads before it can show this page, in kilobytes."""
    return kilobytes(manifest, scripts(manifest, "index.html") | scripts(manifest, page))


@pytest.mark.parametrize("page", ["login/LoginPage.tsx", "projects/ProjectsPage.tsx"])
def test_what_is_loaded_before_a_first_page_shows_is_small(
    manifest: dict[str, Any], page: str
) -> None:
    assert before(manifest, f"src/pages/{page}") <= MOST_KB


def test_menus_and_dialogs_do_not_come_before_the_workspace(manifest: dict[str, Any]) -> None:
    workspace = "src/pages/workspace/WorkspacePage.tsx"

    assert before(manifest, workspace) <= MOST_KB_OF_THE_WORKSPACE
    assert "src/ui/opening/OpenMenu.tsx" not in scripts(manifest, workspace)


def test_the_workspace_does_not_come_with_the_first_page(manifest: dict[str, Any]) -> None:
    workspace = "src/pages/workspace/WorkspacePage.tsx"

    assert workspace not in scripts(manifest, "index.html")
