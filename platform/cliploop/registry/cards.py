"""The facts that a version's card is made of."""

from typing import Any

from django.utils.formats import date_format

from annotator.access import Actor
from annotator.learning.modelcard import Facts, Section, markdown, sections
from annotator.learning.zoo import registry as zoo
from annotator.learning.zoo.average import averaged
from annotator.learning.zoo.entry import FULL, Entry
from annotator.refusal import Code, Refusal
from cliploop.evaluation import queries as evaluation
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Model


def title(model: Model) -> str:
    """What the card is called."""
    return f"Model card: {model.name}"


def card(actor: Actor, model: Model) -> list[Section]:
    """The parts of a version's card.

    Refuses (`gone`) files that are lost, and (`not-ready`) a version that lives elsewhere.
    """
    learning.require_here(model, "ask whoever runs it what it is")
    run, release = model.run, model.run.release
    judged = _judged(actor, model)
    return sections(
        Facts(
            name=model.name,
            stage=model.state,
            project=run.project.name,
            made=date_format(model.created_at, "Y-m-d"),
            entry=entry_of(model),
            card={"regime": run.regime, "seed": run.seed, **blobs.read(model.card_key)},
            classes=learning.task_of(run).names,
            metrics=model.metrics,
            figures=judged.get("figures", ()),
            recordings=judged.get("sources", 0),
            split=run.split,
            snapshot={"name": release.name, "hash": release.hash, "items": release.items},
            weights_sha256=model.weights_key,
            parent=model.parent.name if model.parent else "",
            members=[one.name for one in learning.members(model)],
            notes=model.notes,
        )
    )


def entry_of(model: Model) -> Entry:
    """What a version is made of: a network, or the average of some."""
    members = learning.members(model)
    if not members:
        return zoo.entry(model.run.entry)
    sizes = [(entry_of(one), str(one.run.options.get("preset", FULL))) for one in members]
    return averaged(sizes)


def as_markdown(actor: Actor, model: Model) -> str:
    """The card as Markdown."""
    return markdown(title(model), card(actor, model))


def _judged(actor: Actor, model: Model) -> dict[str, Any]:
    try:
        return evaluation.evaluation(actor, model)
    except Refusal as refusal:
        if refusal.code is not Code.NOT_READY:
            raise
        return {}
