"""Many edits at once: what one after the other comes to, in as few statements as one of them."""

from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.access import Actor
from annotator.edits.edit import Added, Edit, Removed, Skip, Updated
from annotator.edits.record import Record, Source
from annotator.geometry.registry import Kind
from annotator.refusal import Code, Refusal
from cliploop.annotations import queries
from cliploop.annotations.actions import Outcome, Said, apply, apply_many
from cliploop.annotations.actions import edits as applying
from cliploop.annotations.models import Annotation, Suggestion
from cliploop.annotations.models import Edit as Logged
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.instant.models import Touch
from cliploop.learning.actions import predicting
from cliploop.projects.models import FormerClass, LabelClass
from testkit.cast import Cast
from testkit.items import label, make_item, make_items
from testkit.labeled import labeled, make_model, row

MODEL = 7
CASES = (
    "new",
    "beside a person",
    "instead of an old one",
    "twice",
    "two in turn",
    "stale",
    "no such clip",
    "wrong kind",
    "merged class",
    "of another clip",
    "an edit of another clip",
    "skips",
    "took a record away",
)


class Making:
    """Edits of all kinds, each of a clip of its own, by a model or by a person."""

    def __init__(self, cast: Cast, who: Actor | None) -> None:
        self.cast, self.who = cast, who
        old = LabelClass.objects.create(project=cast.project, name="old", kind="tag", color=1)
        self.old_id = old.pk
        old.delete()
        FormerClass.objects.create(id=self.old_id, project=cast.project, heir=cast.fight)

    def record(self, class_id: int | None = None, *, negative: bool = False) -> Record:
        """A tag that nobody gave yet."""
        said = Source.HUMAN if self.who else Source.MODEL
        more: Any = {} if self.who else {"model_id": MODEL, "confidence": 0.75}
        class_id = class_id or self.cast.fight.pk
        more |= {"source": said, "negative": negative}
        return Record(str(uuid4()), class_id, Kind.TAG, ((0, 60),), **more)

    def said(self, item: Item, *changes: Any, base: Any = None, skip: Any = None) -> Said:
        """A new edit of an item."""
        edit = Edit(str(uuid4()), base or {}, changes, skip)
        return Said(item.pk, edit, None if self.who else MODEL)

    def edits(self, case: str) -> list[Said]:
        """The edits of one case, with what they need in place."""
        item, cast, new = make_item(self.cast), self.cast, self.record()
        if case == "beside a person":
            label(cast, cast.ada, item, cast.normal.pk, (0, 30))
        before = self.record(cast.normal.pk, negative=True)
        first = self.said(item, Added(before))
        if self.who and case == "beside a person":
            apply(self.cast.actor(self.cast.ada), item.pk, first.edit)
        else:
            apply(self.who, item.pk, first.edit, model_id=first.model_id)
        there = queries.record_of(Annotation.objects.get(pk=before.id))
        base, gone = {there.id: 1}, Removed(there)
        grown = Updated(new.id, {"spans": ((0, 60),)}, {"spans": ((5, 60),)})
        other = Removed(queries.record_of(Annotation.objects.exclude(item=item).latest("pk")))
        known = Logged.objects.exclude(item=item).latest("pk").pk
        first = self.said(item, Added(new))
        made: dict[str, list[Said]] = {
            "new": [first],
            "beside a person": [first],
            "instead of an old one": [self.said(item, gone, Added(new), base=base)],
            "twice": [first, first],
            "two in turn": [first, self.said(item, grown, base={new.id: 1})],
            "stale": [self.said(item, gone, Added(new), base={there.id: 4})],
            "no such clip": [Said(10**9, first.edit, first.model_id)],
            "wrong kind": [self.said(item, Added(self.record(cast.person.pk)))],
            "merged class": [self.said(item, Added(self.record(self.old_id)))],
            "of another clip": [self.said(item, other, base={other.id: 1})],
            "an edit of another clip": [
                Said(item.pk, Edit(str(known), {}, (Added(new),)), first.model_id)
            ],
            "skips": [self.said(item, Added(new), skip=Skip((), ((0, 9),)))],
            "took a record away": [self.said(item, gone, base=base), first],
        }
        return made[case]


def one_by_one(who: Actor | None, said: Sequence[Said]) -> Iterator[Outcome | Refusal]:
    """What becomes of edits of which each is asked for by itself."""
    for one in said:
        try:
            yield apply(who, one.item_id, one.edit, model_id=one.model_id)
        except Refusal as refusal:
            yield refusal


def came_of(
    work: Callable[[Actor | None, Sequence[Said]], Any], who: Actor | None, said: Sequence[Said]
) -> list[Any]:
    """What edits come to: the answers, all rows, and what browsers are told. Then it is undone."""
    told: list[Any] = []
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(events, "publish", lambda *given, **data: told.append((given, data)))
        first = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answers = [_as_data(one) for one in work(who, said)]
        left = [_rows(model) for model in (Annotation, Logged, Suggestion, Item)]
        entries = Entry.objects.filter(pk__gt=first).values_list("action", "subject", "after")
        touched = set(Touch.objects.values_list("item_id", flat=True))
        found = [answers, *left, sorted(map(str, entries)), touched, sorted(map(str, told))]
        transaction.set_rollback(True)
    return found


