"""A no as RFC 9457 problem details: every refusal and every error becomes one of these."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotator.refusal import Code, Refusal

log = logging.getLogger(__name__)

STATUS: dict[Code, int] = {
    Code.INVALID: 400,
    Code.SIGNED_OUT: 401,
    Code.WRONG_CREDENTIALS: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.GONE: 410,
    Code.TAKEN: 409,
    Code.BUSY: 429,
    Code.WRONG_STAGE: 409,
    Code.VERSION_CONFLICT: 409,
    Code.CLASS_IN_USE: 409,
    Code.NOT_READY: 409,
    Code.INCOMPLETE: 409,
    Code.TOO_FEW_SOURCES: 409,
    Code.OFFSET_MISMATCH: 409,
    Code.CHECKSUM_MISMATCH: 460,
    Code.UNSUPPORTED: 415,
    Code.TOO_LARGE: 413,
    Code.NO_SPACE: 507,
    Code.BUDGET: 409,
    Code.CANCELLED: 409,
    Code.KILLED: 503,
    Code.LOST: 503,
    Code.UNEXPECTED: 500,
    Code.UNREACHED: 503,
}
NO_SUCH = "There is nothing at this address, or you may not see it"
_HTTP_CODES = {405: "method-not-allowed", 406: "not-acceptable", 429: "throttled"}


def problem(
    status: int, code: str, title: str, *, extra: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """The members of one problem."""
    body = {"type": f"about:blank#{code}", "title": title, "status": status, "code": code}
    return {**(extra or {}), **body}


def answer(error: Exception, context: Mapping[str, Any]) -> Response:
    """The response to whatever a view raised. An unexpected error is logged under a reference."""
    set_rollback()
    status, body, headers = _told(error)
    return Response(body, status=status, headers=headers, content_type="application/problem+json")


def plain_answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """The same, for what Django itself answers outside of any view of ours."""
    status, body, headers = _told(error)
    return JsonResponse(
        body, status=status, headers=headers, content_type="application/problem+json"
    )


def _told(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    if isinstance(error, Refusal):
        return _refused(error)
    if isinstance(error, Http404):
        return _refused(Refusal(Code.NOT_FOUND, NO_SUCH))
    if isinstance(error, PermissionDenied):
        return _refused(Refusal(Code.FORBIDDEN, str(error) or "You may not do this"))
    if isinstance(error, RequestDataTooBig):
        return _refused(Refusal(Code.TOO_LARGE, "The request is larger than the server takes"))
    if isinstance(error, exceptions.APIException):
        return _declined(error)
    reference = secrets.token_hex(4)
    log.error("Unexpected error, reference %s", reference, exc_info=error)
    title = "Something went wrong on the server. Try again, or report the reference"
    return 500, problem(500, Code.UNEXPECTED, title, extra={"reference": reference}), {}


def refused(refusal: Refusal) -> dict[str, Any]:
    """The problem that a refusal is, for an answer that tells of several things."""
    extra = dict(refusal.extra)
    if refusal.fields:
        extra["fields"] = refusal.fields
    return problem(STATUS[refusal.code], refusal.code, refusal.title, extra=extra)


def _refused(refusal: Refusal) -> tuple[int, dict[str, Any], dict[str, str]]:
    wait = refusal.extra.get("retry_after_seconds")
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return STATUS[refusal.code], refused(refusal), headers


def _declined(error: exceptions.APIException) -> tuple[int, dict[str, Any], dict[str, str]]:
    """What the framework declines, in the same words as our own refusals."""
    if isinstance(error, exceptions.ValidationError):
        fields = flat(error.detail)
        title = "; ".join(f"{name}: {what}" for name, what in fields.items())
        return _refused(Refusal(Code.INVALID, title, fields=fields))
    if isinstance(error, exceptions.ParseError):
        return _refused(Refusal(Code.INVALID, f"The request is not JSON: {error.detail}"))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return _refused(Refusal(Code.SIGNED_OUT, str(error.detail)))
    if isinstance(error, exceptions.PermissionDenied):
        return _refused(Refusal(Code.FORBIDDEN, str(error.detail)))
    if isinstance(error, exceptions.NotFound):
        return _refused(Refusal(Code.NOT_FOUND, NO_SUCH))
    if isinstance(error, exceptions.UnsupportedMediaType):
        return _refused(Refusal(Code.UNSUPPORTED, str(error.detail)))
    status = error.status_code
    headers = {}
    wait = getattr(error, "wait", None)  # of a throttle
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    return status, problem(status, _HTTP_CODES.get(status, "declined"), str(error.detail)), headers


def flat(detail: Any, prefix: str = "") -> dict[str, str]:
    """Nested error details as dotted field name → one sentence."""
    if isinstance(detail, Mapping):
        found: dict[str, str] = {}
        for name, inner in detail.items():
            label = "request" if name == "non_field_errors" else str(name)
            found |= flat(inner, f"{prefix}.{label}" if prefix else label)
        return found
    if isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        return {
            name: what
            for index, inner in enumerate(detail)
            if inner
            for name, what in flat(inner, f"{prefix}.{index}" if prefix else str(index)).items()
        }
    sentences = detail if isinstance(detail, list) else [detail]
    return {prefix or "request": " ".join(str(one) for one in sentences)}
