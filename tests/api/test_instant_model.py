"""The instant loop: the order is told by the model in use, also where nobody labels anything."""

import pytest

from cliploop.learning import blobs
from testkit.cast import Cast
from testkit.instant import answer, asked, asks, later, wait
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
