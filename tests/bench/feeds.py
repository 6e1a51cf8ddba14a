"""How soon a page of each feed comes, and a decision is taken, in a project of very many clips."""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import numpy as np

from testkit.figures import tell
from testkit.servers import serving
from testkit.stack import place

CLIPS, PAGES, DECISIONS, SHOWN = 100_000, 12, 30, 20
TARGET_SECONDS = 1.0


def timed(work: Callable[[], Any], times: int) -> tuple[float, float, float]:
    """Seconds of a piece of work: the first time, then the median and the 95th percentile."""
    spent = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    first, *rest = spent
    return first, float(np.percentile(rest, 50)), float(np.percentile(rest, 95))


def measure(clips: int) -> dict[str, tuple[float, float, float]]:
    """The seconds of each feed's first page, held for who asks, of the list, of a decision."""
    # Django is set up by now.
    from cliploop.datasets.models import Item  # noqa: PLC0415  # as above
    from cliploop.feeds import actions, deciding, queries  # noqa: PLC0415  # as above
    from testkit.cast import assemble  # noqa: PLC0415  # as above
    from testkit.items import a_tag  # noqa: PLC0415  # as above
    from testkit.many_clips import fill  # noqa: PLC0415  # as above

    cast = assemble()
    fill(cast, clips)
    actor, found = cast.actor(cast.ada), {}
    waiting = Item.objects.filter(stage_kind="dataset").order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[: DECISIONS + 2])

    def decide() -> None:
        change = {"added": a_tag(cast.fight.pk, [[0, 60]])}
        asked = {"item_id": ids.pop(), "edit_id": uuid4(), "way": "submit", "unsure": False}
        answer = deciding.decide(actor, {**asked, "changes": [change]})
        if answer["problem"]:
            raise SystemExit(answer["problem"]["title"])

    given: dict[tuple[str, str], dict[str, Any]] = {}
    for kind in queries.KINDS:
        if kind.name == "words":  # it needs a model of words, which does not come with Cliploop
            continue
        given[kind.name, ""] = {} if kind.listed else {"of": [ids[0]]}
        if kind.listed:
            given[kind.name, " of a class"] = {"class": cast.fight.pk}
    for (name, what), asked in given.items():
        found[name + what] = timed(partial(actions.take, actor, name, asked, SHOWN), PAGES)
        show(name + what, found[name + what])
    found["the list of feeds"] = timed(partial(queries.kinds, actor), PAGES)
    found["a decision"] = timed(decide, DECISIONS)
    for name in ("the list of feeds", "a decision"):
        show(name, found[name])
    return found


def show(name: str, figures: tuple[float, float, float]) -> None:
    """A line of the table."""
    first, p50, p95 = figures
    sys.stdout.write(f"{name:28} first {first:7.3f} p50 {p50:7.3f} p95 {p95:7.3f} s\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=CLIPS)
    asked = parser.parse_args()
    with place() as folder, serving(folder):
        found = measure(asked.clips)
    worst = max(p95 for _, _, p95 in found.values())
    detail = {name: round(p95, 3) for name, (_, _, p95) in found.items()}
    met = worst <= TARGET_SECONDS
    tell("feeds", round(worst, 3), "s", TARGET_SECONDS, met=met, clips=asked.clips, **detail)


if __name__ == "__main__":
    main()
