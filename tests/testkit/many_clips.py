"""Very many clips of a project, with what two models say of each, written by the database."""

import numpy as np
from django.db import connection

from annotator.learning.duplicates import WORDS
from annotator.learning.likeness import DIMENSIONS
from cliploop.datasets.models import Item
from cliploop.learning.models import Embedding, Model, VectorVersion
from cliploop.projects.models import LabelClass
from testkit.cast import Cast
from testkit.items import make_item
from testkit.labeled import labeled, make_model

CLASSES = 10
# The share that people labeled, that chance drew, and that are copies of another.
LABELED, DRAWN, COPIED = 0.05, 0.02, 0.01


def fill(cast: Cast, count: int) -> Model:
    """So many clips that a model in use and the one before it have seen; the one in use."""
    classes = [cast.fight, cast.normal]
    for at in range(CLASSES - len(classes)):
        made = LabelClass(project=cast.project, name=f"class {at}", kind="tag", color=at % 12 + 1)
        made.save()
        classes.append(made)
    labeled(cast)
    first, live = make_model(cast), make_model(cast)
    for model in (first, live):
        model.run.classes = [one.pk for one in classes]
        model.run.save(update_fields=["classes"])
    Model.objects.filter(pk=first.pk).update(state="ready")
    Model.objects.filter(pk=live.pk).update(state="live")
    last = _copy(make_item(cast), count)
    for model in (first, live):
        _say(model, last)
    _label(cast, last, count)
    _print(cast, last)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return live


def copied(cast: Cast, count: int) -> list[int]:
    """The ids of so many new clips of which nobody and no model said anything."""
    last = _copy(make_item(cast), count)
    return list(Item.objects.filter(pk__gt=last).values_list("pk", flat=True))


def _copy(template: Item, count: int) -> int:
    """Copies of a clip, each of a recording of its own; the id of the clip before them."""
    columns = [one.column for one in Item._meta.local_fields if one.column and one.column != "id"]
    own = {"name": "'clip ' || number", "source": "'clip ' || number", "priority": "random()"}
    told = ", ".join(own.get(name, name) for name in columns)
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO datasets_item ({names}) SELECT {told} FROM datasets_item, "
            "generate_series(1, %s) AS number WHERE datasets_item.id = %s",
            [count, template.pk],
        )
    return int(template.pk)


def _say(model: Model, last: int) -> None:
    """What a model says of each clip after the last: mostly sure, of one of ten classes."""
    drawn = (
        "SELECT id, (SELECT array_agg(pow(random(), 8) + 1e-6) FROM generate_series(1, %s) "
        "WHERE datasets_item.id > 0) AS x FROM datasets_item WHERE id > %s"
    )
    shares = (
        "SELECT id, (SELECT array_agg(one / (SELECT sum(each) FROM unnest(x) AS each)) "
        f"FROM unnest(x) AS one) AS told FROM ({drawn}) AS drawn"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO learning_prediction (model_id, item_id, probabilities, clips, created_at) "
            "SELECT %s, id, told, jsonb_build_array(jsonb_build_array(0, 30, told), "
            f"jsonb_build_array(30, 60, told)), now() FROM ({shares}) AS said",
            [model.pk, CLASSES, last],
        )


def _label(cast: Cast, last: int, count: int) -> None:
    until = last + int(LABELED * count)
    Item.objects.filter(pk__gt=last, pk__lte=until).update(
        label_sources=["human"],
        class_ids=[cast.fight.pk],
        tags=[{"class_id": cast.fight.pk, "source": "human"}],
        stage="complete",
        stage_kind="complete",
    )
    drawn = Item.objects.filter(pk__gt=until, pk__lte=until + int(DRAWN * count))
    drawn.update(audited=True)


def _print(cast: Cast, last: int) -> None:
    """Short vectors and prints, drawn by chance; those of copies are the same."""
    rng = np.random.default_rng(1)
    ids = list(Item.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))
    vectors = rng.standard_normal((len(ids), DIMENSIONS)).astype(np.float16)
    prints = rng.integers(1, 2**63, (len(ids), WORDS), dtype=np.uint64)
    copied = int(COPIED * len(ids))
    prints[-copied:] = prints[:copied]
    Embedding.objects.bulk_create(
        [
            Embedding(
                item_id=one, entry="probe_lite0", vector=v.tobytes(), print=p.tobytes(), version=1
            )
            for one, v, p in zip(ids, vectors, prints, strict=True)
        ],
        batch_size=5_000,
    )
    VectorVersion.objects.update_or_create(project=cast.project, defaults={"version": 1})
