"""Commands about model versions: their stages, their history, and what one takes away of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from annotator.learning.packages import FORMS
from cliploop.cli.output import connect, json_option, say, table
from cliploop.client import Versions

project_argument = click.argument("project")
model_argument = click.argument("model_id", metavar="MODEL", type=int)
why_option = click.option("--why", default="", help="Kept in the version's history")


@click.group()
def models() -> None:
    """List model versions, move them from stage to stage, and download them."""


@models.command("list")
@project_argument
@json_option
def listed(project: str, as_json: bool) -> None:
    """List the versions of PROJECT in every stage, the newest first."""
    with _versions(project) as versions:
        found = list(versions.all())
    heads = ("model_id", "name", "stage", "entry", "regime", "parent_id")
    rows = [[one[head] for head in heads] for one in found]
    say(found, as_json=as_json, lines=table(["id", *heads[1:-1], "parent"], rows))


@models.command()
@project_argument
@model_argument
@json_option
def history(project: str, model_id: int, as_json: bool) -> None:
    """Tell what became of MODEL: when, by whom and why."""
    with _versions(project) as versions:
        found = versions.history(model_id)
    rows = [
        [one["at"][:19], one["stage"], (one["by"] or {}).get("name", ""), one["why"]]
        for one in found
    ]
    say(found, as_json=as_json, lines=table(["at", "stage", "by", "why"], rows))


def _mover(name: str, stage: str, told: str) -> click.Command:
    """The command that puts a version into a stage."""

    @click.command(name, help=told)
    @project_argument
    @model_argument
    @why_option
    @json_option
    def move(project: str, model_id: int, why: str, as_json: bool) -> None:
        with _versions(project) as versions:
            _say_stage(versions.put(model_id, stage, why), as_json=as_json)

    return move


for _command in (
    _mover("promote", "live", "Use MODEL; the one that was in use steps down."),
    _mover("withdraw", "ready", "Take MODEL out of use."),
    _mover("retire", "retired", "Keep MODEL for the record only. Not the one that is in use."),
    _mover("restore", "ready", "Bring MODEL back that was retired."),
):
    models.add_command(_command)


@models.command()
@project_argument
@model_argument
@why_option
@json_option
def rollback(project: str, model_id: int, why: str, as_json: bool) -> None:
    """Use again what was in use before MODEL."""
    with _versions(project) as versions:
        _say_stage(versions.roll_back(model_id, why), as_json=as_json)


@models.command()
@project_argument
@click.argument("model_ids", metavar="MODEL MODEL...", type=int, nargs=-1, required=True)
@json_option
def average(project: str, model_ids: tuple[int, ...], as_json: bool) -> None:
    """Make one version of several: it says the mean of what they say."""
    with _versions(project) as versions:
        run = versions.average(model_ids)
    answer = {"run": run["id"], "job": run["job"]["id"]}
    say(answer, as_json=as_json, lines=[f"{run['name']} is waiting for a worker"])


@models.command()
@project_argument
@model_argument
@click.argument("notes")
@json_option
def note(project: str, model_id: int, notes: str, as_json: bool) -> None:
    """Put NOTES in place of what is noted on MODEL."""
    with _versions(project) as versions:
        model = versions.note(model_id, notes)
    answer = {name: model[name] for name in ("id", "name", "notes")}
    say(answer, as_json=as_json, lines=[f"{model['name']}: {model['notes']}"])


@models.command()
@project_argument
@model_argument
@click.option(
    "-o", "--output", "path", required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option(
    "--form",
    type=click.Choice([one.key for one in FORMS]),
    help="What needs no Cliploop, written by a worker and compared first. Without it: the weights",
)
@json_option
def download(project: str, model_id: int, path: Path, form: str | None, as_json: bool) -> None:
    """Write the weights of MODEL (safetensors), or another form of it, and its card to a zip."""
    if not path.absolute().parent.is_dir():
        folder = path.absolute().parent
        raise click.UsageError(f"There is no folder {folder} to write {path.name} to")
    with connect() as client:
        project_id = int(client.project(project)["id"])
        versions = client.versions(project_id)
        if form is None:
            written = versions.download(model_id, path)
        else:
            asked = versions.package(model_id, form)
            if not asked["files"]:
                client.await_job(project_id, asked["job"]["id"])
            written = versions.save_package(model_id, form, path)
    answer = {"file": str(path), "bytes": written}
    say(answer, as_json=as_json, lines=[f"Wrote {path}, {written:,} bytes"])


@models.command()
@project_argument
@model_argument
@json_option
def card(project: str, model_id: int, as_json: bool) -> None:
    """Print the card of MODEL as Markdown."""
    with _versions(project) as versions:
        text = versions.card(model_id)
    say({"markdown": text}, as_json=as_json, lines=[text])


@contextmanager
def _versions(project: str) -> Iterator[Versions]:
    with connect() as client:
        yield client.versions(int(client.project(project)["id"]))


def _say_stage(model: dict[str, Any], *, as_json: bool) -> None:
    answer = {name: model[name] for name in ("id", "name", "state")}
    say(answer, as_json=as_json, lines=[f"{model['name']} is {model['state']}"])
