"""The card of what averages versions: made of those of its members."""

from collections.abc import Sequence
from dataclasses import replace

from annotator.learning.regimes import AVERAGE
from annotator.learning.zoo.entry import Entry, Preset


def averaged(members: Sequence[tuple[Entry, str]]) -> Entry:
    """The card of an average over versions of these entries in these sizes."""
    cards = [entry for entry, _ in members]
    first = cards[0]
    return Entry(
        key=AVERAGE.key,
        name=f"Average of {len(cards)}",
        summary=f"{AVERAGE.summary} Here of: {', '.join(one.name for one in cards)}.",
        source=AVERAGE.source,
        license="; ".join(dict.fromkeys(one.license for one in cards)),
        weights="packaged" if all(one.weights == "packaged" for one in cards) else "random",
        regimes=(),
        norm=first.norm,
        full=_together([entry.preset(size) for entry, size in members]),
        temporal=any(one.temporal for one in cards),
    )


def _together(sizes: Sequence[Preset]) -> Preset:
    """As large and as slow as all of them."""
    return replace(
        sizes[0],
        parameters=sum(one.parameters for one in sizes),
        seconds_per_clip=sum(one.seconds_per_clip for one in sizes),
    )
