"""The instant loop: the order is told by the model in use, also where nobody labels anything."""

import pytest

from cliploop.learning import blobs
from cliploop.projects.models import LabelClass
from testkit.cast import Cast
from testkit.instant import answer, asked, asks, known, later, say, wait
from testkit.labeled import labeled, make_model

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_model_that_is_put_in_use_or_out_of_it_asks_for_another_order(cast: Cast) -> None:
    labeled(cast)
    wait(cast, 2)
    later(0)
    without = asked()
    answer(without, [])

    model = make_model(cast)
    (with_it,) = asks()
    assert blobs.read(without.state_key)["setting"] is None
    assert blobs.read(with_it.state_key)["setting"] is not None
    answer(with_it, [])

    assert cast.patch(cast.ada, f"models/{model.pk}", {"state": "ready"}).status == 200
    assert blobs.read(asked().state_key)["setting"] is None


def test_a_class_that_came_after_the_model_teaches_from_its_first_label_on(cast: Cast) -> None:
    labeled(cast)
    first, *_ = wait(cast, 2)
    model = make_model(cast)
    (before,) = asks()
    answer(before, [])

    new = LabelClass.objects.create(project=cast.project, name="run", kind="tag", color=3)
    say(cast, first, class_id=new.pk)

    after = asked()
    assert blobs.read(after.state_key)["classes"] == [*model.run.classes, new.pk]
    assert [one.class_id for one in known(after)[first.pk].spans] == [new.pk]
