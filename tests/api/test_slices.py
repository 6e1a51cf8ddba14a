"""How good a model is by what people said beside the class."""

import pytest

from testkit.cast import Cast
from testkit.judged import report
from testkit.labeled import clip, make_model, tag

pytestmark = pytest.mark.django_db


def test_a_property_of_several_classes_is_one_slice_and_no_other_of_the_same_id(cast: Cast) -> None:
    kind = {"kind": "choice", "options": ["night", "day"], "required": False, "per_frame": False}
    # Ids are their classes' own: the same one may be something else elsewhere.
    for label, one, light in ((cast.fight, "a", "b"), (cast.normal, "b", "a")):
        label.properties = [{"id": one, "name": "Weather", **kind} | {"options": ["rain", "sun"]}]
        label.properties.append({"id": light, "name": "Light", **kind})
        label.save(update_fields=["properties"])
    items = [clip(cast, f"clip {number}") for number in range(10)]
    for at, item in enumerate(items):
        label, light = (cast.normal, "a") if at % 2 else (cast.fight, "b")
        tag(cast, item, label, steps={0: {light: "night" if at < 4 else "day"}})
    model = make_model(cast, report=report(cast, items, (0, 1, 2)))

    slices = cast.get(cast.ada, f"models/{model.pk}/evaluation").json["slices"]

    found = [one for one in slices if one["by"].startswith("property:")]
    assert [(one["by"], one["value"], one["clips"], one["accuracy"]) for one in found] == [
        ("property:Light", "night", 4, 0.25),
        ("property:Light", "day", 6, 1.0),
    ]
