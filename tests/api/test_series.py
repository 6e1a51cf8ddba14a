"""Rounds that go on by themselves: they stop at the gate, not when all is labeled, and say so."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection, transaction

from annotator.refusal import Code, Refusal
from cliploop.annotations.models import Annotation
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.models import Model
from cliploop.projects.models import Membership, Project
from cliploop.rounds import pseudo, series
from cliploop.rounds.models import Round, Series
from testkit.cast import Cast
from testkit.rounds import (
    SURE,
    answer,
    fresh,
    make_model,
    predict,
    random_check,
    shown,
    speak,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def begin(cast: Cast, model: Model, most: int = 20, check: str = "never") -> Series:
    """The lead lets rounds go on by themselves."""
    asked = {"model_id": model.pk, "most": most, "check": check}
    told = cast.post(cast.ada, "rounds/series", asked)
    assert told.status == 201, told.json
    return Series.objects.get(pk=told.json["id"])


def told(cast: Cast) -> dict[str, object]:
    """The newest series as anybody sees it."""
    result: dict[str, object] = cast.get(cast.vic, "rounds/series").json["results"][0]
    return result


@pytest.mark.row("L07", "Self-training until all is labelled")
def test_rounds_follow_each_other_until_the_gate_refuses_one(cast: Cast, model: Model) -> None:
    items = fresh(cast)
    begin(cast, model)
    for right in (18, 19):
        assert series.go_on() == 1
        assert (told(cast)["stop"], Round.objects.filter(state="running").count()) == ("", 0)
        speak(cast, items, SURE)
        series.go_on()
        series.go_on()  # a second tick meanwhile starts nothing more
        answer(cast, Round.objects.get(state="running"), right)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()
    answer(cast, Round.objects.get(state="running"), right=5)

    series.go_on()

    assert [one.state for one in Round.objects.order_by("number")] == ["kept", "kept", "refused"]
    ended = told(cast)
    assert (ended["stop"], ended["kept"]) == ("refused", 2)
    assert "would make the model worse" in str(ended["why"])
    second = Round.objects.get(number=2)
    # The rest stays without a label: stopping is not for lack of clips.
    assert ended["left"] == len(SURE) - len(second.members)
    assert second.left == ended["left"]
    assert series.go_on() == 0


@pytest.mark.parametrize(("still_right", "stop"), [(2, "worse"), (7, "")])
def test_they_stop_where_the_random_checks_say_that_quality_fell(
    cast: Cast, model: Model, still_right: int, stop: str
) -> None:
    items = fresh(cast)
    begin(cast, model)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()
    kept = answer(cast, Round.objects.get(state="running"), 18).candidate
    assert kept is not None
    for at in range(12):
        said = {model: at < 11, kept: at < still_right}
        random_check(cast, f"drawn {at}", said)

    series.go_on()

    assert told(cast)["stop"] == stop
    assert Round.objects.get().state == "kept"
    if stop:
        assert str(told(cast)["why"]).startswith(
            f"Of 12 random checks {kept.name} has 2 right, and {model.name}, with which these "
            "rounds began, 11."
        )


def test_they_stop_where_nothing_is_sure_enough(cast: Cast, model: Model) -> None:
    items = fresh(cast)
    begin(cast, model)
    series.go_on()
    speak(cast, items, [0.5] * len(items))

    series.go_on()

    assert (told(cast)["stop"], told(cast)["left"]) == ("unsure", len(items))
    assert "sure enough" in str(told(cast)["why"])
    assert not Round.objects.exists()


def test_a_model_that_is_believed_of_no_class_is_refused_before_it_is_asked(
    cast: Cast, model: Model
) -> None:
    fresh(cast)
    card = blobs.read(model.card_key)
    shut = [{**gate, "threshold": None, "checked": 14} for gate in card["gates"]]
    Model.objects.update(card_key=blobs.put({**card, "gates": shut}))

    refused = cast.post(cast.ada, "rounds/series", {"model_id": model.pk, "most": 1})

    assert (refused.status, refused.json["code"]) == (409, "not-ready")
    assert "on 14 validation clips; at least 25 are needed" in refused.json["title"]
    assert not Series.objects.exists()


@pytest.mark.row("L30", "Iterative development cycle")
def test_the_next_round_starts_from_a_rounds_report_and_links_to_it(
    cast: Cast, model: Model
) -> None:
    predict(cast, model, SURE, drawn=2)
    asked = {"model_id": model.pk, "check": "never"}
    first = cast.post(cast.ada, "rounds", asked).json
    made = answer(cast, Round.objects.get(pk=first["id"]), right=18)
    assert (first["follows"], made.state) == (None, "kept")
    items = [one.item for one in model.predictions.order_by("item_id")]

    assert made.candidate is not None
    begin(cast, made.candidate, most=1)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()

    assert (shown(cast)["number"], shown(cast)["follows"]) == (2, 1)
    answer(cast, Round.objects.get(number=2), right=18)
    series.go_on()
    assert (told(cast)["stop"], told(cast)["kept"]) == ("enough", 1)


def test_a_person_stops_them_and_one_series_is_enough(cast: Cast, model: Model) -> None:
    fresh(cast)
    made = begin(cast, model)
    for path in ("rounds/series", "rounds"):
        second = cast.post(cast.ada, path, {"model_id": model.pk})
        assert (second.status, second.json["code"]) == (409, "taken")
    assert cast.post(cast.ada, "rounds/rollback").json["code"] == "taken"
    path = f"rounds/series/{made.pk}/stop"
    for who, status in ((cast.ben, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, path).status == status
        assert cast.post(who, "rounds/series", {"model_id": model.pk}).status == status

    stopped = cast.post(cast.ada, path)

    assert (stopped.status, stopped.json["stop"]) == (200, "cancelled")
    assert cast.post(cast.ada, path).status == 409
    assert series.go_on() == 0
    for most in (0, 21):
        refused = cast.post(cast.ada, "rounds/series", {"model_id": model.pk, "most": most})
        assert refused.status == 400


def test_a_failed_job_and_a_starter_who_left_end_them(cast: Cast, model: Model) -> None:
    fresh(cast)
    begin(cast, model)
    series.go_on()
    Job.objects.filter(kind="predict").update(state="failed")
    series.go_on()
    assert told(cast)["stop"] == "failed"

    begin(cast, model)
    Membership.objects.filter(user=cast.ada).update(role="viewer")
    series.go_on()
    assert told(cast)["stop"] == "away"


@pytest.mark.parametrize(("what", "problem"), [
    ("rounds.queries.unended", OperationalError("deadlock")),
    ("learning.actions.predicting.start", Refusal(Code.UNREACHED, "The storage is away")),
])  # fmt: skip
def test_what_passes_ends_nothing(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch, what: str, problem: Exception
) -> None:
    fresh(cast)
    begin(cast, model)
    with monkeypatch.context() as patched:
        failing = Mock(side_effect=problem)
        patched.setattr(f"cliploop.{what}", failing)
        series.go_on()
    assert failing.called
    assert told(cast)["stop"] == ""

    series.go_on()
    assert Job.objects.filter(kind="predict").count() == 1


def test_a_series_is_held_and_its_project_is_not_while_much_is_read(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = fresh(cast)
    begin(cast, model)
    series.go_on()
    speak(cast, items, SURE)
    chosen, free = pseudo.chosen, list[object]()

    def elsewhere() -> None:
        with transaction.atomic():
            free.append(Project.objects.select_for_update(nowait=True).get(pk=cast.project.pk))
        free.append(series.go_on())  # another tick leaves it alone
        connection.close()

    def slowly(*given: Any) -> pseudo.Chosen:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere).result()
        return chosen(*given)

    monkeypatch.setattr(pseudo, "chosen", slowly)
    series.go_on()

    assert free == [cast.project, 1]
    assert Round.objects.filter(state="running").count() == 1


def test_all_rounds_are_taken_back_in_one_act(cast: Cast, model: Model) -> None:
    assert cast.post(cast.ada, "rounds/rollback").json["code"] == "wrong-stage"
    items = fresh(cast)
    begin(cast, model, most=2)
    for _ in range(2):
        series.go_on()
        speak(cast, items, SURE)
        series.go_on()
        answer(cast, Round.objects.get(state="running"), right=18)
    series.go_on()

    for who, status in ((cast.ben, 403), (cast.dan, 404)):
        assert cast.post(who, "rounds/rollback").status == status
    back = cast.post(cast.ada, "rounds/rollback")

    assert (back.status, back.json) == (200, {"rounds": 2})
    assert {one.state for one in Round.objects.all()} == {"rolled-back"}
    assert Model.objects.get(state="live") == model


def test_taking_a_round_back_leaves_no_guess_of_its_candidate(cast: Cast, model: Model) -> None:
    items = fresh(cast)
    begin(cast, model, most=2)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()
    first = answer(cast, Round.objects.get(state="running"), right=18)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()
    answer(cast, Round.objects.get(state="running"), right=5)
    series.go_on()

    assert cast.post(cast.ada, f"rounds/{first.pk}/rollback").status == 200

    left = Annotation.objects.filter(source="model", removed=False)
    assert not left.filter(model_id=first.candidate_id).exists()


def test_a_model_retired_meanwhile_writes_nothing(cast: Cast, model: Model) -> None:
    items = fresh(cast)
    begin(cast, model, most=2)
    series.go_on()
    speak(cast, items, SURE)
    series.go_on()
    first = answer(cast, Round.objects.get(state="running"), right=18)
    series.go_on()  # the candidate is being asked
    assert cast.post(cast.ada, f"rounds/{first.pk}/rollback").status == 200
    speak(cast, items, SURE)  # its answer comes after that
    left = Annotation.objects.filter(source="model", removed=False, model_id=first.candidate_id)
    assert not left.exists()
