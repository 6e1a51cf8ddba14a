"""What a network is shown of a sample: its pictures, or the skeletons in it."""

from collections.abc import Sequence
from fractions import Fraction

from annotator.contracts.learning import Sample
from mlworker import blobs
from mlworker.clips.poses import draw
from mlworker.clips.sight import Sight
from mlworker.clips.stacks import Pictures, stack


def show(
    storage_url: str,
    sample: Sample,
    ranges: Sequence[tuple[int, int]],
    sight: Sight,
    into: Pictures,
) -> None:
    """Fill `into`, of `sight.shape(clips)`. Refuses what `stack` and `draw` refuse."""
    rate = Fraction(sample.rate_numerator, sample.rate_denominator)
    if sight.poses:
        draw(sample.poses, rate, ranges, sight, into)
    else:
        stack(blobs.fetch(storage_url, sample.proxy_key), rate, ranges, sight, into)
