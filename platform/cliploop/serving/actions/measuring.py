"""Having the models of the zoo measured, and keeping what came of it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.contracts.serving import MEASURE, MeasureModels, ModelsMeasured
from annotator.learning.zoo.entry import TINY
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job
from cliploop.serving.models import Speed

KIND = "measure"


@transaction.atomic
def start(user_id: int, keys: Sequence[str], preset: str, seconds: float) -> Job:
    """Measure entries, without names all that need nothing of the operator's.

    Refuses (`not-found`) an entry that there is not, (`taken`) while others are measured.
    """
    asked = [entry(key) for key in keys] or [one for one in ENTRIES if one.weights != "folder"]
    if preset == TINY:
        asked = [one for one in asked if one.tiny is not None or one.full.classes == 0]
    if not asked:
        raise Refusal(Code.NOT_FOUND, "None of these models has a tiny form; measure the full ones")
    if Job.objects.filter(kind=KIND, state__in=OPEN).exists():
        raise Refusal(Code.TAKEN, "Models are being measured already. Wait for that, or cancel it")
    wanted = tuple(dict.fromkeys(one.key for one in asked))

    def message(job_id: UUID, token: str) -> MeasureModels:
        return MeasureModels(str(job_id), token, wanted, preset, seconds)

    title = f"Measuring {len(wanted)} {'model' if len(wanted) == 1 else 'models'}"
    job = jobs.start(MEASURE, message, project_id=None, kind=KIND, title=title, created_by=user_id)
    audit.record(Who(user_id), "models.measure", job.pk, after={"entries": list(wanted)})
    return job


@transaction.atomic
def measured(reply: ModelsMeasured) -> None:
    """Keep what was measured, in place of what was before. A stale reply changes nothing."""
    rows = [dict(one) for one in reply.rows]
    told = {"device": reply.device, "versions": dict(reply.versions), "rows": rows}
    job = jobs.finish(reply.job_id, reply.token, told)
    if job is None:
        return
    preset = str(job.ask["preset"])
    for row in reply.rows:
        figures = {name: value for name, value in row.items() if name not in ("entry", "error")}
        Speed.objects.update_or_create(
            entry=row["entry"],
            preset=preset,
            device=reply.device[:120],
            defaults={
                "figures": figures,
                "error": str(row.get("error", ""))[:300],
                "versions": dict(reply.versions),
                "job": job,
                "measured_at": timezone.now(),
            },
        )
