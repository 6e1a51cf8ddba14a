"""How much JavaScript a browser loads before a page can show anything."""

import argparse
import sys

from testkit.figures import tell
from testkit.weight import kilobytes_before, manifest

PAGES = {
    "sign_in": "login/LoginPage.tsx",
    "projects": "projects/ProjectsPage.tsx",
    "data": "data/DataPage.tsx",
    "workspace": "workspace/WorkspacePage.tsx",
}
FIRST = "projects"
TARGET_KB = 200.0


def main() -> None:
    """Print a table and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    built = manifest()
    if built is None:
        sys.exit("The page is not built here: run `make build`")
    found = {name: round(kilobytes_before(built, page), 1) for name, page in PAGES.items()}
    for name, weighs in found.items():
        sys.stdout.write(f"{name:10} {weighs:7.1f} KB gzip\n")
    first = found.pop(FIRST)
    tell("bundle", first, "KB gzip", TARGET_KB, met=first <= TARGET_KB, **found)


if __name__ == "__main__":
    main()
