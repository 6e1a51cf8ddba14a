"""What the built page weighs on its way to a browser."""

import gzip
import json
from pathlib import Path
from typing import Any

APP = Path(__file__).parents[2] / "platform" / "cliploop" / "static" / "app"

Manifest = dict[str, Any]


def manifest() -> Manifest | None:
    """What the page was built to, by source file; None where it is not built."""
    file = APP / ".vite" / "manifest.json"
    return json.loads(file.read_text()) if file.exists() else None


def scripts(built: Manifest, name: str) -> set[str]:
    """The scripts that one loads before it runs, itself among them."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        part = open_.pop()
        if part not in found:
            found.add(part)
            open_ += built[part].get("imports", [])
    return found


def kilobytes_before(built: Manifest, page: str, *beside: str) -> float:
    """What a browser loads, gzipped, before it can show a page of `src/pages`, and what beside."""
    needed = ("index.html", f"src/pages/{page}", *beside)
    parts = set[str]().union(*(scripts(built, one) for one in needed))
    files = {APP / built[part]["file"] for part in parts}
    return sum(len(gzip.compress(one.read_bytes())) for one in files if one.suffix == ".js") / 1000
