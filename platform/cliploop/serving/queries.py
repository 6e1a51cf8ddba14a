"""Reading what is served: models of elsewhere with their health, and speeds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet, Window
from django.db.models.fields.json import KT
from django.db.models.functions import RowNumber

from annotator.access import Actor
from annotator.breaker import REST_SECONDS, Breaker
from annotator.contracts.errands import secret_key
from annotator.contracts.outside import Outside
from annotator.refusal import Code, Refusal
from cliploop.events.broker import broker
from cliploop.jobs.models import OPEN, Job
from cliploop.learning.models import Model
from cliploop.serving import sealing
from cliploop.serving.models import Alert, Event, OutsideModel, Speed

# The health of a model is that of so many of the last jobs that called it.
RECENT = 20
# A job that waits so long for a worker finds its secret no more.
SECRET_SECONDS = 24 * 3600
NO_MODEL = "There is no such model, or you may not see it"


def project_of(model_id: int) -> int:
    """The project of a model. Refuses (`not-found`) where there is no such model."""
    found = Model.objects.filter(pk=model_id).values_list("project_id", flat=True).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, NO_MODEL)
    return int(found)


def outside_models(actor: Actor) -> QuerySet[OutsideModel]:
    """The models of elsewhere in the actor's project."""
    mine = OutsideModel.objects.filter(project_id=actor.project_id)
    return mine.select_related("job", "model").order_by("pk")


def outside_model(actor: Actor, outside_id: int, *, lock: bool = False) -> OutsideModel:
    """One of them. Refuses (`not-found`) one of another project."""
    rows = outside_models(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=outside_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such model in this project")
    return found


def asked_by(job_id: str) -> OutsideModel | None:
    """The model of elsewhere that a job asks what it knows, locked."""
    rows = OutsideModel.objects.select_related("project", "model").select_for_update(of=("self",))
    return rows.filter(job_id=job_id).first()


def calling(found: OutsideModel, job_id: object) -> Outside:
    """How a job calls a model, with its breaker as the last one left it.

    The secret is laid down where the job's worker finds it: in no row, in no message.
    """
    hand_over(job_id, sealing.opened(found.secret, found.name))
    last = health(found)
    return Outside(
        name=found.name,
        url=found.place,
        kind=found.kind,
        frames=found.frames,
        size=found.size,
        timeout_seconds=found.timeout_seconds,
        private=settings.CLIPLOOP_PRIVATE_MODELS,
        failures=int(last["failures"]),
        opened=float(last["opened"]),
    )


def hand_over(job_id: object, secret: str) -> None:
    """Lay a secret down where a job's worker finds it."""
    broker().set(secret_key(str(job_id)), secret, ex=SECRET_SECONDS)


def outside(model: Model, job_id: object) -> Outside | None:
    """How a version is called by a job, if it lives elsewhere.

    Refuses (`gone`) one whose address was removed.
    """
    if model.run.entry != "outside":
        return None
    found = OutsideModel.objects.filter(model=model).first()
    if found is None:
        raise Refusal(Code.GONE, f"{model.name} was removed, and with it its address")
    return calling(found, job_id)


def health(found: OutsideModel) -> Mapping[str, Any]:
    """How the last calls of a model went, summed over the last jobs; see `Line.health`."""
    return healths([found])[found.pk]


def healths(rows: Sequence[OutsideModel]) -> Mapping[int, Mapping[str, Any]]:
    """The health of models of one project, by id, in one SELECT.

    All jobs that call a model say so in what they ask: those that greet it, predict with it, or ask
    for a stage.
    """
    told: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    places = {(one.name, one.place) for one in rows}
    if rows:
        jobs = Job.objects.filter(detail__has_key="outside", project_id=rows[0].project_id)
        named = jobs.annotate(name=KT("ask__outside__name"), url=KT("ask__outside__url"))
        mine = named.filter(name__in=[one.name for one in rows])
        order = F("created_at").desc()
        ranked = mine.annotate(
            place=Window(RowNumber(), partition_by=[F("name"), F("url")], order_by=order)
        )
        recent = ranked.filter(place__lte=RECENT).order_by("-created_at")
        for name, url, detail in recent.values_list("name", "url", "detail"):
            if (name, url) in places:
                told[name, url].append(detail["outside"])
    return {one.pk: _summed(told[one.name, one.place]) for one in rows}


def _summed(told: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    newest = told[0] if told else {}

    def latest(name: str) -> Any:
        return next((one[name] for one in told if one.get(name)), None)

    return {
        "calls": sum(one["calls"] for one in told),
        "failed": sum(one["failed"] for one in told),
        "latency_seconds": latest("latency_seconds"),
        "last_success": latest("last_success"),
        "last_error": newest.get("last_error") or "",
        "breaker": newest.get("breaker", "closed"),
        "failures": newest.get("failures", 0),
        "opened": newest.get("opened", 0.0),
    }


def speeds() -> QuerySet[Speed]:
    """What was measured, the newest of each entry, preset and device."""
    return Speed.objects.select_related("job").order_by("-measured_at", "pk")


def speed(entry: str, preset: str = "full") -> float | None:
    """How many clips a second an entry was last measured to look at; None before that."""
    rows = Speed.objects.filter(entry=entry, preset=preset, error="")
    found = rows.order_by("-measured_at").first()
    return float(found.figures["clips_per_second"]) if found else None


def newest_speeds() -> Mapping[tuple[str, str], float]:
    """How many clips a second each entry and preset was last measured to look at, in one SELECT."""
    rows = Speed.objects.filter(error="").order_by("measured_at")
    told = rows.values_list("entry", "preset", "figures")
    return {(key, preset): float(one["clips_per_second"]) for key, preset, one in told}


def measuring(job_id: UUID) -> Job:
    """A job that measures. Refuses (`not-found`) any other."""
    found = Job.objects.filter(pk=job_id, kind="measure").first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such measurement")
    return found


def alerts(actor: Actor) -> QuerySet[Alert]:
    """The alerts of the actor's project."""
    return Alert.objects.filter(project_id=actor.project_id).order_by("pk")


def alert(actor: Actor, alert_id: int, *, lock: bool = False) -> Alert:
    """One of them. Refuses (`not-found`) one of another project."""
    rows = alerts(actor)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=alert_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such alert in this project")
    return found


def waiting(now: datetime) -> QuerySet[Event]:
    """What was found and nobody was told of; what could not be told, a while later again."""
    rested = Q(tried_at__lt=now - timedelta(seconds=REST_SECONDS)) & ~Q(error="")
    rows = Event.objects.filter(Q(tried_at=None) | rested, job=None)
    return rows.select_related("alert__label_class", "item__rendition", "model")


def untold(now: datetime) -> list[tuple[int, str]]:
    """The projects and addresses that are to be told something, who waits longest first."""
    rows = waiting(now).select_related(None).values("alert__project_id", "alert__url")
    ranked = rows.annotate(first=Min("pk")).order_by("first")
    return [(int(one["alert__project_id"]), str(one["alert__url"])) for one in ranked]


def breaker(alerts: Sequence[Alert]) -> Breaker | None:
    """The breaker of the address of these alerts as the last call left it; None during one."""
    told = Event.objects.filter(alert__in=alerts, job__isnull=False).select_related("job")
    last = told.order_by("-tried_at", "-pk").first()
    if last is None or last.job is None:
        return Breaker()
    if last.job.state in OPEN:
        return None
    health = last.job.detail.get("outside", {})
    return Breaker(int(health.get("failures", 0)), float(health.get("opened", 0.0)))
