"""How many clips each feed has, which is said without working out the lists."""

from typing import Any

import pytest

from cliploop.feeds import between, queries
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.feeding import feed, say, sees
from testkit.items import draw, label, make_items
from testkit.judged import judged
from testkit.labeled import make_model
from testkit.printed import keep


def counts(cast: Cast) -> dict[str, tuple[int, bool]]:
    """How many clips each feed has, and whether it may be more, as the reviewer is told."""
    told: list[dict[str, Any]] = cast.get(cast.cleo, "feeds").json["kinds"]
    return {one["kind"]: (one["count"], one["more"]) for one in told}


def listed(cast: Cast) -> dict[str, tuple[int, bool]]:
    """The same, by the lists themselves."""
    kinds = [one.name for one in queries.KINDS if one.listed]
    return {one: (len(feed(cast, cast.cleo, one, limit=50).json["cards"]), False) for one in kinds}


def test_a_feed_has_as_many_clips_as_it_lists(cast: Cast) -> None:
    _, (agreed, near, far, copied, drawn, labeled) = sees(cast, [0.9, 0.6, 0.81, 0.95, 0.9, 0.97])
    say(make_model(cast), [agreed, near, far], [0.7, 0.4, 0.23])
    first, copy, lone, blind = make_items(cast, 4)
    label(cast, cast.ada, first, cast.fight.pk)
    label(cast, cast.ada, labeled, cast.normal.pk)
    assert cast.post(cast.ada, f"items/{labeled.pk}/release").status == 200
    draw(drawn, blind)
    keep((first, 1), (copy, 1), (copied, 1), (lone, 2), (blind, 2))

    told = counts(cast)

    assert told == listed(cast)
    assert told["between-models"] == told["copies"] == (2, False)
    assert told["against-person"] == (1, False)


def test_likely_errors_are_as_many_as_are_listed(cast: Cast) -> None:
    model, _ = judged(cast, wrong=(0, 3))
    Model.objects.filter(pk=model.pk).update(state="live")

    assert counts(cast)["errors"] == listed(cast)["errors"] == (2, False)


def test_where_not_all_were_looked_at_there_may_be_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, items = sees(cast, [0.9, 0.9, 0.9])
    say(make_model(cast), items, [0.1, 0.1, 0.1])
    monkeypatch.setattr(between, "LOOKED", 2)
    monkeypatch.setattr(queries, "COUNTED", 2)

    told = counts(cast)

    assert told["between-models"] == told["useful"] == (2, True)
    assert told["audit"] == (0, False)
