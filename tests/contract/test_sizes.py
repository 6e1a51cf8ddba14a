"""Functions, files and rooms stay small enough to read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTION, FILE, ROOM = 40, 300, 2000
PYTHON = ("annotator", "mlworker", "platform", "tests", "manage.py")
SKIPPED = {"migrations", "node_modules", "static", "__pycache__", "dist"}


def sources(*places: str, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The files that people write."""
    for place in places:
        path = ROOT / place
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        for one in found:
            if one.suffix in suffixes and not SKIPPED & set(one.parts):
                yield one


def lines(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("place", PYTHON)
def test_functions_are_at_most_forty_lines(place: str) -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(place, suffixes=(".py",))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION
    ]

    assert long == []


def test_files_are_at_most_three_hundred_lines() -> None:
    python = sources(*PYTHON, suffixes=(".py",))
    web = sources("frontend/src", suffixes=(".ts", ".tsx"))
    generated = {"schema.d.ts"}

    long = [
        f"{path.relative_to(ROOT)}: {lines(path)}"
        for path in (*python, *web)
        if lines(path) > FILE and path.name not in generated
    ]

    assert long == []


def test_rooms_are_at_most_two_thousand_lines() -> None:
    rooms = [path for path in (ROOT / "platform" / "cliploop").iterdir() if path.is_dir()]
    sizes = {
        room.name: sum(lines(path) for path in room.rglob("*.py") if not SKIPPED & set(path.parts))
        for room in rooms
    }

    assert {name: size for name, size in sizes.items() if size > ROOM} == {}
