"""What workers keep by name, and until when it is of use."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from annotator.contracts.errands import VECTORS
from cliploop.jobs.models import OPEN, Job, State
from cliploop.videos import queries as videos
from cliploop.videos.models import Rendition

# For so long somebody may run again what ended badly, from where it got to.
RETRIED = timedelta(days=7)
# For so long some worker may still be of an earlier version, and somebody may go back to one.
RENEWED = timedelta(days=30)


def checkpoints(names: Collection[str]) -> set[str]:
    """Those of trainings that may go on, of `checkpoints/{job}/{phase}`."""
    owners = {name: _job_id(name) for name in names}
    recent = Q(state__in=(State.FAILED, State.CANCELLED), finished_at__gt=timezone.now() - RETRIED)
    ids = {owner for owner in owners.values() if owner is not None}
    wanted = Job.objects.filter(Q(state__in=OPEN) | recent, pk__in=ids)
    living = set(wanted.values_list("pk", flat=True))
    return {name for name, owner in owners.items() if owner in living}


def vectors(names: Collection[str]) -> set[str]:
    """Those in use of videos that are there, or of parts, of `features/{version}/…/{key}-…`."""
    used = _versions()
    names = [name for name in names if not used or PurePosixPath(name).parts[1] in used]
    owners = {name: PurePosixPath(name).name.lstrip(".").partition("-")[0] for name in names}
    keys = set(owners.values())
    living = videos.contents(keys)
    proxies = Rendition.objects.filter(proxy_key__in=keys - living)
    living |= set(proxies.values_list("proxy_key", flat=True))
    return {name for name, owner in owners.items() if owner in living}


def _versions() -> set[str]:
    """The versions of vectors that workers stored lately, or last; none if it is too early."""
    since = timezone.now() - RENEWED
    told = Job.objects.filter(detail__has_key=VECTORS).order_by("-created_at")
    if not told.filter(created_at__lt=since).exists():
        return set()
    versions = told.values_list(f"detail__{VECTORS}", flat=True)
    lately = versions.filter(Q(finished_at=None) | Q(finished_at__gt=since))
    # A worker tells of all that it makes, those that nobody asked for lately included.
    return {version for names in {*lately, *versions[:1]} for version in names.split()}


def _job_id(name: str) -> UUID | None:
    try:
        return UUID(PurePosixPath(name).parts[1])
    except (ValueError, IndexError):
        return None
