"""Endpoints of feeds, and of many decisions at once."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.fields import invalid
from cliploop.annotations.shapes import AnnotationOut, EditOut
from cliploop.api.operations import actor, body, operation, query
from cliploop.api.paging import limit
from cliploop.datasets.shapes import ItemOut
from cliploop.feeds import actions, deciding, queries

MOST_IDS = 500
MOST_DIGITS = 18
MOST_TEXT = 200


class IdsField(serializers.CharField):
    """Ids as text, with commas between them."""

    def to_internal_value(self, data: Any) -> Any:
        """The ids. Refuses (`invalid`) anything else."""
        parts = [one for one in str(super().to_internal_value(data)).split(",") if one]
        right = all(one.isdecimal() and len(one) <= MOST_DIGITS for one in parts)
        if not right or len(parts) > MOST_IDS:
            raise invalid(self.field_name or "ids", f"Must be at most {MOST_IDS} ids")
        return [int(one) for one in parts]


class FeedQuery(serializers.Serializer[Any]):
    """Which clips: of a class, from a threshold on, without those at hand; `limit` is 50 at most.

    What the model is less sure of than `threshold` is left out; without one a class's own is taken.
    `of`: the examples that `similar` ones are like; `text`: the words that `words` ones fit.
    """

    threshold = serializers.FloatField(min_value=0.5, max_value=1, required=False)
    without = IdsField(required=False)
    of = IdsField(required=False)
    text = serializers.CharField(max_length=MOST_TEXT, required=False)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name Python keeps for itself."""
        return {**super().get_fields(), "class": serializers.IntegerField(required=False)}


class TakeIn(serializers.Serializer[Any]):
    """Which clips, as of `FeedQuery`, and how many at most."""

    threshold = serializers.FloatField(min_value=0.5, max_value=1, required=False)
    without = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62),
        required=False,
        max_length=MOST_IDS,
    )
    of = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62),
        required=False,
        max_length=MOST_IDS,
    )
    text = serializers.CharField(max_length=MOST_TEXT, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=queries.MOST, default=queries.MOST)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name Python keeps for itself."""
        return {**super().get_fields(), "class": serializers.IntegerField(required=False)}


class FeedReleaseIn(serializers.Serializer[Any]):
    """The clips that are looked at no more."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62),
        max_length=MOST_IDS,
        allow_empty=False,
    )


class FeedModelOut(serializers.Serializer[Any]):
    """The model in use."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    run_id = serializers.IntegerField()


class FeedKindOut(serializers.Serializer[Any]):
    """A feed, and how many clips it has; with `more` at least so many: no more were counted."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    more = serializers.BooleanField()


class FeedsOut(serializers.Serializer[Any]):
    """The feeds that one may see, and the model that speaks in them.

    `words`: whether clips can be found by words here.
    """

    model = FeedModelOut(allow_null=True)
    kinds = FeedKindOut(many=True)
    words = serializers.BooleanField()


class EvidenceOut(serializers.Serializer[Any]):
    """How often the model is wrong from a threshold on, with its 95 % interval (Wilson).

    `by`: items that chance drew and people labeled, or the model's test part where these are few;
    `items` of these there are, `checked` pass the threshold, `wrong` of them wrongly.
    """

    by = serializers.ChoiceField(choices=["audit", "test"])
    items = serializers.IntegerField()
    checked = serializers.IntegerField()
    wrong = serializers.IntegerField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class OtherSaysOut(serializers.Serializer[Any]):
    """What another model says of a clip."""

    name = serializers.CharField()
    class_id = serializers.IntegerField()
    score = serializers.FloatField()


