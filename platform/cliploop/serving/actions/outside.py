"""Models that were trained elsewhere: registered, asked what they know, made versions, let go."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.addresses import is_address, is_public
from annotator.contracts.errands import Failed
from annotator.contracts.message import Message
from annotator.contracts.outside import GREET, GreetModel, ModelGreeted
from annotator.contracts.serving import BRING, BringModel, ModelBrought
from annotator.fields import invalid
from annotator.learning.stages import Stage
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN
from cliploop.learning.actions import stages
from cliploop.projects import queries as projects
from cliploop.serving import queries, sealing, versions
from cliploop.serving.models import OutsideModel
from cliploop.storage import networks

FOLDER = "folder"
MOST = 50


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says of a model that they bring."""

    name: str
    kind: str
    place: str
    secret: str = ""
    frames: int = 8
    size: int = 224
    timeout_seconds: float = 10.0
    add_classes: bool = False


@transaction.atomic
def register(actor: Actor, given: Given) -> OutsideModel:
    """Register a model, and have it asked what it knows; then it becomes a version.

    Refuses (`invalid`) what is no address of HTTP and no folder that is there, (`forbidden`) a
    private address where these are not allowed, (`taken`) a name that is in use and more than
    `MOST` models.
    """
    project = projects.lock(actor.project_id)
    require(actor, Capability.MANAGE)
    if given.kind == FOLDER:
        networks.require(given.place, "place")
    else:
        require_callable(given.place)
    known = OutsideModel.objects.filter(project=project)
    if known.filter(name=given.name).exists():
        raise Refusal(Code.TAKEN, f"There is a model {given.name} already; choose another name")
    if known.count() >= MOST:
        raise Refusal(Code.TAKEN, f"There are {MOST} models from elsewhere; remove one first")
    made = OutsideModel.objects.create(
        project=project,
        name=given.name,
        kind=given.kind,
        place=given.place,
        secret=sealing.sealed(given.secret),
        frames=given.frames,
        size=given.size,
        timeout_seconds=given.timeout_seconds,
        add_classes=given.add_classes,
        created_by_id=actor.user_id,
    )
    after = {"name": given.name, "kind": given.kind, "place": given.place}
    audit.record(actor, "outside.register", f"outside:{made.pk}", after=after)
    return _greet(actor, made)


@transaction.atomic
def check(actor: Actor, outside_id: int) -> OutsideModel:
    """Ask a model again what it knows. Refuses (`not-ready`) while it is asked."""
    require(actor, Capability.MANAGE)
    found = queries.outside_model(actor, outside_id, lock=True)
    if found.job is not None and found.job.state in OPEN:
        raise Refusal(Code.NOT_READY, f"{found.name} is being asked. Wait for its answer")
    audit.record(actor, "outside.check", f"outside:{found.pk}")
    return _greet(actor, found)


@transaction.atomic
def remove(actor: Actor, outside_id: int) -> None:
    """Forget a model's address and secret. Its version is retired; what it said stays."""
    require(actor, Capability.MANAGE)
    found = queries.outside_model(actor, outside_id, lock=True)
    projects.lock(actor.project_id)
    if found.job is not None and found.job.state in OPEN:
        jobs.halt([found.job.pk])
    if found.model is not None:
        stages.lead(actor, found.model, Stage.RETIRED, f"{found.name} was removed")
    found.delete()
    audit.record(actor, "outside.remove", f"outside:{outside_id}", before={"name": found.name})


def greeted(reply: ModelGreeted) -> None:
    """Make a version of a model that said what it knows. A stale reply changes nothing."""
    told = {"classes": list(reply.classes), "outside": dict(reply.health)}
    _settle(reply, told, reply.classes, None, "")


def brought(reply: ModelBrought) -> None:
    """Make a version of a folder's classifier. A stale reply changes nothing."""
    _settle(reply, {"classes": list(reply.labels)}, reply.labels, reply.card, reply.weights_key)


def _settle(
    reply: Message,
    told: dict[str, Any],
    names: Sequence[str],
    card: Mapping[str, Any] | None,
    weights_key: str,
) -> None:
    """End a job with a version, or where there can be none as failed, with why."""
    try:
        with transaction.atomic():
            found = queries.asked_by(reply.job_id)
            if found is not None:
                projects.lock(found.project_id)
            if found is None or jobs.finish(reply.job_id, reply.token, told) is None:
                return
            if found.model is None:
                whole = card or versions.outside_card(found.project.task, names)
                found.model = versions.make(found, names, whole, weights_key)
                found.save(update_fields=["model"])
            elif list(names) != versions.names_of(found.model):
                raise Refusal(
                    Code.VERSION_CONFLICT,
                    f"{found.name} knows other classes now. Remove it and register it anew",
                )
            events.publish(f"project:{found.project_id}", "model", id=found.model.pk)
    except Refusal as refusal:
        jobs.failed(Failed(reply.job_id, reply.token, refusal.code, refusal.title))


def _greet(actor: Actor, found: OutsideModel) -> OutsideModel:
    def greeting(job_id: UUID, token: str) -> GreetModel:
        return GreetModel(str(job_id), token, queries.calling(found, job_id))

    def bringing(job_id: UUID, token: str) -> BringModel:
        return BringModel(str(job_id), token, str(settings.STORAGE_URL), found.place)

    is_folder = found.kind == FOLDER
    found.job = jobs.start(
        BRING if is_folder else GREET,
        bringing if is_folder else greeting,
        project_id=actor.project_id,
        kind="outside",
        title=f"Asking {found.name} what it knows",
        created_by=actor.user_id,
        subject=("outside", found.pk),
    )
    found.save(update_fields=["job"])
    return found


def require_callable(url: str, field: str = "place") -> None:
    """Refuse what is no address that may be called, as far as can be told without calling it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise invalid(field, "Must be an address such as https://models.example.org/v1") from None
    plain = not any(unicodedata.category(one).startswith(("C", "Z")) for one in url)
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise invalid(field, "Must be an address such as https://models.example.org/v1")
    if parts.username is not None or parts.query or parts.fragment:
        raise invalid(field, "Must have no user, query or fragment; the secret has its own field")
    inside = host == "localhost" or (is_address(host) and not is_public(host))
    if inside and not settings.CLIPLOOP_PRIVATE_MODELS:
        raise Refusal(
            Code.FORBIDDEN,
            f"{host} lies in a private network. Ask an administrator to set "
            "CLIPLOOP_PRIVATE_MODELS=1 where models there may be called",
            fields={field: "Lies in a private network"},
        )
