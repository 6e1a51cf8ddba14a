"""The feed of long videos: which stretch of each to label next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cliploop.datasets.models import Item
from cliploop.learning.models import Model, Prediction
from testkit.cast import Cast
from testkit.feeding import feed, sees, shown
from testkit.items import draw, label, make_item

FRAMES = 3_000


def long_video(
    cast: Cast, model: Model, *windows: tuple[int, int, float], frames: int = FRAMES
) -> Item:
    """A video of which the model takes windows for fights with these likelihoods."""
    item = make_item(cast, frames=frames)
    clips = [[start, end, [share, 1 - share]] for start, end, share in windows]
    Prediction.objects.create(model=model, item=item, probabilities=[0.5, 0.5], clips=clips)
    return item


def stretches(cast: Cast) -> dict[int, tuple[int, int]]:
    cards = feed(cast, cast.ben, "stretches").json["cards"]
    return {card["item"]["id"]: (card["start"], card["end"]) for card in cards}


def test_of_each_long_video_the_most_doubtful_stretch_is_shown(cast: Cast) -> None:
    model, _ = sees(cast, [0.5])
    first = long_video(cast, model, (0, 300, 0.9), (300, 600, 0.55), (600, 900, 0.2))
    second = long_video(cast, model, (0, 300, 0.6), (300, 600, 0.99))
    short = long_video(cast, model, (0, 300, 0.5), (300, 600, 0.5), frames=600)

    found = stretches(cast)

    assert found == {first.pk: (300, 600), second.pk: (0, 300)}
    assert short.pk not in found
    (card, _) = feed(cast, cast.ben, "stretches").json["cards"]
    assert (card["code"], card["given_id"]) == ("stretch", None)
    assert "is least sure: fight 0.55" in card["text"]


def test_what_people_labeled_is_not_asked_for_again(cast: Cast) -> None:
    model, _ = sees(cast, [0.5])
    windows = (0, 300, 0.5), (300, 600, 0.6), (600, 900, 0.9)
    part, whole, through = (long_video(cast, model, *windows) for _ in range(3))
    label(cast, cast.ben, part, cast.fight.pk, (0, 320))
    label(cast, cast.ben, whole, cast.fight.pk)
    label(cast, cast.ben, through, cast.fight.pk, (0, 1_000))

    assert stretches(cast) == {part.pk: (600, 900)}


def test_of_a_class_its_own_doubt_counts(cast: Cast) -> None:
    model, _ = sees(cast, [0.5])
    item = long_video(cast, model, (0, 300, 0.9), (300, 600, 0.45))

    (card,) = feed(cast, cast.ben, "stretches", class_=cast.normal.pk).json["cards"]

    assert (card["item"]["id"], card["start"]) == (item.pk, 300)
    assert (card["class_id"], card["score"]) == (cast.normal.pk, pytest.approx(0.55))


def test_nothing_is_shown_of_what_judges_models_or_somebody_holds(cast: Cast) -> None:
    model, _ = sees(cast, [0.5])
    drawn, held = (long_video(cast, model, (0, 300, 0.5)) for _ in range(2))
    draw(drawn)

    taken = cast.post(cast.ada, "feeds/stretches/take").json["cards"]

    assert [card["item"]["id"] for card in taken] == [held.pk]
    assert shown(cast, "stretches") == []


def test_a_page_costs_as_much_however_many_videos_there_are(cast: Cast) -> None:
    model, _ = sees(cast, [0.5])
    long_video(cast, model, (0, 300, 0.5))
    stretches(cast)
    with CaptureQueriesContext(connection) as few:
        feed(cast, cast.ben, "stretches")
    for _ in range(5):
        long_video(cast, model, (0, 300, 0.5))
    with CaptureQueriesContext(connection) as many:
        feed(cast, cast.ben, "stretches")

    assert len(many) == len(few)
