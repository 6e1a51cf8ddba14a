"""All that `make test` runs: the checks, two at a time and a line each, and then pytest."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LOGS = ROOT / "build" / "checks"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Check:
    """A command that says by its exit code whether all is well."""

    name: str
    command: Sequence[str]
    folder: str = "."


CHECKS = (
    Check("ruff", [f"{BIN}/ruff", "check", "."]),
    Check("format", [f"{BIN}/ruff", "format", "--check", "."]),
    Check("mypy", [f"{BIN}/mypy"]),
    Check("layers", [f"{BIN}/lint-imports"]),
    Check("types", ["npm", "run", "--silent", "typecheck"], "frontend"),
    Check("eslint", ["npm", "run", "--silent", "lint"], "frontend"),
    Check(
        "vitest",
        [
            "npx",
            "vitest",
            "run",
            "--reporter=default",
            "--reporter=json",
            "--outputFile.json=../build/vitest.json",
        ],
        "frontend",
    ),
    Check("page", ["npm", "run", "--silent", "build"], "frontend"),
    Check("schema", [sys.executable, "-m", "testkit.schema"]),
    Check("words", [sys.executable, "-m", "testkit.words"]),
)
AT_ONCE = 2
PYTEST = [
    *(f"{BIN}/pytest", "-n", "2", "--dist", "loadgroup", "-q"),
    *("--durations=20", "--ignore=tests/bench"),
]


def main() -> int:
    """Run everything; the exit code is 0 only when all of it is well."""
    LOGS.mkdir(parents=True, exist_ok=True)
    install_browser()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        well = pool.map(passes, CHECKS)
        failed = [check.name for check, passed in zip(CHECKS, well, strict=True) if not passed]
    if failed:
        say(f"Not well: {', '.join(failed)}. The rest still runs.")
    environment = {**os.environ, "CLIPLOOP_ROWS_RESULT": str(ROOT / "build" / "rows.json")}
    code = subprocess.run(PYTEST, cwd=ROOT, env=environment, check=False).returncode
    return code or bool(failed)


def passes(check: Check) -> bool:
    """Whether a check is well; what it says otherwise is printed."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT / check.folder,
        env={**os.environ, "CLIPLOOP_SECRET": "only for checks"},  # mypy's plugin loads Django
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    (LOGS / f"{check.name}.log").write_text(said)
    verdict = "ok" if done.returncode == 0 else "NOT WELL"
    say(f"{check.name:<8} {verdict:<8} {time.monotonic() - began:6.1f} s")
    if done.returncode != 0:
        say(said[-6000:])
    return done.returncode == 0


def install_browser() -> None:
    """See that there is a Chromium for the tests in a browser; where root may, it is installed."""
    if any(map(shutil.which, _BROWSERS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing chromium")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *command], check=False)
    if not any(map(shutil.which, _BROWSERS)):
        say("There is no Chromium: the tests in a browser fail. Install the package chromium.")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
