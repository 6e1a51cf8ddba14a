"""Sealing kept secrets anew once the server has another one, so that the old one can go."""

import logging

from django.db import transaction

from cliploop.serving import sealing
from cliploop.serving.models import Alert, OutsideModel

log = logging.getLogger(__name__)


def renew() -> int:
    """Seal with today's secret what an old one sealed; how many. Others stay as they are."""
    count = sum(_renew(table, pk) for table in (OutsideModel, Alert) for pk in _sealed(table))
    if count:
        log.info("%s secrets were sealed anew with today's CLIPLOOP_SECRET", count)
    return count


def _sealed(table: type[OutsideModel] | type[Alert]) -> list[int]:
    return list(table.objects.exclude(secret="").order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _renew(table: type[OutsideModel] | type[Alert], pk: int) -> bool:
    """Seal one anew, unless it is gone or changed meanwhile."""
    row = table.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or (renewed := sealing.renewed(row.secret)) == row.secret:
        return False
    row.secret = renewed
    row.save(update_fields=["secret"])
    return True
