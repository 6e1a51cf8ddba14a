"""Rounds that people check: clips of a round labeled unseen, and what goes on meanwhile."""

from math import ceil

from cliploop.accounts.models import User
from cliploop.datasets.models import Item
from cliploop.learning.models import Model
from cliploop.projects.models import LabelClass
from cliploop.rounds import settling
from cliploop.rounds.models import Round
from testkit.cast import Cast
from testkit.items import a_tag, an_edit
from testkit.rounds import answer, predict, start

# Of fifteen that a first round might take it takes three, and all of them are checked.
SMALL = [0.99] * 15
# Of so many it takes thirty, and twenty-two are checked.
LARGE = [0.99] * 150


def begun(cast: Cast, model: Model, shares: list[float]) -> Round:
    """A round that few judge, and people therefore check."""
    spoken_of(cast, model, shares)
    return start(cast, model, "few")


def spoken_of(cast: Cast, model: Model, shares: list[float]) -> list[Item]:
    """Fresh clips that the model takes for fights, beside as many others as chance drew before."""
    before = ceil(len(shares) / 9)
    return predict(cast, model, [*shares, *[0.5] * before], drawn=before)[: len(shares)]


def asked(made: Round) -> list[Item]:
    """The clips of its check, as they are by now."""
    made.refresh_from_db()
    return list(Item.objects.filter(pk__in=made.sample).order_by("pk"))


def check(cast: Cast, item: Item, said: LabelClass, who: User | None = None) -> None:
    """Somebody labels a clip of the check as a whole and hands it on."""
    edit = an_edit({"added": a_tag(said.pk, [[0, item.frames or 0]])})
    told = cast.post(who or cast.ben, f"items/{item.pk}/decide", edit)
    assert told.status == 200, told.json


def settled(made: Round) -> Round:
    """The round after some seconds have passed."""
    settling.settle()
    made.refresh_from_db()
    return made


def trained_well(cast: Cast, made: Round) -> Round:
    """The round after its candidate was trained and did no harm to what judges it."""
    return answer(cast, made, right=18)


def marked() -> set[int]:
    """The clips of which nobody hears what models say, as they check a round."""
    return set(Item.objects.filter(blind_check=True).values_list("pk", flat=True))
