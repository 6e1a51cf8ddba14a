"""The API's description, read off the operations."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from cliploop.api.operations import Operation, Serializer


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457 problem details; some codes have further members."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(required=False)
    fields = serializers.DictField(child=serializers.CharField(), required=False)  # type: ignore[assignment]  # the member's name is the standard's, DRF's attribute is not used here
    reference = serializers.CharField(required=False)


class OperationSchema(AutoSchema):
    """One operation as OpenAPI says it."""

    @property
    def operation_here(self) -> Operation:
        """The operation behind this path and method."""
        found: Operation = self.view.operations[self.method]  # type: ignore[attr-defined]  # every view is an Endpoint
        return found

    def get_operation_id(self) -> str:
        """`<room>_<function>`."""
        return self.operation_here.id

    def get_tags(self) -> list[str]:
        """The room."""
        return [self.operation_here.room]

    def get_description(self, path: str = "", method: str = "") -> str:
        """What the function's docstring says."""
        return (self.operation_here.view.__doc__ or "").strip()

    def get_extensions(self) -> dict[str, Any]:
        """The capability that the operation needs."""
        return {"x-capability": str(self.operation_here.needs)}

    def get_request_serializer(self) -> Any:
        """What the operation takes."""
        here = self.operation_here
        if here.form is None:
            return here.takes
        return {"application/json": here.takes, "multipart/form-data": here.form}

    def get_response_serializers(self) -> Any:
        """What it returns, and the problem that anything else is."""
        here = self.operation_here
        return {_key(here): _returned(here), ("default", "application/problem+json"): ProblemOut}

    def get_override_parameters(self) -> list[Any]:
        """The query string, with paging where there are pages."""
        here = self.operation_here
        found: list[Any] = [here.query] if here.query else []
        if here.many:
            found += [OpenApiParameter("limit", int), OpenApiParameter("cursor", str)]
        return found

    def _get_serializer_name(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> str:
        """Shapes by the words of the glossary: what goes out has no suffix."""
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Out")


def _key(here: Operation) -> Any:
    return (here.status, here.media) if here.media else here.status


def _returned(here: Operation) -> Any:
    if here.media:
        return OpenApiTypes.STR if here.media.startswith("text/") else OpenApiTypes.BINARY
    if here.returns is None:
        return OpenApiResponse(description="Done")
    if here.many:
        return _page(here.returns)
    return here.returns(many=True) if here.plain else here.returns


_pages: dict[type[Serializer], Any] = {}


def _page(kind: type[Serializer]) -> Any:
    """The shape of a page, one object for all lists of the same kind."""
    if kind not in _pages:
        name = kind.__name__.removesuffix("Out") + "Page"
        following = serializers.CharField(allow_null=True)
        _pages[kind] = inline_serializer(name, {"results": kind(many=True), "next": following})
    return _pages[kind]
