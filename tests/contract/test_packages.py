"""Each network of the zoo can be written in a form, and answers the same from its file."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from annotator.learning.packages import TORCHSCRIPT, inputs
from annotator.learning.zoo.entry import Entry
from mlworker.packaging.forms import WRITERS, Writer, reread, writer, written
from mlworker.packaging.package import TOLERANCE, compared
from mlworker.packaging.whole import Calibrated, Whole
from mlworker.zoo.registry import build
from testkit.networks import OWN, smallest

# Exported programs take long to write: those of a few networks here, of all by `make faults`.
FEW = {"frame_lite0"}
ALL = os.environ.get("CLIPLOOP_FAULTS") == "full"
TRIED = [
    pytest.param(card, one, id=f"{card.key}-{one.form.key}")
    for card in OWN
    for one in WRITERS
    if ALL or one.form is TORCHSCRIPT or card.key in FEW
]


def network(card: Entry) -> Whole:
    """The smallest form of an entry as one network."""
    shape = smallest(card)
    fed = inputs(card, {"options": {"frames": shape.frames, "size": shape.size}})
    model = Calibrated(build(card, shape, seed=1), 1.5).eval().requires_grad_(False)
    return Whole(model, fed)


@pytest.mark.parametrize(("card", "one"), TRIED)
def test_a_file_answers_as_its_network_does(card: Entry, one: Writer, tmp_path: Path) -> None:
    missing = [name for name in one.packages if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed: pip install cliploop[onnx]")
    whole, path = network(card), tmp_path / one.form.file

    written(writer(one.form), whole, path)

    largest = max(1.0, float(whole.network(*whole.drawn(3, 2)).abs().max()))
    assert compared(whole, reread(one, path), one.form.name) <= TOLERANCE * largest
