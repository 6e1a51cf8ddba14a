"""Commands that train models and run them."""

import json
from collections.abc import Sequence
from typing import Any

import click

from cliploop.cli.output import (
    Progress,
    connect,
    filter_option,
    json_option,
    parsed_filters,
    say,
)
from cliploop.client import Client


@click.command()
@click.argument("project")
@click.option("--classes", metavar="A,B", help="Names or ids. Without it: every tag class in use")
@click.option("--model", "entry", metavar="ENTRY", help="An entry of the model zoo")
@click.option("--regime", metavar="R", help="How to train it, such as probe")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="As epochs=20")
@click.option("--teacher", type=int, metavar="ID", help="The model that is learned from")
@click.option("--start", type=int, metavar="ID", help="The model whose weights are begun with")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--follow-shots", is_flag=True, help="Look at nothing that goes over a known cut")
@click.option("--trials", type=click.IntRange(min=2), help="Look for the best options so often")
@click.option("--minutes", type=click.IntRange(min=1), help="Look for them so long at most")
@click.option("--at", metavar="TIME", help="Start then, such as 2027-01-31T22:00+01:00")
@click.option("--after", "more", type=click.IntRange(min=1), help="Start after so many more labels")
@click.option("--wait", is_flag=True, help="Return when the model is there")
@json_option
def train(project: str, *, wait: bool, as_json: bool, **given: Any) -> None:
    """Train a model on the completed items of PROJECT."""
    later = {"not_before": given.pop("at"), "more": given.pop("more")}
    if wait and any(later.values()):
        raise click.UsageError("--wait: what starts by itself is not waited for; leave it out")
    progress = Progress(quiet=as_json)
    with connect() as client:
        project_id = int(client.project(project)["id"])
        ask = _asked(client, project_id, **given)
        if any(later.values()):
            planned = client.schedule(project_id, ask | later)
            say(planned, as_json=as_json, lines=[f"Planned: {_when(planned)}"])
            return
        run = client.train(project_id, ask)
        if not wait:
            answer = {"run": run["id"], "job": run["job"]["id"], "split": run["split"]}
            say(answer, as_json=as_json, lines=[f"Run {run['id']} is waiting for a worker"])
            return
        client.await_job(project_id, run["job"]["id"], lambda job: progress.show(_doing(job)))
        run = client.run(project_id, int(run["id"]))
        model = client.model(project_id, int(run["model_id"]))
    progress.end()
    answer = {"model": model["id"], "metrics": model["metrics"], "split": model["split"]}
    say(answer, as_json=as_json, lines=_summary(model))


def _asked(
    client: Client,
    project_id: int,
    *,
    classes: str | None,
    entry: str | None,
    regime: str | None,
    options: tuple[str, ...],
    trials: int | None,
    minutes: int | None,
    **more: Any,
) -> dict[str, Any]:
    """What the API takes of a training. `more`: what is called there as here."""
    ask: dict[str, Any] = {"classes": _classes(client, project_id, classes), **more}
    ask["entry"] = entry or client.zoo(project_id)[0]["key"]
    ask["options"] = parsed_options(options)
    search = {"trials": trials, "minutes": minutes}
    if any(search.values()):
        ask["search"] = {name: value for name, value in search.items() if value}
    return ask | ({"regime": regime} if regime else {})


def _when(planned: dict[str, Any]) -> str:
    if planned["missing"] is None:
        return f"starts at {planned['not_before']}"
    return f"starts after {planned['missing']} more labeled clips"


@click.command()
@click.argument("project")
@click.option("--model", "model_id", type=int, metavar="ID", help="Without it: the newest")
@filter_option
@click.option("--wait", is_flag=True, help="Return when every item is predicted")
@json_option
def predict(
    project: str, model_id: int | None, filters: tuple[str, ...], wait: bool, as_json: bool
) -> None:
    """Run a model on items of PROJECT. Without a filter: on all that nobody has labeled."""
    progress = Progress(quiet=as_json)
    with connect() as client:
        project_id = int(client.project(project)["id"])
        asked = parsed_filters(client, project_id, filters)
        job = client.predict(project_id, model_id or client.newest_model(project_id), asked)
        if wait:
            job = client.await_job(project_id, job["id"], lambda seen: progress.show(_doing(seen)))
    progress.end()
    result = job.get("result") or {}
    counts = {key: result[key] for key in ("predicted", "failed") if key in result}
    lines = [f"{job['title']}: {job['state']}"]
    lines += [f"{key}: {count}" for key, count in counts.items()]
    say({"job": job["id"], "state": job["state"], **counts}, as_json=as_json, lines=lines)


def parsed_options(given: Sequence[str]) -> dict[str, Any]:
    """Values by name. What is no JSON, as a word, is taken as text. Refuses what has no `=`."""
    found: dict[str, Any] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            raise click.UsageError(f"--option {one}: write NAME=VALUE, as epochs=20")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _classes(client: Client, project_id: int, given: str | None) -> list[int]:
    """The ids of the classes named, or of every tag class. Refuses names that nobody knows."""
    known = [one for one in client.classes(project_id) if one["kind"] == "tag"]
    if given is None:
        return [int(one["id"]) for one in known if not one.get("archived")]
    by_name = {name: int(one["id"]) for one in known for name in (str(one["id"]), one["name"])}
    wanted = [name.strip() for name in given.split(",") if name.strip()]
    for name in wanted:
        if name not in by_name:
            names = ", ".join(one["name"] for one in known) or "none yet"
            raise click.UsageError(f"There is no tag class named {name}. There are: {names}")
    return [by_name[name] for name in wanted]


def _doing(job: dict[str, Any]) -> str:
    said = job.get("progress") or {}
    total, done = said.get("total") or 0, said.get("done") or 0
    parts = [job["title"], job["state"], said.get("message") or ""]
    if total:
        parts.append(f"{done:g} of {total:g} {said.get('unit') or ''}".rstrip())
    if said.get("eta_seconds"):
        parts.append(f"{said['eta_seconds']:.0f} s left")
    return " · ".join(part for part in parts if part)


def _summary(model: dict[str, Any]) -> list[str]:
    metrics = model["metrics"]
    low, high = metrics.get("accuracy_interval") or (None, None)
    between = f" ({low:.3f} to {high:.3f})" if low is not None else ""
    return [
        f"Model {model['id']}, {model['name']}",
        f"accuracy {metrics['accuracy']:.3f}{between}, macro-F1 {metrics['macro_f1']:.3f} "
        f"on {metrics.get('n', '?')} clips ({metrics.get('split', 'test')})",
    ]
