"""Whatever is imported is declared, locked, and within the bounds that are declared."""

import ast
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = {"annotator", "cliploop", "mlworker", "testkit"}
# Builds of these are for a machine's own kind, so that no version is locked.
LOOSE = {"torch", "torchvision"}


@cache
def declared() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by extra; always is the empty one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(one) for one in asked] for extra, asked in extras.items()}


def locked() -> dict[str, list[str]]:
    """The versions that are locked; more than one where it depends on the Python."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        name, _, version = line.partition(" ;")[0].strip().partition("==")
        found.setdefault(canonicalize_name(name.partition("[")[0]), []).append(version)
    return found


def imported(places: Iterable[str]) -> dict[str, str]:
    """The packages that files import and that are not Python's or ours, with a file each."""
    found: dict[str, str] = {}
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                for name in _modules(node):
                    found[name.partition(".")[0]] = str(file.relative_to(ROOT))
    return {
        name: file for name, file in found.items() if name not in sys.stdlib_module_names | OURS
    }


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


@pytest.mark.parametrize(
    ("places", "extras"),
    [
        (("annotator", "platform", "manage.py"), ("",)),
        (("mlworker",), ("", "cpu")),
        (("tests",), ("", "cpu", "test")),
    ],
    ids=["platform", "workers", "tests"],
)
def test_what_is_imported_is_declared(places: tuple[str, ...], extras: tuple[str, ...]) -> None:
    asked = {canonicalize_name(one.name) for extra in extras for one in declared()[extra]}
    owners = packages_distributions()

    missing = {
        f"{name} in {file}"
        for name, file in imported(places).items()
        if not asked & {canonicalize_name(one) for one in owners.get(name, ())}
    }

    assert missing == set()


def test_what_is_declared_has_both_bounds_and_is_locked_within_them() -> None:
    versions = locked()
    for one in (one for asked in declared().values() for one in asked):
        signs = {bound.operator for bound in one.specifier}
        assert signs in ({">=", "<"}, {"=="}), f"{one} has no lower or no upper bound"
        if one.name not in LOOSE:
            found = versions.get(canonicalize_name(one.name), [])
            assert found, f"{one} is not locked: run `make lock`"
            assert all(one.specifier.contains(version) for version in found), f"{one}: {found}"


def test_the_same_is_asked_of_both_kinds_of_machine() -> None:
    assert {one.name for one in declared()["cpu"]} == LOOSE
    assert declared()["cpu"] == declared()["gpu"]
