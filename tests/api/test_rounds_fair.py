"""What keeps rounds honest: one after another, told apart by recording, and judged by enough."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from annotator.learning.holdouts import ENOUGH_TESTED
from cliploop.datasets.actions import records
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.models import Embedding, Model, Prediction
from cliploop.rounds.models import Round
from testkit.cast import Cast
from testkit.items import drawn, make_items
from testkit.labeled import clip, embed, samples_of, tag
from testkit.locks import wait_for_waiter
from testkit.rounds import LABELED, answer, ask_about, make_model, predict, report, shown, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def a_kept_round(cast: Cast, model: Model) -> tuple[Round, Model, list[Item]]:
    """A round that took two clips of ten, its model, and the clips that this one is asked about."""
    items = predict(cast, model, [0.99] * 10 + [0.5] * 3, drawn=3)
    made = answer(cast, start(cast, model), right=18)
    assert (made.state, len(made.members)) == ("kept", 2)
    assert made.candidate is not None
    return made, made.candidate, items


def test_each_round_chooses_anew_and_learns_from_each_clip_once(cast: Cast, model: Model) -> None:
    first, candidate, items = a_kept_round(cast, model)
    refused, again = (one["item_id"] for one in first.members)
    tag(cast, items[0], cast.normal)
    assert items[0].pk == refused
    ask_about(cast, candidate, items[1:], [0.99] * 9 + [0.5] * 3)

    second = start(cast, candidate)

    taken = [one["item_id"] for one in second.members]
    assert (len(taken), taken[0]) == (3, again)
    samples = samples_of(second.run)
    assert set(Counter(one.item_id for one in samples).values()) == {1}
    doubted = [one for one in samples if any(span.weight < 1 for span in one.spans)]
    assert [one.item_id for one in doubted] == taken
    assert {span.weight for one in doubted for span in one.spans} == {0.5}
    assert len(samples) == LABELED + len(taken)


def test_a_round_that_another_is_built_on_is_taken_back_after_it(cast: Cast, model: Model) -> None:
    first, candidate, items = a_kept_round(cast, model)
    ask_about(cast, candidate, items, [0.99] * 10 + [0.5] * 3)
    second = start(cast, candidate)

    early = cast.post(cast.ada, f"rounds/{first.pk}/rollback")
    assert (early.status, early.json["code"]) == (409, "wrong-stage")
    assert "cancel it, or wait" in early.json["title"]
    answer(cast, second, right=18)
    later = cast.post(cast.ada, f"rounds/{first.pk}/rollback")
    assert (later.status, "take it back first" in later.json["title"]) == (409, True)

    for made in (second, first):
        assert cast.post(cast.ada, f"rounds/{made.pk}/rollback").json["state"] == "rolled-back"
    assert Model.objects.get(state="live") == model


def test_a_failed_round_on_it_does_not_keep_a_round_from_being_taken_back(
    cast: Cast, model: Model
) -> None:
    first, candidate, items = a_kept_round(cast, model)
    ask_about(cast, candidate, items, [0.99] * 10 + [0.5] * 3)
    start(cast, candidate)
    Job.objects.filter(kind="round", state="queued").update(state="cancelled")

    assert cast.post(cast.ada, f"rounds/{first.pk}/rollback").status == 200


def test_round_after_round_no_more_is_lost_than_once(cast: Cast, model: Model) -> None:
    _, candidate, items = a_kept_round(cast, model)
    tested = list(Item.objects.filter(name__startswith="clip ").order_by("pk"))
    # As if several rounds had each cost their point.
    Model.objects.filter(pk=candidate.pk).update(
        report_key=blobs.put(report(cast, tested, right=12))
    )
    ask_about(cast, candidate, items, [0.99] * 10 + [0.5] * 3)

    made = answer(cast, start(cast, candidate), right=12)

    assert made.state == "refused"
    assert f"0.800 of {model.name}, 0.600 after" in made.reason


def test_a_recording_named_after_training_stays_on_its_side(cast: Cast, model: Model) -> None:
    tested, learned = (
        next(one.item_id for one in samples_of(model.run) if one.part == part)
        for part in ("test", "train")
    )
    named, copied, free, *judges = predict(cast, model, [0.99, 0.98, 0.97] + [0.6] * 12, drawn=12)
    for item in judges:
        tag(cast, item, cast.fight)
    Item.objects.filter(pk__in=(tested, named.pk)).update(source="camera 1")
    Item.objects.filter(pk__in=(learned, judges[0].pk)).update(source="camera 2")
    # The very file of a tested clip, uploaded again under another name.
    same = Item.objects.get(pk=tested).rendition
    Item.objects.filter(pk=copied.pk).update(rendition=same)

    made = start(cast, model)

    assert [one["item_id"] for one in made.members] == [free.pk]
    assert made.judged == [one.pk for one in judges[1:]]


def test_what_nothing_could_judge_is_not_begun(cast: Cast, model: Model) -> None:
    tested = blobs.read(model.report_key)[: ENOUGH_TESTED - 1]
    Model.objects.update(report_key=blobs.put(tested))
    predict(cast, model, [0.99])

    refused = cast.post(cast.ada, "rounds", {"model_id": model.pk})

    assert (refused.status, refused.json["code"]) == (409, "not-ready")
    assert "fewer than 20 test clips stand in for them (19)" in refused.json["title"]
    assert not Round.objects.exists()


def test_what_too_few_clips_came_to_judge_is_not_kept(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.99])
    made = start(cast, model)
    # The candidate could not read the other clips.
    Item.objects.filter(name="clip 19").update(name="unread")

    answer(cast, made, right=19)

    assert (made.state, "too few clips could judge it" in shown(cast)["reason"]) == (
        "refused",
        True,
    )


def test_a_lone_clip_is_taken_where_the_labeled_ones_most_like_it_agree(
    cast: Cast, model: Model
) -> None:
    like, unlike, unseen = predict(cast, model, [0.95, 0.99, 0.99])
    embed([unlike], [90.0])
    Embedding.objects.filter(item=unseen).delete()

    made = start(cast, model)

    assert [one["item_id"] for one in made.members] == [like.pk]


def test_two_clips_of_an_item_that_agree_need_no_other_view(cast: Cast, model: Model) -> None:
    (long,) = predict(cast, model, [0.99])
    embed([long], [90.0])
    twice = [[0, 40, [0.99, 0.01]], [40, 80, [0.99, 0.01]]]
    Prediction.objects.filter(item=long).update(clips=twice)

    assert [one["item_id"] for one in start(cast, model).members] == [long.pk]


def test_where_no_clip_is_agreed_on_it_says_why(cast: Cast, model: Model) -> None:
    unlike, unseen = predict(cast, model, [0.99, 0.99])
    embed([unlike], [90.0])
    Embedding.objects.filter(item=unseen).delete()

    told = [cast.post(cast.ada, "rounds", {"model_id": model.pk}).json["title"]]
    embed([unseen], [90.0])
    told.append(cast.post(cast.ada, "rounds", {"model_id": model.pk}).json["title"])

    assert "sure of 2 clips" in told[0]
    assert "1 of them were not compared yet" in told[0]
    assert "do not agree. Label more clips" in told[1]


def test_chance_spares_what_somebody_has_open_or_has_labeled(cast: Cast, model: Model) -> None:
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(12)]
    for item in items:
        assert cast.post(cast.ben, f"items/{item.pk}/take").status == 200

    ask_about(cast, model, items, [0.8] * 12)

    assert drawn() == set()
    mine = Item.objects.filter(pk__in=[one.pk for one in items])
    assert not mine.filter(reason__code="audit").exists()
    mine.update(leased_until=timezone.now() - timedelta(minutes=1))
    tag(cast, items[0], cast.fight)
    records.set_apart([items[0].pk])
    assert drawn() == set(), "it was labeled with the guess in view"
    ask_about(cast, model, items[1:], [0.8] * 11)
    assert len(drawn()) == 2


def test_chance_holds_no_clip_while_it_waits_for_an_earlier_one(cast: Cast) -> None:
    first, second = make_items(cast, 2)
    first.save()  # what was written last lies behind the others

    def draw() -> None:
        with connection.cursor() as cursor:  # as of many clips, which are not looked up one by one
            cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
        try:
            records.set_apart([second.pk, first.pk])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside, transaction.atomic():
        Item.objects.select_for_update().get(pk=first.pk)
        drawing = beside.submit(draw)
        wait_for_waiter()
        # As whoever changes many clips goes on.
        assert Item.objects.select_for_update(nowait=True).get(pk=second.pk)
    drawing.result()
    assert drawn() == {first.pk, second.pk}
