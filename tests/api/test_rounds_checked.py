"""The check of a round: people label some of its clips, and it is kept only if it was right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.learning.checks import enough
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning.actions import predicting
from cliploop.learning.models import Model
from cliploop.rounds import series
from cliploop.rounds.models import Round
from testkit.cast import Cast
from testkit.checked import (
    LARGE,
    SMALL,
    asked,
    begun,
    check,
    marked,
    settled,
    spoken_of,
    trained_well,
)
from testkit.feeding import shown as in_feed
from testkit.items import a_tag, an_edit, draw, drawn
from testkit.labeled import tag
from testkit.rounds import answer, make_model, predict, shown, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def guessed(items: list[int]) -> set[int]:
    """Those of the items that a model's label is on."""
    rows = Annotation.objects.filter(item__in=items, source="model", removed=False)
    return set(rows.values_list("item_id", flat=True))


@pytest.mark.row("L06", "Pseudo-labels")
def test_as_many_clips_are_drawn_as_it_takes_and_no_guess_stays_on_them(
    cast: Cast, model: Model
) -> None:
    made = begun(cast, model, LARGE)

    taken = [one["item_id"] for one in made.members]
    assert (len(taken), len(made.sample), len(set(made.sample))) == (30, enough(), enough())
    assert set(made.sample) < set(taken)
    assert guessed(taken) == set(taken) - set(made.sample)
    assert marked() == set(made.sample)
    assert drawn() & set(taken) == set()
    assert set(in_feed(cast, "check", limit=50)) == set(made.sample)
    told = shown(cast)["check"]
    assert (told["asked"], told["done"], told["right"]) == (enough(), 0, None)


def test_which_are_drawn_has_nothing_to_do_with_how_sure_the_model_is(
    cast: Cast, model: Model
) -> None:
    falling = [0.99 - at / 10_000 for at in range(150)]
    made = begun(cast, model, falling)

    taken = {one["item_id"]: one["confidence"] for one in made.members}
    surest = sorted(taken, key=lambda one: -taken[one])[: enough()]
    # One of 5,852,925 draws is that of the surest.
    assert set(made.sample) != set(surest)


def test_a_round_is_kept_once_people_found_it_right(cast: Cast, model: Model) -> None:
    made = trained_well(cast, begun(cast, model, SMALL))
    first, *others = asked(made)

    check(cast, first, cast.fight)
    check(cast, others[0], cast.fight, cast.ada)

    assert settled(made).state == "checking"
    assert (shown(cast)["state"], shown(cast)["reason"]) == ("checking", "Waits for 1 of 3 checks")
    assert Model.objects.get(state="live") == model
    second = cast.post(cast.ada, "rounds", {"model_id": model.pk})
    assert (second.status, second.json["code"]) == (409, "taken")
    check(cast, others[1], cast.fight)
    assert settled(made).state == "kept"
    told = shown(cast)
    assert told["check"] == {
        "asked": 3, "done": 3, "right": 3, "size": 3, "low": 1.0, "high": 1.0,
    }  # fmt: skip
    assert "right in 3 of 3 clips." in told["reason"]
    assert Model.objects.get(state="live") == made.candidate
    assert (marked(), drawn() & set(made.sample)) == (set(), set())
    assert settled(made).state == "kept"


@pytest.mark.row("L06", "Pseudo-labels")
def test_a_round_that_people_find_wrong_is_refused_with_the_numbers(
    cast: Cast, model: Model
) -> None:
    made = trained_well(cast, begun(cast, model, LARGE))
    assert made.state == "checking"

    for at, item in enumerate(asked(made)):
        check(cast, item, cast.normal if at % 7 == 0 else cast.fight)

    assert settled(made).state == "refused"
    told = shown(cast)
    assert (told["check"]["right"], told["check"]["asked"], told["check"]["size"]) == (18, 22, 30)
    assert "found it right in 18 of 22 clips of 30 (70 to 87 %). At least 20" in told["reason"]
    assert made.candidate is not None
    assert (made.candidate.state, Model.objects.get(state="live")) == ("retired", model)
    # What people said while they checked stays, and teaches like any other label.
    rows = Annotation.objects.filter(item__in=made.sample, removed=False)
    assert {(one.source, one.item.audited) for one in rows} == {("human", False)}
    assert marked() == set()


def test_a_clip_counts_once_it_is_handed_on_and_only_once(cast: Cast, model: Model) -> None:
    made = begun(cast, model, SMALL)
    first, second, third = asked(made)

    tag(cast, first, cast.fight, who=cast.ada)
    assert shown(cast)["check"]["done"] == 0
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, first.frames or 0]])})
    for _ in range(2):
        assert cast.post(cast.ben, f"items/{second.pk}/decide", edit).status == 200
    assert shown(cast)["check"]["done"] == 1
    check(cast, third, cast.fight)

    assert shown(cast)["check"]["done"] == 2


def test_what_harms_the_holdout_is_refused_without_the_rest_of_its_check(
    cast: Cast, model: Model
) -> None:
    made = begun(cast, model, SMALL)
    check(cast, asked(made)[0], cast.fight)

    answer(cast, made, right=12)

    made.refresh_from_db()
    assert (made.state, made.precision, marked()) == ("refused", None, set())
    assert (shown(cast)["check"], "make the model worse" in shown(cast)["reason"]) == (None, True)


def test_a_round_that_fails_lets_go_of_its_clips(cast: Cast, model: Model) -> None:
    made = begun(cast, model, SMALL)
    Job.objects.filter(kind="round").update(state="failed", error={"code": "lost", "title": "Gone"})

    settled(made)

    assert (shown(cast)["state"], shown(cast)["check"], marked()) == ("failed", None, set())
    assert [one.reason for one in asked(made)] == [None] * 3


