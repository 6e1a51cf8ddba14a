"""Telling the room above that items say something else by now."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string


def tell(project_id: int, item_ids: Iterable[int], *, whole: bool = False) -> None:
    """Say that these items have other labels, another stage, or came or went; none: another order.

    `whole`: it may be any of the project's. Call it in the transaction that changes them.
    """
    import_string(settings.CLIPLOOP_CHANGED)(project_id, item_ids, whole=whole)
