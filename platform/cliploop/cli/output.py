"""What commands say, and what every remote command begins with."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from cliploop.client import Client
from cliploop.embedded.folder import data_folder

DEFAULT_URL = "http://127.0.0.1:8000"
_NAMED = 5
_Command = TypeVar("_Command", bound=Callable[..., Any])


def json_option(command: _Command) -> _Command:
    """Adds `--json`: one document on standard output and nothing else."""
    option = click.option("--json", "as_json", is_flag=True, help="One JSON document, nothing else")
    return option(command)


def filter_option(command: _Command) -> _Command:
    """Adds `--filter key=value`, which repeats."""
    option = click.option(
        "--filter",
        "filters",
        multiple=True,
        metavar="KEY=VALUE",
        help="Only items with this: stage, tag, source, dataset, state… All given must hold; "
        "a,b is either",
    )
    return option(command)


def say(answer: Any, *, as_json: bool, lines: Iterable[str]) -> None:
    """The answer as JSON, or the lines for people."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in lines:
        click.echo(line)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines with aligned columns; numbers to the right."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *texts, strict=True)]
    numeric = [
        bool(rows) and all(isinstance(row[at], int | float) or row[at] is None for row in rows)
        for at in range(len(heads))
    ]
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in [list(heads), *texts]
    ]


class Progress:
    """One line on standard error that overwrites itself; silent where nobody watches."""

    def __init__(self, *, quiet: bool = False) -> None:
        """`quiet` says nothing at all."""
        self._shown = not quiet and sys.stderr.isatty()
        self._width = 0

    def show(self, text: str) -> None:
        """Replace the line."""
        if self._shown:
            click.echo(f"\r{text.ljust(self._width)}", nl=False, err=True)
            self._width = len(text)

    def end(self) -> None:
        """Leave the line empty."""
        if self._shown and self._width:
            click.echo(f"\r{' ' * self._width}\r", nl=False, err=True)


def warn(what: str, names: Sequence[str]) -> None:
    """Say on standard error what holds of these, how many they are, and the first of them."""
    if names:
        more = ", …" if len(names) > _NAMED else ""
        click.echo(f"{what}: {len(names)} ({', '.join(names[:_NAMED])}{more})", err=True)


def connect() -> Client:
    """A client of the server that CLIPLOOP_URL and CLIPLOOP_KEY name. Refuses without a key."""
    key = os.environ.get("CLIPLOOP_KEY", "")
    if not key:
        raise click.UsageError(_no_key())
    return Client(server_url(), key)


def server_url() -> str:
    """Where the server is: CLIPLOOP_URL, else the one that runs in the data folder here."""
    given = os.environ.get("CLIPLOOP_URL")
    state = None if given else data_folder().state()
    return str(given or (state and state["url"]) or DEFAULT_URL)


def _no_key() -> str:
    if data_folder().state():
        return (
            "CLIPLOOP_KEY is not set. A server runs on this machine: "
            "`cliploop keys create --admin` makes a key and prints the two lines to set"
        )
    return (
        "CLIPLOOP_KEY is not set. Make a key under Settings, API keys, of any project, then "
        "`export CLIPLOOP_URL=… CLIPLOOP_KEY=…`"
    )


def parsed_filters(client: Client, project_id: int, given: Iterable[str]) -> dict[str, str]:
    """Filters as the API takes them: classes and datasets may be named by name.

    `source=human,model` asks who made the labels; any other source is a recording.
    """
    parsed: dict[str, str] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--filter {one} has no value; write key=value")
        if key in parsed:
            raise click.UsageError(
                f"--filter {key} is given twice, but two of it at once cannot be asked for. "
                f"For either of them write {key}={parsed[key]},{value}"
            )
        parsed[key] = value
    if _KINDS.issuperset(parsed.get("source", "-").split(",")):
        parsed["label"] = parsed.pop("source")
    if "tag" in parsed:
        parsed["tag"] = _class_ids(client, project_id, parsed["tag"])
    if "stage" in parsed:
        datasets = client.datasets(project_id)
        for stage in parsed["stage"].split(","):
            require_stage(stage, datasets, None)
    if "dataset" in parsed:
        named = parsed["dataset"].split(",")
        ids = [str(client.dataset(project_id, name)["id"]) for name in named]
        parsed["dataset"] = ",".join(ids)
    return parsed


def require_stage(
    stage: str | None, datasets: Sequence[dict[str, Any]], dataset_id: str | None
) -> None:
    """Refuse a stage that the workflow of that dataset, or of any, does not have."""
    meant = [one for one in datasets if dataset_id in (None, str(one["id"]))]
    known = list(dict.fromkeys(at["id"] for one in meant for at in one["workflow"]["stages"]))
    if stage and known and stage not in known:
        raise click.UsageError(f"There is no stage {stage}. There are: {', '.join(known)}")


def _class_ids(client: Client, project_id: int, named: str) -> str:
    by_name = {one["name"]: str(one["id"]) for one in client.classes(project_id)}
    ids = set(by_name.values())
    wanted = named.split(",")
    for name in wanted:
        if name not in by_name and name not in ids:
            raise click.UsageError(
                f"There is no class named {name}. There are: {', '.join(by_name) or 'none yet'}"
            )
    return ",".join(by_name.get(name, name) for name in wanted)


_KINDS = frozenset({"human", "model", "import"})
