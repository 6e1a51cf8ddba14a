"""Many decisions in one request: each is done or refused by itself."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from annotator.access import Actor
from annotator.edits.edit import Edit
from annotator.edits.parse import parse_edit
from annotator.fields import invalid
from annotator.refusal import Refusal
from cliploop.annotations import actions as labels
from cliploop.annotations import queries as annotations
from cliploop.annotations.actions import Outcome
from cliploop.api.problems import refused
from cliploop.assignments import actions as assignments
from cliploop.feeds import actions

# What is done with a clip: it is labeled and handed on; only labeled, and free again; or its labels
# are right as they are.
SUBMIT, SAY, UPHOLD = "submit", "say", "uphold"
WAYS = (SUBMIT, SAY, UPHOLD)


def decide(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """One decision of many, all of it or nothing: what became of it, or the problem with it.

    The same one again changes nothing more.
    """
    answer = {"item_id": given["item_id"], "edit_id": str(given["edit_id"])}
    try:
        with transaction.atomic():
            outcome = _done(actor, given["item_id"], given)
    except Refusal as refusal:
        return {**answer, "done": None, "problem": refused(refusal)}
    return {**answer, "done": asdict(outcome), "problem": None}


def _done(actor: Actor, item_id: int, given: Mapping[str, Any]) -> Outcome:
    item = annotations.item(actor, item_id)
    bare = Edit(str(given["edit_id"]), {}, ())
    said = {name: given[name] for name in ("base", "changes") if name in given}
    said["edit_id"] = bare.id
    if given["way"] == UPHOLD:
        if given.get("changes"):
            raise invalid("changes", "What is right as it is has none")
        actions.uphold(actor, given.get("kind", ""), [item_id], upheld=given["upheld"])
        outcome = Outcome(bare.id, item.revision, [], [])
    elif given["way"] == SUBMIT:
        picture = annotations.picture(item)
        edit = parse_edit(said, picture) if said.get("changes") else bare
        return assignments.decide(actor, item_id, edit, unsure=given["unsure"])
    else:
        outcome = labels.apply(actor, item_id, parse_edit(said, annotations.picture(item)))
    actions.give_back(actor, [item_id])
    return outcome
