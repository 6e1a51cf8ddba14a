"""Annotations and edits as the API shows them."""

from typing import Any

from rest_framework import serializers

from annotator.geometry.registry import Kind
from cliploop.datasets.actions.bulk import MOST_IDS
from cliploop.datasets.shapes import PersonOut


class SpansOut(serializers.ListField):
    """Half-open ranges of item frames."""

    child = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)


class AnnotationOut(serializers.Serializer[Any]):
    """One statement about an item."""

    id = serializers.UUIDField()
    class_id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[(str(kind), str(kind)) for kind in Kind])
    spans = SpansOut()
    keyframes = serializers.DictField(child=serializers.DictField())
    steps = serializers.DictField(child=serializers.DictField())
    occluded = SpansOut()
    instance = serializers.IntegerField(allow_null=True)
    z = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    model_id = serializers.IntegerField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    negative = serializers.BooleanField()
    version = serializers.IntegerField()
    author = PersonOut(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        made_by = serializers.ChoiceField(choices=["human", "model", "import"])
        return {**super().get_fields(), "source": made_by}


class SuggestionOut(serializers.Serializer[Any]):
    """An edit that came too late to be applied, and what became of it: none while it is open."""

    id = serializers.UUIDField()
    author = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    base = serializers.DictField(child=serializers.IntegerField())
    changes = serializers.ListField(child=serializers.DictField())
    reason = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["apply", "dismiss"], allow_null=True)
    decided_by = PersonOut(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class AnnotationsOut(serializers.Serializer[Any]):
    """All that is said about an item, at a revision."""

    revision = serializers.IntegerField()
    skips = SpansOut()
    annotations = AnnotationOut(many=True)


class EditIn(serializers.Serializer[Any]):
    """One atomic change.

    Each change is {added}, {updated: {id, from, to}}, {removed}, or once {skip: {from, to}}: the
    frames that nobody trains on.
    """

    edit_id = serializers.UUIDField()
    base = serializers.DictField(child=serializers.IntegerField(), required=False)
    changes = serializers.ListField(child=serializers.DictField())


class EditOut(serializers.Serializer[Any]):
    """What became of an edit; a suggestion was kept, not applied."""

    edit_id = serializers.UUIDField()
    revision = serializers.IntegerField()
    records = AnnotationOut(many=True)
    removed = serializers.ListField(child=serializers.UUIDField())
    suggestion = serializers.BooleanField()
    skips = SpansOut(allow_null=True)


class LoggedEditOut(serializers.Serializer[Any]):
    """One edit of the history."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    author = PersonOut(allow_null=True)
    model_id = serializers.IntegerField(allow_null=True)
    changes = serializers.ListField(child=serializers.DictField())
    created_at = serializers.DateTimeField()


class TrackIn(serializers.Serializer[Any]):
    """A shape on frame `first`, to be followed up to frame `last`; `end` is its shape there."""

    first = serializers.IntegerField(min_value=0)
    last = serializers.IntegerField(min_value=1)
    shape = serializers.DictField()
    end = serializers.DictField(required=False, allow_null=True, default=None)


class OutlineIn(serializers.Serializer[Any]):
    """A place {x, y} on a frame, or a box {x, y, width, height} around a thing there."""

    frame = serializers.IntegerField(min_value=0)
    point = serializers.DictField(required=False, allow_null=True, default=None)
    box = serializers.DictField(required=False, allow_null=True, default=None)


class DecisionIn(serializers.Serializer[Any]):
    """What becomes of suggestions. Applied are `changes` on `base`, as edits have them.

    They are what the suggestions come to on the labels as they are by now; none where all of it
    holds already.
    """

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_IDS)
    verdict = serializers.ChoiceField(choices=["apply", "dismiss"])
    base = serializers.DictField(child=serializers.IntegerField(), default=dict)
    changes = serializers.ListField(child=serializers.DictField(), default=list)


class TagIn(serializers.Serializer[Any]):
    """Which items, and the class that each is to have."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MOST_IDS
    )
    filter = serializers.DictField(required=False)
    class_id = serializers.IntegerField(min_value=1)


class TaggedOut(serializers.Serializer[Any]):
    """How many clips were changed, how many were not, and the batch to take that back by."""

    changed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    batch = serializers.UUIDField()


class CountOut(serializers.Serializer[Any]):
    """How many were changed."""

    changed = serializers.IntegerField()


class MergeIn(serializers.Serializer[Any]):
    """The class that takes the annotations."""

    into = serializers.IntegerField(min_value=1)


class ArchivedOut(serializers.Serializer[Any]):
    """A class that is out of use."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    archived = serializers.BooleanField()
