"""Registering files of the folder `shelf`."""

from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.work import work_through


def register(cast: Cast, **given: object) -> list[Item]:
    """Register files of the shelf, and take them in."""
    named = {name: value for name, value in given.items() if value is not None}
    answer = cast.post(cast.ada, "register", {"root": "shelf", **named})
    assert answer.status == 201, answer.json
    work_through()
    return list(Item.objects.filter(pk__in=answer.json["items"]).order_by("name"))
