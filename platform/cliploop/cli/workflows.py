"""Commands about what the stages of datasets do alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from annotator.workflow.alone import TEMPLATES
from cliploop.cli.output import connect, json_option, say, table
from cliploop.client import Workflows

project_argument = click.argument("project")
dataset_argument = click.argument("dataset_id", metavar="DATASET", type=int)
stage_argument = click.argument("stage")


@click.group()
def workflows() -> None:
    """Put a model before people, and see what became of its clips. DATASET is an id."""


@workflows.command("list")
@project_argument
@json_option
def listed(project: str, as_json: bool) -> None:
    """List the stages of PROJECT that work alone, by dataset."""
    with _workflows(project) as known:
        found = known.all()
    heads = ("dataset", "workflow", "stage", "model", "waiting", "failed", "sure", "unsure", "why")
    rows = [
        [one["dataset_id"], one["template"], *_row(stage)]
        for one in found
        for stage in one["stages"] or [{}]
    ]
    say(found, as_json=as_json, lines=table(heads, rows))


@workflows.command()
@project_argument
@dataset_argument
@click.argument("template", type=click.Choice(list(TEMPLATES)))
@json_option
def choose(project: str, dataset_id: int, template: str, as_json: bool) -> None:
    """Give DATASET one of the known workflows."""
    with _workflows(project) as known:
        found = known.choose(dataset_id, template)
    say(found, as_json=as_json, lines=[f"{found['name']}: {found['template']}"])


@workflows.command("set")
@project_argument
@dataset_argument
@stage_argument
@click.option("--model", "model_id", type=int, help="The model that is asked; 0 for none")
@click.option("--threshold", type=click.FloatRange(0, 1), help="From which sureness on")
@click.option("--automatic/--by-hand", default=None, help="Whether new clips come by themselves")
@click.option("--share", type=click.FloatRange(0, 1), help="Of a sampling stage: what people see")
@click.option("--seed", type=click.IntRange(0), help="Of a sampling stage")
@json_option
def set_stage(project: str, dataset_id: int, stage: str, as_json: bool, **given: Any) -> None:
    """Set what STAGE of DATASET does alone; what is not said stays as it is."""
    values = {name: value for name, value in given.items() if value is not None}
    if values.get("model_id") == 0:
        values["model_id"] = None
    if not values:
        raise click.UsageError("Say what to set, such as --model or --share")
    with _workflows(project) as known:
        _say_stage(known.set(dataset_id, stage, values), as_json=as_json)


@workflows.command()
@project_argument
@dataset_argument
@stage_argument
@json_option
def again(project: str, dataset_id: int, stage: str, as_json: bool) -> None:
    """Ask the model of STAGE again about the clips that it could say nothing of."""
    with _workflows(project) as known:
        _say_stage(known.again(dataset_id, stage), as_json=as_json)


@contextmanager
def _workflows(project: str) -> Iterator[Workflows]:
    with connect() as client:
        yield client.workflows(int(client.project(project)["id"]))


def _row(stage: dict[str, Any]) -> Iterable[object]:
    names = ("stage", "model_id", "waiting", "failed", "sure", "unsure", "why")
    return [stage.get(name) for name in names]


def _say_stage(found: dict[str, Any], *, as_json: bool) -> None:
    classes = ", ".join(f"{one['name']} {one['count']}" for one in found["classes"])
    went = f"{found['waiting']} waiting, {found['sure']} sure, {found['unsure']} unsure"
    lines = [f"{found['name']}: {went}", *filter(None, (classes, found["why"]))]
    say(found, as_json=as_json, lines=lines)