def test_a_round_with_open_checks_is_taken_back(cast: Cast, model: Model) -> None:
    made = trained_well(cast, begun(cast, model, LARGE))
    check(cast, asked(made)[0], cast.fight)
    path = f"rounds/{made.pk}/rollback"

    for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.dan, 404), (cast.ada, 200)):
        assert cast.post(who, path).status == status

    settled(made)
    assert (made.state, marked()) == ("rolled-back", set())
    assert guessed([one["item_id"] for one in made.members]) == set()
    assert Annotation.objects.filter(item__in=made.sample, source="human", removed=False).exists()
    assert in_feed(cast, "check") == []
    assert Model.objects.get(state="live") == model


def test_for_a_clip_in_the_trash_another_is_drawn(cast: Cast, model: Model) -> None:
    made = trained_well(cast, begun(cast, model, LARGE))
    before = set(made.sample)
    gone = asked(made)[0]
    Item.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())

    settled(made)

    (new,) = set(made.sample) - before
    assert set(made.sample) == before - {gone.pk} | {new}
    assert new in {one["item_id"] for one in made.members}
    assert guessed(made.sample) == set()
    # Back from the trash it checks nothing any more.
    assert marked() == set(made.sample)
    Item.objects.filter(pk=gone.pk).update(deleted_at=None)
    assert settled(made).sample == sorted(before - {gone.pk} | {new})


def test_a_small_round_goes_on_without_a_clip_in_the_trash(cast: Cast, model: Model) -> None:
    made = trained_well(cast, begun(cast, model, SMALL))
    gone, *others = asked(made)
    Item.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    for item in others:
        check(cast, item, cast.fight)

    assert settled(made).state == "kept"
    assert made.precision == {"right": 2, "checked": 2, "size": 2, "low": 1.0, "high": 1.0}


def test_what_somebody_has_open_is_not_drawn(cast: Cast, model: Model) -> None:
    items = spoken_of(cast, model, SMALL)
    soon = timezone.now() + timedelta(minutes=10)
    Item.objects.filter(pk__in=[one.pk for one in items]).update(leased_until=soon)

    refused = cast.post(cast.ada, "rounds", {"model_id": model.pk})

    assert (refused.status, refused.json["code"]) == (409, "not-ready")
    assert "open with somebody" in refused.json["title"]
    assert not Round.objects.exists()


def test_chance_draws_for_the_audit_leave_the_check_alone(cast: Cast, model: Model) -> None:
    made = begun(cast, model, SMALL)

    predicting.set_apart(cast.project.pk, "another", made.sample)

    assert (drawn() & set(made.sample), marked()) == (set(), set(made.sample))


@pytest.mark.parametrize(("when", "judging", "checked"), [
    ("few", 12, True), ("never", 12, False), ("few", 60, False), ("always", 60, True),
])  # fmt: skip
def test_where_many_judge_nobody_needs_to_check(
    cast: Cast, model: Model, when: str, judging: int, checked: bool
) -> None:
    items = predict(cast, model, [0.99] + [0.6] * judging, drawn=judging)
    Item.objects.filter(pk__in=[one.pk for one in items[1:]]).update(
        stage="complete", stage_kind="complete"
    )
    for item in items[1:]:
        tag(cast, item, cast.fight)

    made = start(cast, model, when)

    assert len(made.judged) == judging
    assert bool(made.sample) is checked
    assert (shown(cast)["check"] is not None) is checked


def test_a_class_that_is_merged_meanwhile_is_right_as_its_heir(cast: Cast, model: Model) -> None:
    made = trained_well(cast, begun(cast, model, SMALL))
    for item in asked(made):
        check(cast, item, cast.fight)
    heir = cast.post(cast.ada, "classes", {"name": "brawl", "kind": "tag"}).json["id"]
    assert cast.post(cast.ada, f"classes/{cast.fight.pk}/merge", {"into": heir}).status == 200
    assert (settled(made).state, (made.precision or {})["right"]) == ("kept", 3)


def test_several_labels_are_right_together(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()
    model = make_model(cast)
    made = trained_well(cast, begun(cast, model, SMALL))
    first, *others = asked(made)
    check(cast, first, cast.normal)
    for item in others:
        check(cast, item, cast.fight)

    assert settled(made).state == "refused"
    precision = made.precision or {}
    assert (precision["right"], precision["checked"]) == (2, 3)


def test_rounds_by_themselves_wait_for_the_check(cast: Cast, model: Model) -> None:
    spoken_of(cast, model, SMALL)
    begun_ = cast.post(cast.ada, "rounds/series", {"model_id": model.pk, "check": "always"})
    assert begun_.status == 201
    from_now_on = Job.objects.filter(kind="predict", state="queued")
    series.go_on()
    from_now_on.update(state="succeeded")
    series.go_on()
    made = trained_well(cast, Round.objects.get())

    for _ in range(2):
        settled(made)
        series.go_on()

    assert (made.state, shown(cast)["reason"]) == ("checking", "Waits for 3 of 3 checks")
    assert cast.get(cast.vic, "rounds/series").json["results"][0]["stop"] == ""
    for item in asked(made):
        check(cast, item, cast.normal)
    settled(made)
    series.go_on()
    told = cast.get(cast.vic, "rounds/series").json["results"][0]
    assert (told["stop"], "right in 0 of 3 clips" in told["why"]) == ("refused", True)


def test_a_drawn_clip_of_before_is_never_checked(cast: Cast, model: Model) -> None:
    items = spoken_of(cast, model, SMALL)
    draw(items[0])

    made = start(cast, model, "few")

    assert items[0].pk not in {*made.sample, *(one["item_id"] for one in made.members)}