def _as_data(one: Outcome | Refusal) -> Any:
    return (one.code, one.title, one.fields, one.extra) if isinstance(one, Refusal) else one


def _rows(model: Any) -> list[dict[str, Any]]:
    rows = list(model.objects.order_by("pk").values())
    for one in rows:
        for name in ("created_at", "leased_until"):  # the clock goes on
            one.pop(name, None)
        one["tags"] = sorted(map(str, one.get("tags", ())))
    return rows


@pytest.mark.parametrize("speaks", ["model", "lead", "annotator"])
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=len(CASES)))
@pytest.mark.django_db
def test_many_edits_come_to_what_each_by_itself_comes_to(
    cast: Cast, speaks: str, cases: list[str]
) -> None:
    who = {"model": None, "lead": cast.actor(cast.ada), "annotator": cast.actor(cast.ben)}[speaks]
    with transaction.atomic():
        making = Making(cast, who)
        label(cast, cast.ada, make_item(cast), cast.normal.pk)
        said = [one for case in (*cases, *CASES) for one in making.edits(case)]

        assert came_of(apply_many, who, said) == came_of(one_by_one, who, said)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_refused_edit_among_many_leaves_nothing_and_the_others_are_written(cast: Cast) -> None:
    items = make_items(cast, 3)
    making = Making(cast, None)
    fine, wrong = making.record(), making.record(cast.person.pk)
    items[2].deleted_at = timezone.now()
    items[2].save()

    answers = apply_many(
        None,
        [
            making.said(items[0], Added(fine)),
            making.said(items[1], Added(wrong)),
            making.said(items[2], Added(making.record())),
        ],
    )

    codes = [one.code if isinstance(one, Refusal) else one.revision for one in answers]
    assert codes == [1, Code.INVALID, Code.NOT_FOUND]
    assert set(Annotation.objects.values_list("item_id", flat=True)) == {items[0].pk}
    assert list(Item.objects.order_by("pk").values_list("revision", flat=True)) == [1, 0, 0]


@pytest.mark.django_db
def test_edits_are_written_some_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "WRITTEN_AT_ONCE", 2)
    making = Making(cast, None)
    said = [making.said(one, Added(making.record())) for one in make_items(cast, 5)]

    assert all(isinstance(one, Outcome) for one in apply_many(None, said))
    assert Annotation.objects.count() == Logged.objects.count() == 5


@pytest.mark.row("L06", "Pseudo-labels")
@pytest.mark.django_db
def test_what_a_model_says_of_many_clips_takes_no_more_statements_than_of_one(cast: Cast) -> None:
    labeled(cast)
    model, counts = make_model(cast), []
    for count in (1, 40):
        items = make_items(cast, count)
        with CaptureQueriesContext(connection) as asked:
            for class_id in (cast.fight.pk, cast.normal.pk):  # the second in place of the first
                rows = [row(one, [0.9, 0.1], class_id, 0.9) for one in items]
                shown = predicting.show(model, str(uuid4()), rows)
                assert shown == {one.pk: {class_id} for one in items}
            predicting.withdraw(model, str(uuid4()))
        counts.append(len(asked))
        assert not Annotation.objects.filter(source="model", removed=False).exists()

    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["dataset", "annotate", "complete"])
def test_a_tag_on_many_clips_takes_no_more_statements_than_on_one(cast: Cast, stage: str) -> None:
    counts = []
    for count in (1, 2, 40):  # the first also finds out who asks
        ids = [item.pk for item in make_items(cast, count, stage=stage)]
        asked = {"ids": ids, "class_id": cast.fight.pk}
        with CaptureQueriesContext(connection) as told:
            answer = cast.post(cast.ada, "items/tag", asked)
        assert (answer.status, answer.json["changed"]) == (200, count)
        counts.append(len(told))
        held = Item.objects.filter(pk__in=ids, stage_kind="annotate", assignee=cast.ada)
        assert held.filter(author=cast.ada).count() == (0 if stage == "complete" else count)

    assert counts[1] == counts[2]


@pytest.mark.django_db(transaction=True)
def test_two_who_write_on_the_same_clips_wait_for_each_other(cast: Cast) -> None:
    items, making = make_items(cast, 12), Making(cast, None)
    answers: list[Outcome | Refusal] = []

    def work(turn: int) -> None:
        for _ in range(4):
            said = [making.said(one, Added(making.record())) for one in items[::turn]]
            answers.extend(apply_many(None, said))
        connection.close()

    threads = [Thread(target=work, args=(turn,)) for turn in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [isinstance(one, Outcome) for one in answers] == [True] * 96
    assert set(Item.objects.values_list("revision", flat=True)) == {8}
