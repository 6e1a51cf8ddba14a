"""The page stays light: what a browser loads before it can show anything."""

import pytest

from testkit import weight

MOST_KB = 200
WORKSPACE = "workspace/WorkspacePage.tsx"
TIMELINE = "src/editor/Timeline.tsx"
# The workspace shows its outline before this is there, and its timeline comes beside it. A menu or
# a dialog that slips back in (a dozen each) is found, a few lines more are not.
MOST_KB_OF_THE_WORKSPACE, MOST_KB_WITH_ITS_TIMELINE = 247, 256


@pytest.fixture(scope="module")
def built() -> weight.Manifest:
    """What the page was built to."""
    found = weight.manifest()
    if found is None:
        pytest.skip("The page is not built here: run `make build`")
    return found


@pytest.mark.parametrize("page", ["login/LoginPage.tsx", "projects/ProjectsPage.tsx"])
def test_what_is_loaded_before_a_first_page_shows_is_small(
    built: weight.Manifest, page: str
) -> None:
    assert weight.kilobytes_before(built, page) <= MOST_KB


def test_menus_and_dialogs_do_not_come_before_the_workspace(built: weight.Manifest) -> None:
    assert weight.kilobytes_before(built, WORKSPACE) <= MOST_KB_OF_THE_WORKSPACE
    assert "src/ui/opening/OpenMenu.tsx" not in weight.scripts(built, f"src/pages/{WORKSPACE}")


def test_what_comes_beside_the_workspace_is_small_too(built: weight.Manifest) -> None:
    assert TIMELINE not in weight.scripts(built, f"src/pages/{WORKSPACE}")
    assert weight.kilobytes_before(built, WORKSPACE, TIMELINE) <= MOST_KB_WITH_ITS_TIMELINE


def test_the_workspace_does_not_come_with_the_first_page(built: weight.Manifest) -> None:
    assert f"src/pages/{WORKSPACE}" not in weight.scripts(built, "index.html")
