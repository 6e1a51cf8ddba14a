"""Each setting is told of and reaches the containers, and the page knows what it is not told."""

import re
from pathlib import Path

import pytest

from mlworker.decode import proxy

ROOT = Path(__file__).parents[2]
NAME = re.compile(r'"(CLIPLOOP_[A-Z0-9_]+|(?:DATABASE|REDIS|STORAGE)_URL)"')
# What the parts of one machine tell each other is nobody's to set.
INSIDE = {"CLIPLOOP_PART_OF"}
# Where people are who work on it, or give commands from elsewhere.
ELSEWHERE = {"CLIPLOOP_DEBUG": "docs/develop.md", "CLIPLOOP_KEY": "README.md"}
SERVICES = ("platform/cliploop/settings.py", "mlworker")


def named(*places: str) -> set[str]:
    """The settings whose names the programs in some places know."""
    files = [
        path
        for place in places
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    return {name for path in files for name in NAME.findall(path.read_text())} - INSIDE


@pytest.mark.parametrize("name", sorted(named("platform", "mlworker")))
def test_each_setting_is_told_of(name: str) -> None:
    document = (ROOT / ELSEWHERE.get(name, "docs/operate.md")).read_text()

    assert f"`{name}`" in document if name not in ELSEWHERE else name in document


@pytest.mark.parametrize("name", sorted(named(*SERVICES) - ELSEWHERE.keys()))
def test_each_setting_reaches_the_containers(name: str) -> None:
    composed = (ROOT / "docker-compose.yml").read_text()

    assert re.search(rf"^  +{name}:", composed, re.MULTILINE)


def test_the_page_knows_how_large_what_plays_is() -> None:
    page = (ROOT / "frontend/src/editor-core/frames/closeUp.ts").read_text()

    assert re.findall(r"^const PLAYED_PX = (\d+)$", page, re.MULTILINE) == [str(proxy.LONGEST_PX)]
