"""Sending labels out, each time with an entry in the audit log."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.formats.registry import format_named
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import StageKind
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Item
from cliploop.exchange.packing import Wanted, zipped
from cliploop.projects.models import Project
from cliploop.releases import queries as releases
from cliploop.releases.queries import HUMAN_SOURCES

READABLE = (1,)


def meant(actor: Actor, given: Mapping[str, Any]) -> tuple[Any, frozenset[str]]:
    """The items that a filter means, and whose labels: people's, unless `label` names others.

    Without any filter: the completed items. Refuses (`invalid`) an unknown filter.
    """
    wanted = ItemFilter.parse(given)
    items = datasets.filtered(actor, wanted)
    if not wanted.as_json():
        items = items.filter(stage_kind=StageKind.COMPLETE.value)
    named = frozenset(wanted.label) - {"none"}
    return Item.objects.filter(pk__in=items.order_by().values("pk")), named or HUMAN_SOURCES


@transaction.atomic
def export(
    actor: Actor, format_name: str, given: Mapping[str, Any], *, boxes: bool = False
) -> Iterator[bytes]:
    """The pieces of a zip of what the filter means, as it is now; `boxes`: shapes as boxes.

    Refuses (`unsupported`) an unknown format.
    """
    require(actor, Capability.EXPORT)
    to = format_named(format_name)
    items, sources = meant(actor, given)
    header = releases.header(Project.objects.get(pk=actor.project_id))
    after = {"format": to.name, "filter": ItemFilter.parse(given).as_json()}
    shapes = {"shapes": "boxes"} if boxes else {}
    audit.record(actor, "export", f"project:{actor.project_id}", after=after | shapes)
    lines = releases.labeled(items, sources=(*HUMAN_SOURCES, "model"))
    return zipped(header, lines, Wanted(to, sources, boxes))


@transaction.atomic
def download(
    actor: Actor, release_id: int, format_name: str, *, boxes: bool = False
) -> tuple[str, Iterator[bytes]]:
    """A release's name and the pieces of its zip, out of the frozen bytes.

    Refuses (`unsupported`) a release that a later version of Cliploop froze.
    """
    require(actor, Capability.EXPORT)
    to = format_named(format_name)
    release = releases.one(actor, release_id)
    lines = releases.frozen(release)
    header = next(lines)
    if header.get("cliploop_release") not in READABLE:
        raise Refusal(Code.UNSUPPORTED, "This release was frozen by a newer Cliploop; update first")
    audit.record(actor, "release.download", f"release:{release.pk}", after={"format": to.name})
    sources = (*HUMAN_SOURCES, "model")
    return release.name, zipped(header, chain(lines), Wanted(to, frozenset(sources), boxes))
