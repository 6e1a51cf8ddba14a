"""The words check: every message of the page is in each catalogue, and translated."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
CATALOGUES = FRONTEND / "src" / "locales"
SOURCE = "en.po"
# An entry whose translation is empty: neither a word on its line nor lines of them below.
_UNTRANSLATED = re.compile(r'^msgid (.+(?:\n".*)*)\nmsgstr ""\n(?!")', re.MULTILINE)


def main() -> int:
    """Extract beside the committed catalogues, compare, and look for what is not translated."""
    with tempfile.TemporaryDirectory() as folder:
        committed = sorted(CATALOGUES.glob("*.po"))
        for catalogue in committed:
            shutil.copy(catalogue, folder)
        _extract(folder)
        for catalogue in committed:
            fresh = (Path(folder) / catalogue.name).read_text()
            if fresh != catalogue.read_text():
                sys.stderr.write(f"{catalogue.name} is not what the page says: run `make words`\n")
                return 1
            if missing := untranslated(fresh) if catalogue.name != SOURCE else []:
                sys.stderr.write(f"{catalogue.name} lacks translations of: {', '.join(missing)}\n")
                return 1
    return 0


def untranslated(catalogue: str) -> list[str]:
    """The messages of a catalogue, as it has them, that nobody translated."""
    return [one.replace('"\n"', "") for one in _UNTRANSLATED.findall(catalogue)]


def _extract(folder: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", "words"],
        cwd=FRONTEND,
        env={**os.environ, "CLIPLOOP_CATALOGUES": f"{folder}/{{locale}}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
