"""Endpoints of versions: their stages and history, and what one takes away of them."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.learning.packages import FORMS, form
from annotator.learning.stages import Stage
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.exchange.streaming import attachment
from cliploop.learning import queries as learning
from cliploop.learning.shapes import ModelOut, RunOut
from cliploop.learning.shapes import model as shown
from cliploop.learning.shapes import run as shown_run
from cliploop.registry import actions, averages, cards, catalogue, queries, shapes
from cliploop.registry.archives import archive, parts

WHY_LENGTH = 500


class ModelPatch(serializers.Serializer[Any]):
    """What may be changed of a version, and why it goes into another stage."""

    notes = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    state = serializers.ChoiceField(choices=["ready", "live", "retired"], required=False)
    why = serializers.CharField(max_length=WHY_LENGTH, default="", allow_blank=True)


class AverageIn(serializers.Serializer[Any]):
    """The versions to average."""

    models = serializers.ListField(child=serializers.IntegerField(), max_length=100)


class PackageIn(serializers.Serializer[Any]):
    """The form that a version is wanted in."""

    form = serializers.ChoiceField(choices=[one.key for one in FORMS])


class WhyIn(serializers.Serializer[Any]):
    """Why something is done."""

    why = serializers.CharField(max_length=WHY_LENGTH, default="", allow_blank=True)


@operation("GET", needs=Capability.VIEW, returns=shapes.VersionOut, many=True)
def list_versions(request: Request, project_id: int) -> Response:
    """The project's versions in every stage, those included that are not trained yet."""
    return page(queries.versions(actor(request)), ["-id"], request, shapes.version)


@operation("GET", needs=Capability.VIEW, returns=shapes.ListedOut, plain=True)
def list_catalogue(request: Request, project_id: int) -> Response:
    """Every network that versions may be made of, the default first."""
    return Response(shapes.ListedOut(catalogue.catalogue(), many=True).data)


@operation("POST", needs=Capability.TRAIN, takes=AverageIn, returns=RunOut, status=201)
def average_models(request: Request, project_id: int) -> Response:
    """Make one version of several: it says the mean of what they say. A job judges it."""
    asking = actor(request)
    run = averages.start(asking, body(request, AverageIn)["models"])
    return Response(shown_run(learning.run(asking, run.pk)), status=201)


@operation("PATCH", needs=Capability.TRAIN, takes=ModelPatch, returns=ModelOut)
def change_model(request: Request, project_id: int, model_id: int) -> Response:
    """Note something on a version, use it, take it out of use, retire it or bring it back."""
    given = body(request, ModelPatch)
    stage = Stage(given["state"]) if "state" in given else None
    changed = actions.change(
        actor(request), model_id, notes=given.get("notes"), stage=stage, why=given.get("why", "")
    )
    return Response(shown(changed, learning.classes_by_id(project_id)))


@operation("POST", needs=Capability.TRAIN, takes=WhyIn, returns=ModelOut)
def roll_back(request: Request, project_id: int, model_id: int) -> Response:
    """Use again what was in use before this version. The answer is that one."""
    back = actions.roll_back(actor(request), model_id, body(request, WhyIn)["why"])
    found = learning.model(actor(request), back.pk)
    return Response(shown(found, learning.classes_by_id(project_id)))


@operation("GET", needs=Capability.VIEW, returns=shapes.HistoryOut)
def read_history(request: Request, project_id: int, model_id: int) -> Response:
    """What became of a version: each change of its stage, by whom, when and why."""
    found = learning.model(actor(request), model_id)
    return Response(shapes.HistoryOut(shapes.history(found)).data)


@operation("GET", needs=Capability.TRAIN, media="application/zip")
def read_weights(request: Request, project_id: int, model_id: int) -> StreamingHttpResponse:
    """A model's weights (safetensors), its card, and how it is fed, with what sha256sum checks."""
    asking = actor(request)
    found = learning.model(asking, model_id)
    learning.require_here(found, actions.ELSEWHERE)
    return attachment(archive(asking, found, parts(found), calibrated=False), f"{found.name}.zip")


@operation("GET", needs=Capability.VIEW, returns=shapes.PackageOut, plain=True)
def list_packages(request: Request, project_id: int, model_id: int) -> Response:
    """The forms that a version may be had in, and which of them are written."""
    found = queries.packages(learning.model(actor(request), model_id))
    rows = [shapes.package(form, made) for form, made in found]
    return Response(shapes.PackageOut(rows, many=True).data)


@operation("POST", needs=Capability.TRAIN, takes=PackageIn, returns=shapes.PackageOut, status=201)
def start_package(request: Request, project_id: int, model_id: int) -> Response:
    """Have a version written in a form that needs no Cliploop. What is there is not done again."""
    key = body(request, PackageIn)["form"]
    made = actions.package(actor(request), model_id, key)
    return Response(shapes.PackageOut(shapes.package(form(key), made)).data, status=201)


@operation("GET", needs=Capability.TRAIN, media="application/zip")
def read_package(
    request: Request, project_id: int, model_id: int, key: str
) -> StreamingHttpResponse:
    """A version in a form, and how it is fed, as a zip, with what sha256sum checks."""
    asking, wanted = actor(request), form(key)
    found = learning.model(asking, model_id)
    made = queries.package(found, wanted)
    name = f"{found.name}, {wanted.name}.zip"
    return attachment(archive(asking, found, made.files, calibrated=True), name)


@operation("GET", needs=Capability.VIEW, returns=shapes.CardOut)
def read_card(request: Request, project_id: int, model_id: int) -> Response:
    """A version's card: what it is, learned from, is worth and cannot, out of facts alone."""
    asking = actor(request)
    found = learning.model(asking, model_id)
    told = {"title": cards.title(found), "sections": cards.card(asking, found)}
    return Response(shapes.CardOut(told).data)


@operation("GET", needs=Capability.VIEW, media="text/markdown")
def read_markdown(request: Request, project_id: int, model_id: int) -> HttpResponse:
    """A version's card as Markdown."""
    asking = actor(request)
    found = learning.model(asking, model_id)
    text = cards.as_markdown(asking, found)
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}.md"
    return answer
