"""The endpoint that makes words ready to be searched by."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, body, operation
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.words import actions, queries


class WordsIn(serializers.Serializer[Any]):
    """What clips are to show, in words."""

    text = serializers.CharField(max_length=200)


class WordsOut(serializers.Serializer[Any]):
    """The job that reads these words, or null once clips can be found by them.

    `unread`: how many clips of the project cannot be found by any words yet.
    """

    job = JobOut(allow_null=True)
    unread = serializers.IntegerField()


@operation("POST", needs=Capability.ANNOTATE, takes=WordsIn, returns=WordsOut)
def look_up_words(request: Request, project_id: int) -> Response:
    """Have words read; then the feed `words` lists the clips that fit them."""
    who = actor(request)
    job = actions.look_up(who, body(request, WordsIn)["text"])
    shown = None if job is None else jobs.shown(job)
    return Response({"job": shown, "unread": queries.unread_in(who.project_id)})
