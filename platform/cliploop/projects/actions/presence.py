"""Who has which clip open. Lives in the broker, and fades away by itself."""

import time

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.accounts.shapes import UserOut
from cliploop.events import actions as events
from cliploop.events.broker import broker
from cliploop.projects import queries

FADES_SECONDS = 75


def report(actor: Actor, item_id: int | None) -> None:
    """The actor has this clip open now, or none. Refuses (`not-found`) one they may not see."""
    if item_id is not None and not queries.items(actor).filter(pk=item_id).exists():
        raise Refusal(Code.NOT_FOUND, "There is no such clip, or you may not see it")
    mine = f"cliploop:presence:{actor.project_id}:user:{actor.user_id}"
    former = broker().get(mine)
    if former is not None and former != str(item_id):
        broker().zrem(_room(actor, str(former)), actor.user_id)
        _tell(actor, int(str(former)))
    if item_id is None:
        broker().delete(mine)
        return
    broker().set(mine, item_id, ex=FADES_SECONDS)
    room = _room(actor, str(item_id))
    broker().zadd(room, {str(actor.user_id): time.time() + FADES_SECONDS})
    broker().expire(room, FADES_SECONDS)
    _tell(actor, item_id)


def _room(actor: Actor, item_id: str) -> str:
    return f"cliploop:presence:{actor.project_id}:item:{item_id}"


def _tell(actor: Actor, item_id: int) -> None:
    room = _room(actor, str(item_id))
    broker().zremrangebyscore(room, "-inf", time.time())
    present = [int(str(user_id)) for user_id in list(broker().zrange(room, 0, -1))]
    users = UserOut(User.objects.filter(pk__in=present), many=True).data
    events.publish(f"project:{actor.project_id}", "presence", item_id=item_id, users=list(users))
