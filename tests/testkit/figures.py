"""What a bench found, printed beside what it found the last time."""

import json
import os
import sys
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parents[2] / "build" / "bench"
_JUST_AS_GOOD = 0.02


def tell(bench: str, value: float, unit: str, target: float, *, met: bool, **detail: Any) -> None:
    """Print a bench's figures, how each number changed since the last run, and one JSON line.

    Figures are kept under build/, so that the next run can be compared with this one.
    """
    file = KEPT / f"{bench}.json"
    before = json.loads(file.read_text()) if file.exists() else {}
    line = {"bench": bench, "value": value, "unit": unit, "target": target, "met": met}
    detail = {**detail, "load": round(os.getloadavg()[0], 2)}
    for name, now in {"value": value, **detail}.items():
        was = before.get("value") if name == "value" else before.get("detail", {}).get(name)
        if isinstance(now, int | float) and isinstance(was, int | float):
            sys.stdout.write(f"  {name:32} {was:10.2f} before {now:10.2f} now{_change(was, now)}\n")
    sys.stdout.write(json.dumps({**line, "detail": detail}) + "\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**line, "detail": detail}))


def _change(was: float, now: float) -> str:
    if was == 0 or abs(now - was) <= _JUST_AS_GOOD * abs(was):
        return ""
    return f"  {(now - was) / abs(was):+.0%}"
