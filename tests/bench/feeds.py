"""How soon a page of each feed comes, and a decision is taken, in a project of very many clips."""

import argparse
import sys
import time
from collections.abc import Callable
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
        item_id = ids.pop()
        change = {"added": a_tag(cast.fight.pk, [[0, 60]])}
        asked = {"item_id": item_id, "edit_id": uuid4(), "way": "submit", "unsure": False}
        answer = deciding.decide(actor, {**asked, "changes": [change]})
        if answer["problem"]:
            raise SystemExit(answer["problem"]["title"])

    for kind in queries.KINDS:
        one = {"of": [ids[0]]} if not kind.listed else {}
        for name, given in {
            kind.name: one,
            f"{kind.name} of a class": {"class": cast.fight.pk},
        }.items():
            if name != kind.name and not kind.listed:
                continue
            found[name] = timed(
                lambda k=kind, g=given: actions.take(actor, k.name, g, SHOWN), PAGES
            )
            show(name, found[name])
    for name, work, times in (
        ("the list of feeds", lambda: queries.kinds(actor), PAGES),
        ("a decision", decide, DECISIONS),
    ):
        found[name] = timed(work, times)
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
