"""Commands about projects and what is in them."""

from pathlib import Path
from typing import Any

import click

from annotator.geometry.registry import Kind
from cliploop.cli.output import (
    connect,
    filter_option,
    json_option,
    parsed_filters,
    say,
    table,
)

# A skeleton needs a template of joints, which is drawn on the page of the classes.
KINDS = tuple(kind.value for kind in Kind if kind is not Kind.SKELETON)
_KINDS = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}"


@click.group()
def projects() -> None:
    """Make and list projects."""


@projects.command("create")
@click.argument("name")
@click.option("--class", "classes", multiple=True, metavar="NAME:KIND", help=f"KIND is {_KINDS}")
@json_option
def create(name: str, classes: tuple[str, ...], as_json: bool) -> None:
    """Make the project NAME, led by you."""
    parsed = [_parsed_class(one) for one in classes]
    with connect() as client:
        made = client.create_project(name, parsed)
    say({"id": made["id"]}, as_json=as_json, lines=[f"Made project {made['id']}, {name}"])


@projects.command("list")
@json_option
def listed(as_json: bool) -> None:
    """List the projects that you are in."""
    with connect() as client:
        found = list(client.http.pages("projects"))
    answer = [{"id": one["id"], "name": one["name"], "role": one["role"]} for one in found]
    rows = [[one["id"], one["name"], one["role"]] for one in answer]
    say(answer, as_json=as_json, lines=table(["id", "name", "role"], rows))


@click.command()
@click.argument("project")
@filter_option
@json_option
def items(project: str, filters: tuple[str, ...], as_json: bool) -> None:
    """List the items of PROJECT."""
    with connect() as client:
        project_id = int(client.project(project)["id"])
        found = list(client.items(project_id, parsed_filters(client, project_id, filters)))
    answer = [_shown_item(item) for item in found]
    rows = [
        [item["id"], item["name"], item["stage"], item["frames"], _tag_names(item["tags"])]
        for item in answer
    ]
    say(answer, as_json=as_json, lines=table(["id", "name", "stage", "frames", "tags"], rows))


@click.command()
@click.argument("project")
@click.option("--format", "format_name", default="darwin", show_default=True)
@click.option(
    "--shapes",
    type=click.Choice(["drawn", "boxes"]),
    default="drawn",
    show_default=True,
    help="Shapes as they were drawn, or as the boxes around them.",
)
@click.option(
    "-o", "--output", "path", required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@filter_option
@json_option
def export(
    project: str,
    format_name: str,
    shapes: str,
    path: Path,
    filters: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write the labels of PROJECT to a zip. Without a filter: of its completed items."""
    if not path.absolute().parent.is_dir():
        raise click.UsageError(
            f"There is no folder {path.absolute().parent} to write {path.name} to"
        )
    with connect() as client:
        project_id = int(client.project(project)["id"])
        chosen = {"format": format_name, "shapes": shapes}
        asked = {**chosen, **parsed_filters(client, project_id, filters)}
        written = client.export(project_id, path, asked)
    answer = {"file": str(path), "bytes": written}
    say(answer, as_json=as_json, lines=[f"Wrote {path}, {written:,} bytes"])


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Show the server's workers, queues, jobs and disk."""
    with connect() as client:
        said = client.status()
    workers = [
        [one["name"], ", ".join(one["queues"]), "alive" if one["alive"] else "gone"]
        for one in said["workers"]
    ]
    lines = [f"Cliploop {said['version']}", "", *table(["worker", "queues", "state"], workers), ""]
    lines += [f"{name}: {_flat(said.get(name))}" for name in ("queues", "jobs")]
    space = said["storage"]
    lines.append(f"disk: {_gib(space['used'])} used, {_gib(space['free'])} free")
    say(said, as_json=as_json, lines=lines)


def _parsed_class(given: str) -> dict[str, Any]:
    name, colon, kind = given.rpartition(":")
    if not colon:
        name, kind = given, "tag"
    if not name or kind not in KINDS:
        raise click.UsageError(f"--class {given} is not NAME:KIND; KIND is {_KINDS}")
    return {"name": name, "kind": kind}


def _shown_item(item: dict[str, Any]) -> dict[str, Any]:
    tags = [
        {key: tag[key] for key in ("class", "spans", "source", "confidence")}
        for tag in item["tags"]
    ]
    shown = {key: item[key] for key in ("id", "name", "stage", "frames")}
    return {**shown, "tags": tags}


def _tag_names(tags: list[dict[str, Any]]) -> str:
    return ", ".join(
        tag["class"] if tag["confidence"] is None else f"{tag['class']} {tag['confidence']:.2f}"
        for tag in tags
    )


def _gib(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 2**30:.1f} GiB"


def _flat(said: Any) -> str:
    if isinstance(said, dict):
        return ", ".join(f"{key} {value}" for key, value in said.items()) or "none"
    return str(said)
