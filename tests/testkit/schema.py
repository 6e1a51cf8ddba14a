"""The drift check: the committed API document and its types are what the code says now."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
API = ROOT / "frontend" / "src" / "api"


def main() -> int:
    """Make both again beside the old ones and compare."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.yaml"
        types = Path(folder) / "schema.d.ts"
        _run(
            [
                sys.executable,
                "manage.py",
                "spectacular",
                "--fail-on-warn",
                "--file",
                str(document),
            ],
            ROOT,
        )
        _run(["npx", "openapi-typescript", str(document), "-o", str(types)], ROOT / "frontend")
        for fresh in (document, types):
            if fresh.read_text() != (API / fresh.name).read_text():
                sys.stderr.write(f"{fresh.name} is not what the code says: run `make schema`\n")
                return 1
    return 0


def _run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "CLIPLOOP_SECRET": "schema"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
