"""The project at a glance."""

import pytest

from cliploop.learning.actions import replies
from testkit.cast import Cast
from testkit.labeled import clip, job, tag, trained

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_overview_counts_stages_people_and_models(cast: Cast) -> None:
    for at in range(6):
        item = clip(cast, f"clip {at}")
        tag(cast, item, cast.normal if at % 2 else cast.fight)
    clip(cast, "waiting", stage="review")
    body = {"classes": [cast.fight.pk, cast.normal.pk]}
    assert cast.post(cast.ada, "runs", body).status == 201
    replies.trained(trained(job(cast, "train"), macro_f1=0.7))

    lead, viewer = (cast.get(who, "overview").json for who in (cast.ada, cast.vic))

    assert lead["stages"] == {"complete": 6, "review": 1}
    assert (lead["review"], viewer["review"]) == (1, 0)
    (ada,) = lead["people"]
    assert (ada["user"]["name"], ada["labels"]) == ("Ada", 6)
    assert [day["count"] for day in lead["labeled_per_day"]] == [6]
    (model,) = lead["models"]
    assert (model["number"], model["accuracy"], model["labeled"]) == (1, 0.7, 6)
    assert any(one["after"] for one in lead["activity"])
    assert not any(one["after"] or one["before"] for one in viewer["activity"])
    assert cast.get(cast.dan, "overview").status == 404
