"""A corpus of odd and hostile files, where it is at hand: each taken in exactly or refused.

CLIPLOOP_HOSTILE_SEED makes other files of the same families; CLIPLOOP_FAULTS=full gives what
hangs the worker's own patience, and takes also in each way what may be refused.
"""

import os
from pathlib import Path

import psutil
import pytest

from annotator.refusal import Code
from testkit import hostile, ways
from testkit.hostile import Expected, Outcome
from testkit.steps import is_running, memory_bytes, steps_of

SEED = int(os.environ.get("CLIPLOOP_HOSTILE_SEED", "1"))
BAIT = {"sibling_secret.mp4", "sibling_secret.ts"}
GROWN_BYTES = 64 << 20
# A bomb within the limits may fill a picture of 36 megapixels in each of its threads.
MOST_BYTES = 1 << 30

corpus = pytest.mark.skipif(
    not hostile.MAKER.exists(), reason="the corpus of hostile files is not here (CLIPLOOP_CORPUS)"
)


@corpus
@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.parametrize("family", hostile.FAMILIES)
def test_each_file_is_taken_in_exactly_or_refused_with_a_way_out(
    family: str, tmp_path: Path
) -> None:
    expected = hostile.make(tmp_path / "files", SEED, [family])
    held = memory_bytes("VmRSS")

    storage = tmp_path / "storage"
    found = [(one, hostile.take(one, tmp_path / "files", storage)) for one in expected]

    wrong = {one.file: out.differs(one) for one, out in found if one.firm and out.differs(one)}
    assert not wrong
    for one, outcome in found:
        check(one, outcome)
        check_ways(one, outcome, storage)
    assert not [step for step in steps_of(psutil.Process()) if is_running(step.pid)]
    assert memory_bytes("VmRSS") - held < GROWN_BYTES
    assert 0 < max(outcome.said.get("peak_bytes", 0) for _, outcome in found) < MOST_BYTES
    if SEED == 1:
        assert hostile.row(family, found) in hostile.documented()


def check(expected: Expected, outcome: Outcome) -> None:
    """Hold what must be true of any file, whatever becomes of it."""
    if outcome.refusal is not None:
        assert outcome.refusal.code in (Code.INVALID, Code.UNSUPPORTED, Code.BUDGET), expected.file
        # What is wrong, and after it what to do.
        assert len(outcome.refusal.title) > 40, expected.file
        assert ". " in outcome.refusal.title, expected.file
        return
    assert outcome.reply is not None
    assert len(outcome.times) == outcome.reply.source_frames
    assert list(outcome.times) == sorted(set(outcome.times)), expected.file
    if expected.family == "io" and expected.file not in BAIT:
        assert (outcome.reply.width, outcome.reply.height) != (80, 80), expected.file
    if outcome.differs(expected):
        assert outcome.reply.notes or not expected.accept, f"{expected.file} lost something unsaid"


def check_ways(expected: Expected, outcome: Outcome, storage: Path) -> None:
    """Hold that at fewer frames a second and in segments it shows the same at the same times."""
    said = outcome.said
    if outcome.reply is None:
        return
    assert {"slow", "slow_refused"} & said.keys() or not expected.firm, expected.file
    if "slow" in said:
        assert not ways.differs_slow(outcome.reply, said["slow"], storage), expected.file
    # Hours of one picture are refused: they come to more frames than so small a file may have.
    assert said.get("slow_refused", Code.BUDGET) == Code.BUDGET, expected.file
    assert not (said.get("astray") and expected.firm), expected.file
    if "joined" in said:
        assert not ways.differs_joined(outcome.reply, said["joined"]), expected.file
