"""Operations: a function, what it needs, takes and returns; and the one view per path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal

Serializer = serializers.BaseSerializer[Any]
View = Callable[..., HttpResponseBase]
_ACTOR = "cliploop.actor"
# The id of the person whose work a request carries.
OF_USER = "Cliploop-User"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `many`: a page of them; `plain`: an array of them.

    `media`: the type of a body that is no JSON, such as a stream. `form`: what it takes instead of
    JSON, with files (`uploaded`).
    """

    view: View
    method: str
    needs: Capability
    takes: type[serializers.Serializer[Any]] | None
    returns: type[Serializer] | None
    query: type[serializers.Serializer[Any]] | None
    many: bool
    plain: bool
    status: int
    media: str | None
    throttles: tuple[type[BaseThrottle], ...]
    form: type[serializers.Serializer[Any]] | None = None

    @property
    def room(self) -> str:
        """The room that the function lies in."""
        return self.view.__module__.split(".")[1]

    @property
    def id(self) -> str:
        """The operation's stable name in the API's description."""
        return f"{self.room}_{self.view.__name__}"


def operation(
    method: str,
    *,
    needs: Capability,
    takes: type[serializers.Serializer[Any]] | None = None,
    returns: type[Serializer] | None = None,
    query: type[serializers.Serializer[Any]] | None = None,
    many: bool = False,
    plain: bool = False,
    status: int = 200,
    media: str | None = None,
    throttles: tuple[type[BaseThrottle], ...] = (),
    form: type[serializers.Serializer[Any]] | None = None,
) -> Callable[[View], Operation]:
    """Make a function `view(request, **path)` an operation for `route`.

    What it needs is checked before it runs. A stream is returned as a StreamingHttpResponse over
    an async iterator.
    """

    def wrap(view: View) -> Operation:
        return Operation(
            view, method, needs, takes, returns, query, many, plain, status, media, throttles, form
        )

    return wrap


class Endpoint(APIView):
    """All operations of one path."""

    operations: ClassVar[Mapping[str, Operation]] = {}

    @property
    def allowed_methods(self) -> list[str]:
        """The methods of this path."""
        return list(self.operations)

    def get_throttles(self) -> list[BaseThrottle]:
        """The throttles of the operation asked for."""
        found = self.operations.get(self.request.method or "")
        return [one() for one in found.throttles] if found else []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who is asking, and whether they may, before any view runs."""
        found = self.operations.get(request.method or "")
        if found is None:
            self.http_method_not_allowed(request)
            return
        check(request, found.needs, kwargs)
        super().initial(request, *args, **kwargs)


def check(request: Request, needs: Capability, kwargs: Mapping[str, Any]) -> None:
    """Refuse the signed-out (`signed-out`), outsiders (`not-found`), and roles (`forbidden`)."""
    if needs is Capability.ANYONE:
        return
    user = signed_in(request)
    if needs is Capability.ADMIN and not user.is_admin:
        raise Refusal(Code.FORBIDDEN, "Only an administrator may do this")
    if "project_id" in kwargs:
        enter(request, kwargs["project_id"], needs)


def enter(request: Request, project_id: int, needs: Capability = Capability.VIEW) -> Actor:
    """Find the asking user's role in a project and check it. For projects named by a query."""
    find = cast(Callable[..., Actor], import_string(settings.CLIPLOOP_ACTOR))
    found = find(signed_in(request), project_id)
    require(found, needs)
    request.META[_ACTOR] = found
    return found


def signed_in(request: Request) -> Any:
    """The user who asks. Refuses (`signed-out`) nobody, and anybody but whom the request is of.

    A page keeps what it could not send; by the time it can, somebody else may use its browser.
    The type is the room's that keeps the accounts, which lies above this one.
    """
    if not request.user or not request.user.is_authenticated:
        raise Refusal(Code.SIGNED_OUT, "Sign in first")
    if request.headers.get(OF_USER, str(request.user.pk)) != str(request.user.pk):
        raise Refusal(Code.SIGNED_OUT, "Sign in as the person who did this")
    return request.user


def by_hand(request: Request) -> None:
    """Refuse (`forbidden`) an API key: one that leaks must not turn into more than a key."""
    if request.auth is not None:
        raise Refusal(Code.FORBIDDEN, "An API key may not do this. Sign in in the browser for it")


def actor(request: Request) -> Actor:
    """The asking user in their role in the project of the path. Checked already."""
    return cast(Actor, request.META[_ACTOR])


def body(request: Request, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The request's JSON, validated. Refuses (`invalid`) what is wrong, and unknown fields."""
    partial = request.method == "PATCH"
    return _validated(kind, request.data, partial=partial, what="body")


def uploaded(request: Request, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """A form's fields and files, validated as a `body` is. Refuses (`invalid`) a torn form."""
    try:
        sent = request._request
        given = {**sent.POST.dict(), **sent.FILES.dict()}
    except (MultiPartParserError, TooManyFilesSent) as error:
        raise Refusal(Code.INVALID, f"The form cannot be read: {error}") from error
    return _validated(kind, given, partial=False, what="form")


def query(request: Request, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The query string, validated. Refuses (`invalid`) what is wrong, and unknown names."""
    given = {
        name: ",".join(values)
        for name, values in request.query_params.lists()
        if name not in {"limit", "cursor"}
    }
    return _validated(kind, given, partial=False, what="query")


def _validated(
    kind: type[serializers.Serializer[Any]], data: Any, *, partial: bool, what: str
) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise Refusal(Code.INVALID, f"The {what} must be a JSON object")
    serializer = kind(data=data, partial=partial)
    unknown = [str(name) for name in data if name not in serializer.fields]
    if unknown:
        known = ", ".join(serializer.fields) or "none"
        fields = dict.fromkeys(unknown, f"There is no such field. Known: {known}")
        raise Refusal(Code.INVALID, f"Unknown field: {', '.join(unknown)}", fields=fields)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def route(pattern: str, *operations: Operation) -> URLPattern:
    """The one view of a path below /api/v1/, dispatching on the method."""
    by_method = {one.method: one for one in operations}
    if len(by_method) != len(operations):
        raise ValueError(f"{pattern}: two operations for one method")
    members: dict[str, Any] = {"operations": by_method, "__doc__": ""}
    members |= {one.method.lower(): _handler(one) for one in operations}
    name = "".join(part.title() for part in operations[0].id.split("_")) + "Endpoint"
    endpoint: type[Endpoint] = type(name, (Endpoint,), members)
    return path(pattern, endpoint.as_view(), name=operations[0].id)


def _handler(found: Operation) -> Callable[..., HttpResponseBase]:
    def handle(self: Endpoint, request: Request, **kwargs: Any) -> HttpResponseBase:
        return found.view(request, **kwargs)

    handle.__doc__ = found.view.__doc__
    return handle
