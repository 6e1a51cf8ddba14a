"""Files that are made to expand are refused before they are worked through."""

import pytest

from annotator.refusal import Code, Refusal
from mlworker.decode.limits import Budget


def test_the_first_picture_tells_what_all_packets_would_come_to() -> None:
    budget = Budget(packets=100_000)
    budget.allow(file_bytes=765_000)

    with pytest.raises(Refusal, match="for a file of its size") as caught:
        budget.take(4096, 4096)

    assert caught.value.code is Code.BUDGET


def test_a_still_recording_of_small_packets_is_taken() -> None:
    budget = Budget(packets=30_000)
    budget.allow(file_bytes=2_000_000)

    for _ in range(3):
        budget.take(1280, 720)

    assert budget.seen_frames == 3
