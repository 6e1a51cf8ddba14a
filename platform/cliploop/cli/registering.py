"""The command that makes clips of files that lie on the server or in a bucket."""

from pathlib import Path

import click

from cliploop.cli.output import Progress, connect, json_option
from cliploop.cli.sources import matched, read_sources, sources_option
from cliploop.cli.uploads import (
    became,
    dataset_option,
    parsed_rate,
    rate_option,
    report,
    wait_option,
)
from cliploop.client import Order


@click.command()
@click.argument("project")
@click.argument("root")
@click.argument("paths", nargs=-1)
@click.option("--prefix", metavar="FOLDER", help="All below this folder of ROOT instead of PATHS")
@dataset_option
@rate_option
@click.option("--pictures", is_flag=True, help="PATHS are folders: the pictures in each, one clip")
@sources_option
@wait_option
@json_option
def register(
    project: str,
    root: str,
    paths: tuple[str, ...],
    prefix: str | None,
    dataset: str | None,
    fps: str,
    pictures: bool,
    sources: Path | None,
    wait: bool,
    as_json: bool,
) -> None:
    """Make clips of files below ROOT, which are read where they lie.

    ROOT is one of the folders and buckets that the server's CLIPLOOP_ROOTS names, PATHS are
    relative to it. What is a clip of the dataset already is left out.
    """
    if bool(paths) == (prefix is not None):
        raise click.UsageError("Name files, or a folder by --prefix; one of the two")
    # Which files lie below a folder only the server knows.
    known = [(path,) for path in paths]
    recordings = read_sources(sources) if sources and not paths else matched(sources, known)
    progress = Progress(quiet=as_json)
    with connect() as client:
        project_id = int(client.project(project)["id"])
        chosen = str(client.dataset(project_id, dataset, create=True)["id"]) if dataset else ""
        way = "pictures" if pictures else "clips"
        order = Order(root, paths or None, prefix or "", chosen, parsed_rate(fps), way, recordings)
        made = []
        for item_id in client.register(project_id, order):
            made.append(item_id)
            progress.show(f"Registered {len(made)}")
        found = became(client, project_id, made, progress, wait=wait)
    progress.end()
    report(found, as_json=as_json)
