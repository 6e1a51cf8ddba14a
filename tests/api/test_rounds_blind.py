"""Of a clip that checks a round nobody hears what a model says: not at any address."""

import re

import pytest

from annotator.access import CAPABILITIES, Role
from cliploop.accounts.models import User
from cliploop.datasets.models import Item
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.checked import spoken_of, trained_well
from testkit.operations import operations
from testkit.rounds import make_model, start

pytestmark = pytest.mark.django_db(transaction=True)

# No other number that is told anywhere looks like these, rounded to two digits or not, nor like how
# much they leave in doubt.
SHARES = [0.97531, 0.97532, 0.97533] + [0.93] * 12
TOLD = re.compile(r"(?<![\d.])(0\.975\d*|0\.98|0\.0247|0\.0494)(?!\d)|fight,? (0\.98|98)")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def leaks(cast: Cast, who: User, role: Role, known: dict[str, str]) -> set[str]:
    """The addresses of such ids that tell somebody how sure the model is of one of the clips."""
    found = set()
    ids = {**known, "project_id": str(cast.project.pk)}
    for pattern, operation in operations():
        names = set(PARAMETER.findall(pattern))
        if operation.method != "GET" or names != set(ids):
            continue
        if operation.needs not in CAPABILITIES[role]:
            continue
        path = PARAMETER.sub("{\\1}", pattern).format(**ids)
        query = "?limit=50&threshold=0.5" if "kind" in ids else "?limit=50"
        told = cast.get(who, f"/{path}{query}")
        text = told.content.decode(errors="replace")
        if told.status == 200 and TOLD.search(text):
            found.add(operation.id)
    return found


def everywhere(cast: Cast, model: Model, item: Item) -> dict[str, set[str]]:
    """Who is told of the clips, or of this one, and where."""
    people = {
        cast.ada: Role.LEAD,
        cast.ben: Role.ANNOTATOR,
        cast.cleo: Role.REVIEWER,
        cast.vic: Role.VIEWER,
    }
    feeds = ("useful", "typical", "borderline", "positives", "negatives", "audit", "check",
             "errors", "against-person", "similar")  # fmt: skip
    found: dict[str, set[str]] = {}
    for who, role in people.items():
        found[who.name] = set()
        for known in (dict[str, str](), {"item_id": str(item.pk)}, {"model_id": str(model.pk)}):
            found[who.name] |= leaks(cast, who, role, known)
        for kind in feeds:
            told = leaks(cast, who, role, {"kind": kind})
            found[who.name] |= {f"{one} {kind}" for one in told}
    return found


def test_no_address_tells_what_the_model_says_of_a_clip_that_checks_a_round(
    cast: Cast, model: Model
) -> None:
    items = spoken_of(cast, model, SHARES)[:3]
    before = everywhere(cast, model, items[0])
    # What would be told without the check: else this test could find nothing.
    places = {"annotations_list_annotations", "hints_read_guess", "hints_list_doubts",
              "datasets_list_items", "datasets_read_item", "annotations_list_edits"}  # fmt: skip
    assert places <= before["Ada"] & before["Ben"], before
    assert "feeds_read_feed positives" in before["Ben"]

    made = trained_well(cast, start(cast, model, "few"))

    assert sorted(made.sample) == [one.pk for one in items]
    assert everywhere(cast, model, items[0]) == {name: set() for name in before}
