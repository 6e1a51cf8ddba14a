"""The command that measures how fast models are where the server's workers run."""

from typing import Any

import click

from cliploop.cli.output import Progress, connect, json_option, say, table

HEADS = ("model", "clips/s", "s/clip", "x real time", "peak MB", "parameters", "")


@click.command("bench-models")
@click.option("--only", metavar="A,B", default="", help="Keys of the model zoo. Without it: all")
@click.option("--tiny", is_flag=True, help="Measure the small forms: a minute instead of many")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 600),
    default=10.0,
    show_default=True,
    help="How long each is measured; slow ones take three clips at least",
)
@json_option
def bench_models(only: str, tiny: bool, seconds: float, as_json: bool) -> int:
    """Measure the models of the zoo on the machine of the gpu worker, and keep the figures.

    Training dialogs estimate by them from then on. Needs a key of a site admin.
    """
    progress = Progress(quiet=as_json)
    keys = [one.strip() for one in only.split(",") if one.strip()]
    with connect() as client:
        asked = {"entries": keys, "preset": "tiny" if tiny else "full", "seconds": seconds}
        done = client.measure(asked, lambda seen: progress.show(_doing(seen)))
    progress.end()
    result = done["result"]
    lines = [f"{result['device']}, {asked['preset']} models", *_table(result["rows"])]
    lines += ["", ", ".join(f"{name} {value}" for name, value in result["versions"].items())]
    say(result, as_json=as_json, lines=lines)
    return 0 if any("error" not in row for row in result["rows"]) else 4


def _table(rows: list[dict[str, Any]]) -> list[str]:
    return table(HEADS, [_row(one) for one in rows])


def _row(row: dict[str, Any]) -> list[object]:
    if "error" in row:
        return [row["entry"], None, None, None, None, None, row["error"]]
    return [
        row["entry"],
        round(row["clips_per_second"], 2),
        round(row["latency_seconds"], 4),
        round(row["real_time_factor"], 2),
        row["peak_bytes"] >> 20,
        row["parameters"],
        "",
    ]


def _doing(job: dict[str, Any]) -> str:
    said = job.get("progress") or {}
    done, total = said.get("done") or 0, said.get("total") or 0
    return f"{said.get('message') or job['title']} · {done:g} of {total:g}"