class FeedCardOut(serializers.Serializer[Any]):
    """A clip in a feed, its tags, and why it is there: by `code`, and in words.

    `class_id`: what accepting says; of `negatives` that it is not. `given_id`: what people said.
    `score`: how likely the model finds the class, or how alike two clips are, or a clip and words.
    `beside_id`: the clip that it is like, or a copy of; `beside`: that one, where it may be seen.
    `other`: what another model says of it. `start`, `end`: of a long video the frames [start, end)
    that it is about. `held`: it was nobody's, and is now whose feed it is.
    """

    item = ItemOut()
    annotations = AnnotationOut(many=True)
    code = serializers.CharField()
    text = serializers.CharField()
    class_id = serializers.IntegerField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    given_id = serializers.IntegerField(allow_null=True)
    beside_id = serializers.IntegerField(allow_null=True)
    beside = ItemOut(allow_null=True)
    other = OtherSaysOut(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    held = serializers.BooleanField()


class FeedOut(serializers.Serializer[Any]):
    """The first cards of a feed, of how many: 1,000 at most, of a threshold all that it takes.

    `coming`: so many clips are still looked at, and may join a feed of likeness soon.
    """

    kind = serializers.CharField()
    model = FeedModelOut(allow_null=True)
    threshold = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()
    evidence = EvidenceOut(allow_null=True)
    coming = serializers.IntegerField()
    cards = FeedCardOut(many=True)


class UpholdIn(serializers.Serializer[Any]):
    """Which clips stay as they are; or, with `upheld` false, are to be doubted again."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=queries.MOST, allow_empty=False
    )
    upheld = serializers.BooleanField(default=True)


class UpheldOut(serializers.Serializer[Any]):
    """Of how many clips that was."""

    changed = serializers.IntegerField()


class FeedDecisionIn(serializers.Serializer[Any]):
    """A decision on one clip.

    `way`: `submit` labels it and hands it on, `say` labels it and gives it back, `uphold` says that
    its labels are right: of the feed `kind`, or, with `upheld` false, that they are to be doubted
    again. The edit is as for a clip by itself.
    """

    item_id = serializers.IntegerField(min_value=1, max_value=2**62)
    edit_id = serializers.UUIDField()
    way = serializers.ChoiceField(choices=deciding.WAYS)
    base = serializers.DictField(child=serializers.IntegerField(), required=False)
    changes = serializers.ListField(child=serializers.DictField(), required=False)
    unsure = serializers.BooleanField(default=False)
    kind = serializers.CharField(max_length=20, required=False)
    upheld = serializers.BooleanField(default=True)


class DecisionsIn(serializers.Serializer[Any]):
    """At most 50 decisions, in the order in which they are made."""

    decisions = serializers.ListField(
        child=FeedDecisionIn(), max_length=queries.MOST, allow_empty=False
    )


class DecidedOut(serializers.Serializer[Any]):
    """What became of one decision: what was `done`, or the `problem` with it, and the other null.

    A problem has what it would have as an answer of its own, `code`, `title` and `status` first.
    """

    item_id = serializers.IntegerField()
    edit_id = serializers.UUIDField()
    done = EditOut(allow_null=True)
    problem = serializers.DictField(allow_null=True)


class DecisionsOut(serializers.Serializer[Any]):
    """The answers, in the order of the decisions."""

    results = DecidedOut(many=True)


@operation("GET", needs=Capability.VIEW, returns=FeedsOut)
def list_feeds(request: Request, project_id: int) -> Response:
    """The feeds of clips worth a look, with how many each has."""
    return Response(queries.kinds(actor(request)))


@operation("GET", needs=Capability.VIEW, query=FeedQuery, returns=FeedOut)
def read_feed(request: Request, project_id: int, kind: str) -> Response:
    """The first clips of a feed; none that somebody else holds."""
    given = query(request, FeedQuery)
    return Response(queries.feed(actor(request), kind, given, limit(request)))


@operation("POST", needs=Capability.ANNOTATE, takes=TakeIn, returns=FeedOut)
def take_feed(request: Request, project_id: int, kind: str) -> Response:
    """The first clips of a feed, held for who asks: until then nobody else is shown these."""
    given = body(request, TakeIn)
    return Response(actions.take(actor(request), kind, given, given.pop("limit")))


@operation("POST", needs=Capability.ANNOTATE, takes=FeedReleaseIn, returns=UpheldOut)
def release_feed(request: Request, project_id: int) -> Response:
    """Give back clips that were looked at and not decided on; what a lead assigned stays."""
    return Response(
        {"changed": actions.give_back(actor(request), body(request, FeedReleaseIn)["ids"])}
    )


@operation("POST", needs=Capability.ANNOTATE, takes=DecisionsIn, returns=DecisionsOut)
def decide_many(request: Request, project_id: int) -> Response:
    """Decide on many clips at once: each by itself, and those that may not be are told apart."""
    who, given = actor(request), body(request, DecisionsIn)
    return Response({"results": [deciding.decide(who, one) for one in given["decisions"]]})


@operation("POST", needs=Capability.REVIEW, takes=UpholdIn, returns=UpheldOut)
def uphold(request: Request, project_id: int, kind: str) -> Response:
    """Say that the labels which a feed doubts are right, until they change."""
    given = body(request, UpholdIn)
    changed = actions.uphold(actor(request), kind, given["ids"], upheld=given["upheld"])
    return Response({"changed": changed})
