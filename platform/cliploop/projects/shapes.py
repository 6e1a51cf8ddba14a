"""How projects, classes and members are shown."""

from typing import Any

from rest_framework import serializers

from annotator.access import Actor, Capability, Role
from annotator.geometry.registry import Kind
from annotator.ontology.properties import PropertyKind
from annotator.strategies.pool import Need
from annotator.strategies.registry import DEFAULT, DEFAULT_SUMMARY, NAMES, STRATEGIES
from cliploop.accounts.shapes import UserOut
from cliploop.projects.models import KINDS, LabelClass, Project, Task

ROLES = [(str(role), str(role)) for role in Role]


class PropertyOut(serializers.Serializer[Any]):
    """A typed detail of a class."""

    id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(str(one), str(one)) for one in PropertyKind])
    options = serializers.ListField(child=serializers.CharField())
    per_frame = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "required": serializers.BooleanField()}


class JointOut(serializers.Serializer[Any]):
    """A joint, and where it lies in a unit square when a skeleton is drawn."""

    name = serializers.CharField()
    x = serializers.FloatField()
    y = serializers.FloatField()


class SkeletonOut(serializers.Serializer[Any]):
    """What the skeletons of a class look like."""

    joints = JointOut(many=True)
    edges = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    )


class LabelClassOut(serializers.ModelSerializer[LabelClass]):
    """A class."""

    properties = PropertyOut(many=True)
    skeleton = SkeletonOut(allow_null=True)

    class Meta:
        """What is shown."""

        model = LabelClass
        fields = ("id", "name", "kind", "color", "hotkey", "properties", "skeleton", "archived")


class ProjectOut(serializers.Serializer[Any]):
    """A project as the asking user sees it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    task = serializers.ChoiceField(choices=Task.choices)
    background_class = serializers.IntegerField(allow_null=True)
    self_review = serializers.BooleanField()
    keep_raw_days = serializers.IntegerField(allow_null=True)
    strategy = serializers.ChoiceField(choices=NAMES)
    role = serializers.ChoiceField(choices=ROLES)
    capabilities = serializers.ListField(
        child=serializers.ChoiceField(choices=[(str(one), str(one)) for one in Capability])
    )
    created_at = serializers.DateTimeField()
    classes = LabelClassOut(many=True)


class StrategyOut(serializers.Serializer[Any]):
    """A way to order queues: when to choose it, where it comes from, and what it reads.

    Without a model or vectors the default orders; without several models or lengths it does with
    what there is.
    """

    name = serializers.ChoiceField(choices=NAMES)
    title = serializers.CharField()
    summary = serializers.CharField()
    paper = serializers.CharField(allow_blank=True)
    needs = serializers.ListField(child=serializers.ChoiceField(choices=[*Need]))


class StrategiesOut(serializers.Serializer[Any]):
    """All ways to order queues."""

    strategies = StrategyOut(many=True)


class MemberOut(serializers.Serializer[Any]):
    """Somebody's role."""

    id = serializers.IntegerField()
    user = UserOut()
    role = serializers.ChoiceField(choices=ROLES)


class InvitationOut(serializers.Serializer[Any]):
    """An open invitation; its link is shown at creation only."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=ROLES)
    email = serializers.CharField(allow_blank=True)
    expires_at = serializers.DateTimeField()
    url = serializers.CharField(required=False)


class ProjectIn(serializers.Serializer[Any]):
    """A project to be made."""

    name = serializers.CharField(max_length=120)
    task = serializers.ChoiceField(choices=Task.choices, default=Task.SINGLE)
    classes = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()),
        default=list,
        max_length=200,
        help_text="Of {name, kind}",
    )

    def validate_classes(self, value: list[dict[str, str]]) -> list[tuple[str, str]]:
        """Each has a name and a kind; names differ."""
        found: list[tuple[str, str]] = []
        for one in value:
            inner = ClassIn(data=one)
            inner.is_valid(raise_exception=True)
            found.append((inner.validated_data["name"], inner.validated_data["kind"]))
        if len({name.lower() for name, _ in found}) != len(found):
            raise serializers.ValidationError("Two classes have the same name. Rename one.")
        return found


class ProjectPatch(serializers.Serializer[Any]):
    """What may be changed of a project."""

    name = serializers.CharField(max_length=120, required=False)
    task = serializers.ChoiceField(choices=Task.choices, required=False)
    background_class = serializers.IntegerField(allow_null=True, required=False)
    self_review = serializers.BooleanField(required=False)
    keep_raw_days = serializers.IntegerField(
        min_value=1, max_value=3_650, allow_null=True, required=False
    )
    strategy = serializers.ChoiceField(choices=NAMES, required=False)


class ClassIn(serializers.Serializer[Any]):
    """A class to be made. Color and hotkey are chosen where left out."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=KINDS, default=Kind.TAG)
    color = serializers.IntegerField(min_value=1, max_value=12, required=False)
    hotkey = serializers.IntegerField(min_value=0, max_value=9, required=False)
    properties = serializers.ListField(child=serializers.DictField(), required=False)
    skeleton = serializers.DictField(required=False, allow_null=True)


class ClassPatch(serializers.Serializer[Any]):
    """What may be changed of a class."""

    name = serializers.CharField(max_length=80, required=False)
    color = serializers.IntegerField(min_value=1, max_value=12, required=False)
    hotkey = serializers.IntegerField(min_value=0, max_value=9, required=False, allow_null=True)
    properties = serializers.ListField(child=serializers.DictField(), required=False)
    skeleton = serializers.DictField(required=False, allow_null=True)


def shown(project: Project, actor: Actor) -> dict[str, Any]:
    """The project as the API shows it to this actor."""
    return {
        "id": project.pk,
        "name": project.name,
        "task": project.task,
        "background_class": project.background_class_id,
        "self_review": project.self_review,
        "keep_raw_days": project.keep_raw_days,
        "strategy": project.strategy,
        "role": str(Role.LEAD if actor.is_admin else actor.role),
        "capabilities": sorted(str(one) for one in actor.capabilities),
        "created_at": project.created_at,
        "classes": LabelClassOut(project.classes.all(), many=True).data,
    }


def strategies() -> list[dict[str, Any]]:
    """All that may order a project's queues, the default first."""
    default = {"name": DEFAULT, "title": "Default", "summary": DEFAULT_SUMMARY, "paper": ""}
    names = ("name", "title", "summary", "paper")
    others = (
        {name: getattr(one, name) for name in names} | {"needs": sorted(one.needs)}
        for one in STRATEGIES
    )
    return [default | {"needs": []}, *others]
