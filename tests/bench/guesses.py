"""How many clips a second a model's guesses are written on through the edit log, and taken back."""

import argparse
import sys
import time
from typing import Any
from uuid import uuid4

from testkit.figures import tell
from testkit.servers import serving
from testkit.stack import place

CLIPS = (1_000, 10_000)
TARGET_CLIPS_PER_SECOND = 300.0


def measure(counts: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """Clips a second by how many there are: guessed, guessed otherwise, and taken back."""
    # Django is set up by now.
    from cliploop.datasets.models import Item  # noqa: PLC0415  # as above
    from cliploop.learning.actions import predicting  # noqa: PLC0415  # as above
    from testkit.cast import assemble  # noqa: PLC0415  # as above
    from testkit.labeled import labeled, make_model  # noqa: PLC0415  # as above
    from testkit.labeled import row as said_of  # noqa: PLC0415  # as above
    from testkit.many_clips import copied  # noqa: PLC0415  # as above

    cast = assemble()
    labeled(cast)
    model, found = make_model(cast), {}
    for count in counts:
        items = list(Item.objects.filter(pk__in=copied(cast, count)).order_by("pk"))

        def guess(class_id: int, items: list[Item] = items) -> None:
            job_id = str(uuid4())
            rows = [said_of(one, [0.9, 0.1], class_id, 0.9) for one in items]
            for at in range(0, len(rows), predicting.AT_ONCE):
                predicting.show(model, job_id, rows[at : at + predicting.AT_ONCE])

        found[count] = {
            "guessed": rate(count, guess, cast.fight.pk),
            "guessed again": rate(count, guess, cast.normal.pk),
            "taken back": rate(count, predicting.withdraw, model, f"c{count}"),
        }
        for name, value in found[count].items():
            sys.stdout.write(f"{count:7,} clips {name:14} {value:8.0f} a second\n")
            sys.stdout.flush()
    return found


def rate(count: int, work: Any, *given: Any) -> float:
    """Clips a second of a piece of work on so many of them."""
    begun = time.perf_counter()
    work(*given)
    return count / (time.perf_counter() - begun)


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, nargs="+", default=CLIPS)
    asked = parser.parse_args()
    with place() as folder, serving(folder):
        found = measure(tuple(asked.clips))
    worst = min(min(one.values()) for one in found.values())
    detail = {str(count): {k: round(v) for k, v in one.items()} for count, one in found.items()}
    met = worst >= TARGET_CLIPS_PER_SECOND
    tell("guesses", round(worst), "clips/s", TARGET_CLIPS_PER_SECOND, met=met, **detail)


if __name__ == "__main__":
    main()
