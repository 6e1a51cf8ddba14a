"""Keyset pages: a cursor names the last row seen, so pages never shift under the reader."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from annotator.refusal import Code, Refusal

LIMIT = 50
MOST = 200
_SALT = "cliploop.cursor"
Row = TypeVar("Row", bound=Model)


def limit(request: Request) -> int:
    """How many rows are asked for. Refuses (`invalid`) what is no number from 1 to 200."""
    given = request.query_params.get("limit", str(LIMIT))
    if not given.isdecimal() or len(given) > 9 or not 1 <= int(given) <= MOST:
        raise Refusal(
            Code.INVALID, f"limit: must be 1 to {MOST}", fields={"limit": f"Must be 1 to {MOST}"}
        )
    return int(given)


def page(
    rows: QuerySet[Row],
    order: Sequence[str],
    request: Request,
    serializer: type[BaseSerializer[Any]] | Callable[[Row], Any],
    *,
    prepare: Callable[[Sequence[Row]], object] = len,
) -> Response:
    """One page of rows in `order`, as `{results, next}`.

    `order` names columns or annotations, "-" for falling, and must end in a unique one; nulls
    come last. `serializer` is a class, or a function from a row to JSON-ready data. `prepare` gets
    the page's rows before any is shown, to read at once what they need.
    """
    count = limit(request)
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(order, _opened(cursor, order)))
    found = list(rows.order_by(*(_ordered(name) for name in order))[: count + 1])
    shown, more = found[:count], len(found) > count
    after = _sealed(shown[-1], order) if more else None
    prepare(shown)
    return Response({"results": [_shown(row, serializer) for row in shown], "next": after})


def _shown(row: Any, serializer: Any) -> Any:
    if isinstance(serializer, type) and issubclass(serializer, BaseSerializer):
        return serializer(row).data
    return serializer(row)


def _ordered(name: str) -> OrderBy:
    column = F(name.lstrip("-"))
    return column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the one with these values: greater in the first column that differs."""
    behind, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        if value is not None:
            compare = "lt" if name.startswith("-") else "gt"
            further = Q(**{f"{column}__{compare}": value}) | Q(**{f"{column}__isnull": True})
            behind |= same & further
        is_same = Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
        same &= is_same
    return behind


def _sealed(row: Model, order: Sequence[str]) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    packed = json.dumps([list(order), values], cls=_Exact).encode()
    return signing.Signer(salt=_SALT).sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))


def _value(row: Any, column: str) -> Any:
    for part in column.split("__"):
        row = None if row is None else getattr(row, part)
    return row


class _Exact(DjangoJSONEncoder):
    """Times with their microseconds: a rounded cursor would show a row twice."""

    def default(self, o: Any) -> Any:
        """The value as text."""
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _opened(cursor: str, order: Sequence[str]) -> list[Any]:
    try:
        packed = signing.Signer(salt=_SALT).unsign(cursor)
        made_for, values = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (signing.BadSignature, ValueError) as error:
        raise _bad_cursor() from error
    if made_for != list(order):
        raise _bad_cursor()
    return list(values)


def _bad_cursor() -> Refusal:
    title = "cursor: not one of this list. Start again without it"
    return Refusal(Code.INVALID, title, fields={"cursor": "Not one of this list"})
