"""The command that makes a project to try the loop with."""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from cliploop.cli.output import Progress, connect, json_option, say, server_url
from cliploop.cli.uploads import Picked, became, picked, send, tag_by_folder
from cliploop.client import Client, JobFailed
from cliploop.embedded.folder import data_folder
from cliploop.embedded.local import create_admin_key

CLIPS = 40
_NAME = "Demo"


@click.command()
@json_option
def demo(as_json: bool) -> None:
    """Make a project of 40 generated clips in four classes, some labeled, some left for you."""
    progress = Progress(quiet=as_json)
    with _client() as client, tempfile.TemporaryDirectory(prefix="cliploop-demo-") as made:
        progress.show(f"Drawing {CLIPS} clips")
        _generate(Path(made))
        files = list(picked([Path(made)]))
        name = _free_name(client)
        names = sorted({file.class_name for file in files})
        project = client.create_project(name, [{"name": one, "kind": "tag"} for one in names])
        project_id = int(project["id"])
        recordings = _recordings(Path(made) / "clips.csv")
        sent = send(client, project_id, files, {"fps": "native"}, recordings, progress)
        found = became(client, project_id, sent, progress, wait=True)
        failed = [item for item in found if item["state"] == "failed"]
        if failed:
            raise JobFailed(f"{failed[0]['name']} could not be taken in: {failed[0]['error']}")
        labeled = [index for index, file in enumerate(files) if _is_labeled(files, file)]
        done = [found[index] for index in labeled]
        tag_by_folder(client, project_id, [files[index] for index in labeled], done)
        client.move(project_id, [item["id"] for item in done], "complete", "Labeled for the demo")
    progress.end()
    url = f"{server_url()}/p/{project_id}"
    answer = {"id": project_id, "name": name, "items": len(found), "labeled": len(done), "url": url}
    lines = [
        f"{name}: {len(found)} clips in {len(names)} classes, {len(done)} of them labeled",
        url,
    ]
    say(answer, as_json=as_json, lines=lines)


def _client() -> Client:
    """A client with the key that is set, else with a fresh one of the server that runs here."""
    if not os.environ.get("CLIPLOOP_KEY") and data_folder().state():
        made = create_admin_key(data_folder(), _NAME)
        return Client(made["url"], made["key"])
    return connect()


def _generate(folder: Path) -> None:
    command = [sys.executable, "-m", "mlworker.demo", str(folder), "--count", str(CLIPS)]
    done = subprocess.run([*command, "--seed", "1"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise JobFailed(f"The clips could not be drawn: {done.stderr.strip()[-400:]}")


def _recordings(table: Path) -> dict[str, str]:
    """The recording of each clip, by its file name."""
    with table.open(newline="") as file:
        rows = csv.DictReader(file)
        return {Path(row["path"]).name: row["source_group"] for row in rows}


def _is_labeled(files: list[Picked], file: Picked) -> bool:
    """Whether a clip comes labeled: the first three of five in each class."""
    same = [one for one in files if one.class_name == file.class_name]
    return same.index(file) % 5 < 3


def _free_name(client: Client) -> str:
    taken = {one["name"] for one in client.http.pages("projects")}
    number = 1
    while (name := _NAME if number == 1 else f"{_NAME} {number}") in taken:
        number += 1
    return name
