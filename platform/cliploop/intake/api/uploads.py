"""Uploads by tus 1.0: creation, checksum, expiration, termination."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import http_date
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.api.operations import actor, operation
from cliploop.datasets.models import Item
from cliploop.intake.actions import arrivals
from cliploop.intake.queries import twin
from cliploop.videos import queries, tus
from cliploop.videos.actions import direct, uploads
from cliploop.videos.body import chunks_of
from cliploop.videos.models import Upload

CHUNK_TYPE = "application/offset+octet-stream"


class UploadPartOut(serializers.Serializer[Any]):
    """A part of the file: its bytes from `offset` on, to be PUT to `url`."""

    number = serializers.IntegerField()
    offset = serializers.IntegerField()
    size = serializers.IntegerField()
    url = serializers.CharField()


class PartsOut(serializers.Serializer[Any]):
    """How far an upload is, and its next parts; none where all of it is there."""

    offset = serializers.IntegerField()
    length = serializers.IntegerField()
    parts = UploadPartOut(many=True)


@operation("OPTIONS", needs=Capability.UPLOAD, status=204)
def describe_uploads(request: Request, project_id: int) -> HttpResponse:
    """What this server speaks."""
    return _answer(
        204,
        {
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
            "Tus-Max-Size": str(uploads.LARGEST_BYTES),
            "Cliploop-Uploads": "direct" if direct.is_offered() else "server",
        },
    )


@operation("POST", needs=Capability.UPLOAD, status=201)
def create_upload(request: Request, project_id: int) -> HttpResponse:
    """Begin an upload, and with it an item.

    Metadata: filename, dataset, fps, source, folder, as, id. `as` is `frames` where each frame is
    to be an item of its own. `id` is a UUID of the sender's: whoever asks again with it, because
    the answer was lost, gets the upload that they began.
    """
    if wrong := _wrong_version(request):
        return wrong
    length = tus.parse_number(request.headers.get("Upload-Length"), "Upload-Length")
    metadata = tus.parse_metadata(request.headers.get("Upload-Metadata"))
    item = arrivals.receive(actor(request), length, metadata)
    if item.upload is None:
        raise AssertionError("a received item has its upload")
    where = f"/api/v1/projects/{project_id}/uploads/{item.upload.pk}"
    return _answer(201, {"Location": where, **_item(item), **_expires(item.upload)})


@operation("POST", needs=Capability.UPLOAD, returns=PartsOut)
def create_parts(request: Request, project_id: int, upload_id: UUID) -> Response:
    """Where the next parts of the file are to be PUT, straight into the storage.

    Ask again after that, until no part is left: then the file is taken in. Offered where OPTIONS
    says `Cliploop-Uploads: direct`.
    """
    upload, parts = arrivals.next_parts(actor(request), upload_id)
    told = {"offset": upload.offset_bytes, "length": upload.length_bytes, "parts": parts}
    return Response(PartsOut(told).data)


@operation("HEAD", needs=Capability.UPLOAD, status=200)
def read_upload(request: Request, project_id: int, upload_id: UUID) -> HttpResponse:
    """How far the upload is, which item it becomes, and its twin; see the PATCH."""
    if wrong := _wrong_version(request):
        return wrong
    upload = queries.upload(actor(request), upload_id)
    if upload.offset_bytes == upload.length_bytes and not upload.multipart:
        # A crash may have come between the last byte and the ingest; who resumes finds it again.
        arrivals.complete(upload)
    sizes = {
        "Upload-Offset": str(upload.offset_bytes),
        "Upload-Length": str(upload.length_bytes),
        "Cache-Control": "no-store",
    }
    item = arrivals.item_of(upload)
    return _answer(200, sizes | _item(item) | _twin(item) | _expires(upload))


@operation("PATCH", needs=Capability.UPLOAD, status=204)
def append_upload(request: Request, project_id: int, upload_id: UUID) -> HttpResponse:
    """The bytes that follow Upload-Offset; the last of them start the ingest.

    Their answer's Cliploop-Twin is the item of the dataset, if there is one, that has the same
    bytes at the same rate. The new one is made all the same.
    """
    if wrong := _wrong_version(request):
        return wrong
    if (request.content_type or "").partition(";")[0].strip() != CHUNK_TYPE:
        raise Refusal(Code.UNSUPPORTED, f"Content-Type: must be {CHUNK_TYPE}")
    offset = tus.parse_number(request.headers.get("Upload-Offset"), "Upload-Offset")
    checksum = tus.parse_checksum(request.headers.get("Upload-Checksum"))
    who = actor(request)
    queries.upload(who, upload_id)
    upload = uploads.append(who, upload_id, offset, chunks_of(request._request), checksum)
    told = {"Upload-Offset": str(upload.offset_bytes)}
    if upload.offset_bytes == upload.length_bytes:
        arrivals.complete(upload)
        told |= _twin(arrivals.item_of(upload))
    return _answer(204, told | _expires(upload))


@operation("DELETE", needs=Capability.UPLOAD, status=204)
def delete_upload(request: Request, project_id: int, upload_id: UUID) -> HttpResponse:
    """End an upload that is not wanted any more."""
    if wrong := _wrong_version(request):
        return wrong
    arrivals.abandon(actor(request), upload_id)
    return _answer(204, {})


def _wrong_version(request: Request) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == tus.VERSION:
        return None
    return _answer(412, {"Tus-Version": tus.VERSION})


def _answer(status: int, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(status=status, headers={"Tus-Resumable": tus.VERSION, **headers})


def _item(item: Item | None) -> dict[str, str]:
    return {} if item is None else {"Cliploop-Item": str(item.pk)}


def _twin(item: Item | None) -> dict[str, str]:
    known = item and twin(item)
    return {"Cliploop-Twin": str(known)} if known else {}


def _expires(upload: Upload) -> dict[str, str]:
    if upload.finished_at is not None:
        return {}
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}
