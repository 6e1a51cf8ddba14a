"""The command that looks for what is wrong, and says the way out."""

import click

from cliploop.cli.output import json_option, say
from cliploop.embedded.checks import Check, examine
from cliploop.embedded.folder import data_folder


@click.command()
@click.option("--data", metavar="DIR", help="The data folder [CLIPLOOP_DATA, ./data]")
@json_option
def doctor(data: str | None, as_json: bool) -> int:
    """Check this machine and the server that runs on it."""
    checks = examine(data_folder(data))
    answer = [
        {"name": check.name, "ok": check.ok, "found": check.found, "way_out": check.way_out}
        for check in checks
    ]
    say(answer, as_json=as_json, lines=[line for check in checks for line in _lines(check)])
    return 0 if all(check.ok for check in checks) else 1


def _lines(check: Check) -> list[str]:
    mark = "ok  " if check.ok else "WRONG"
    lines = [f"{mark:<6}{check.name:<12}{check.found}"]
    if not check.ok:
        lines.append(f"{'':<18}{check.way_out}")
    return lines
