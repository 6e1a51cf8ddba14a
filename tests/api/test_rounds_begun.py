"""How a round begins: what is much is read before anybody has to wait."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cliploop.learning.models import Model
from cliploop.rounds import actions, pseudo
from cliploop.rounds.models import Round
from testkit.cast import Cast
from testkit.labeled import tag
from testkit.rounds import make_model, predict, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def test_what_a_model_said_is_read_before_the_project_is_locked(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.99, 0.98])

    with CaptureQueriesContext(connection) as asked:
        start(cast, model)

    told = [one["sql"] for one in asked]
    locks = [at for at, sql in enumerate(told) if "projects_project" in sql and "FOR NO KEY" in sql]
    reads = [at for at, sql in enumerate(told) if 'FROM "learning_prediction"' in sql]
    assert reads[0] < locks[0]


def test_what_people_decide_meanwhile_is_not_taken(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = predict(cast, model, [0.99] * 10 + [0.5] * 3, drawn=3)
    chosen = pseudo.chosen

    def slow(*asked: object) -> pseudo.Chosen:
        found = chosen(*asked)  # type: ignore[arg-type]  # passed on as it came
        tag(cast, items[0], cast.normal)
        return found

    monkeypatch.setattr(pseudo, "chosen", slow)

    made = actions.start(cast.actor(cast.ada), model.pk)

    assert [one["item_id"] for one in made.members] == [items[1].pk]


def test_where_people_decided_on_all_there_is_no_round(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = predict(cast, model, [0.99])
    chosen = pseudo.chosen

    def slow(*asked: object) -> pseudo.Chosen:
        found = chosen(*asked)  # type: ignore[arg-type]  # passed on as it came
        tag(cast, item, cast.normal)
        return found

    monkeypatch.setattr(pseudo, "chosen", slow)

    told = cast.post(cast.ada, "rounds", {"model_id": model.pk})

    assert (told.status, told.json["code"]) == (409, "not-ready")
    assert "just decided on all" in told.json["title"]
    assert not Round.objects.exists()
