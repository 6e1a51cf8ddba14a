"""Two people at one feed: each card is before one of them, until it is decided or given back."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.access import Actor, Role
from cliploop.accounts.actions import create_user
from cliploop.accounts.models import User
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item, Move
from cliploop.feeds import actions
from cliploop.feeds.models import Look
from cliploop.learning.models import Model
from cliploop.projects.models import Membership
from testkit.cast import Cast
from testkit.feeding import sees, shown
from testkit.items import draw, make_items
from testkit.judged import judged

KINDS = ("useful", "borderline", "positives", "negatives", "audit")


def take(cast: Cast, who: User, kind: str, **asked: Any) -> dict[int, dict[str, Any]]:
    """The cards that somebody gets, by clip."""
    answer = cast.post(who, f"feeds/{kind}/take", asked)
    assert answer.status == 200, answer.json
    return {card["item"]["id"]: card for card in answer.json["cards"]}


def release(cast: Cast, who: User, *ids: int) -> int:
    """Of how many clips somebody let go."""
    return int(cast.post(who, "feeds/release", {"ids": ids}).json["changed"])


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_at_one_feed_see_different_clips(cast: Cast, kind: str) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, items = sees(cast, [share] * 6)
    if kind == "audit":
        draw(*items)

    bens, cleos = take(cast, cast.ben, kind, limit=4), take(cast, cast.cleo, kind, limit=4)

    assert (len(bens), len(cleos)) == (4, 2)
    assert not bens.keys() & cleos.keys()
    assert all(card["held"] for card in (*bens.values(), *cleos.values()))
    # Whoever asks once more gets their own, which are no news.
    again = take(cast, cast.ben, kind, limit=4)
    assert again.keys() == bens.keys()
    assert not any(card["held"] for card in again.values())
    assert set(shown(cast, kind, cast.cleo)) == cleos.keys()
    # They look so far: no clip took a step for it.
    assert not Move.objects.filter(item__in=items).exists()
    assert Entry.objects.filter(action="feed.take").count() == 6


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_given_back_or_left_is_anybodys(cast: Cast, kind: str) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, items = sees(cast, [share] * 3)
    if kind == "audit":
        draw(*items)
    bens = [*take(cast, cast.ben, kind)]
    assert take(cast, cast.cleo, kind) == {}

    assert release(cast, cast.cleo, *bens) == 0  # nobody gives back somebody else's
    assert release(cast, cast.ben, bens[0]) == 1
    assert take(cast, cast.cleo, kind).keys() == {bens[0]}
    past = timezone.now() - timedelta(minutes=1)
    Item.objects.filter(pk=bens[1]).update(leased_until=past)
    assert take(cast, cast.cleo, kind).keys() == set(bens[:2])


def test_what_a_lead_assigned_stays_whose_it_is(cast: Cast) -> None:
    _, (item,) = sees(cast, [0.98])
    Item.objects.filter(pk=item.pk).update(assignee=cast.ben)

    cards = take(cast, cast.ben, "useful")

    assert (cards[item.pk]["code"], cards[item.pk]["held"]) == ("assigned", False)
    assert release(cast, cast.ben, item.pk) == 0
    item.refresh_from_db()
    assert (item.assignee_id, item.leased_until) == (cast.ben.pk, None)


@pytest.mark.parametrize("kind", ["positives", "errors"])
@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_each_gets_clips_of_their_own(cast: Cast, kind: str) -> None:
    people, count = 4, 6
    if kind == "positives":
        sees(cast, [0.98] * 18)
    else:
        model, _ = judged(cast, wrong=tuple(range(5)))
        Model.objects.filter(pk=model.pk).update(state="live")
    total = len(shown(cast, kind, cast.ada))
    assert total > 1
    users = [cast.ada, cast.cleo]
    for at in range(people - len(users)):
        one = create_user(f"reviewer{at}@example.org", f"Reviewer {at}")
        Membership.objects.create(project=cast.project, user=one, role=Role.REVIEWER)
        users.append(one)
    found: dict[int, list[int]] = {}
    together = Barrier(people)

    def ask(user_id: int) -> None:
        together.wait()
        actor = Actor(user_id, cast.project.pk, Role.REVIEWER)
        cards = actions.take(actor, kind, {}, count)["cards"]
        found[user_id] = [card["item"]["id"] for card in cards]
        connection.close()

    threads = [Thread(target=ask, args=(one.pk,)) for one in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    given = [one for ids in found.values() for one in ids]
    assert len(found) == people
    assert len(given) == len(set(given)) == min(total, people * count)


def test_who_looks_at_a_label_keeps_others_from_it_but_takes_it_from_nobody(cast: Cast) -> None:
    model, items = judged(cast, wrong=(0, 1))
    Model.objects.filter(pk=model.pk).update(state="live")
    before = Item.objects.filter(pk__in=[one.pk for one in items]).order_by("pk")
    owners = list(before.values_list("assignee_id", "leased_until", "stage", "revision"))

    cleos = take(cast, cast.cleo, "errors", limit=1)
    adas = take(cast, cast.ada, "errors")

    assert {*cleos, *adas} == {items[0].pk, items[1].pk}
    assert (len(cleos), len(adas)) == (1, 1)
    assert owners == list(before.values_list("assignee_id", "leased_until", "stage", "revision"))
    assert release(cast, cast.ada, *cleos) == 0
    assert release(cast, cast.cleo, *cleos) == 1
    assert set(take(cast, cast.ada, "errors")) == {*cleos, *adas}
    Look.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert set(take(cast, cast.cleo, "errors")) == {*cleos, *adas}


@pytest.mark.parametrize("kind", KINDS)
def test_taking_costs_the_same_however_many_there_are(
    cast: Cast, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, items = sees(cast, [share] * 70)
    if kind == "audit":
        draw(*items)
    cast.client(cast.ben)

    with django_assert_max_num_queries(32):
        assert len(take(cast, cast.ben, kind, limit=50)) == 50


def test_only_who_decides_takes(cast: Cast) -> None:
    sees(cast, [0.98])

    assert cast.post(cast.vic, "feeds/useful/take").status == 403
    assert cast.post(cast.ben, "feeds/errors/take").status == 403
    assert cast.post(cast.ben, "feeds/nothing/take").status == 404
    assert cast.post(cast.dan, "feeds/useful/take").status == 404
    assert cast.post(cast.ben, "feeds/useful/take", {"limit": 51}).status == 400
    assert cast.post(cast.ben, "feeds/useful/take", {"without": ["x"]}).status == 400
    assert cast.post(cast.vic, "feeds/release", {"ids": [1]}).status == 403
    assert cast.post(cast.ben, "feeds/release", {"ids": []}).status == 400


def test_the_clips_at_hand_are_not_taken_again(cast: Cast) -> None:
    first, second = make_items(cast, 2)

    assert take(cast, cast.ben, "useful", without=[first.pk]).keys() == {second.pk}
