"""Tables of projects, members, invitations and classes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from annotator.access import Role
from annotator.geometry.registry import Kind
from annotator.strategies.registry import DEFAULT

KINDS = [(kind.value, kind.value.capitalize()) for kind in Kind]


class Task(models.TextChoices):
    """Whether a clip takes one class or any number."""

    SINGLE = "single"
    MULTI = "multi"


class Project(models.Model):
    """A team's work on one vocabulary. A deleted one is kept in the trash.

    `strategy`: what orders its queues, by its name in `annotator.strategies.registry`.
    """

    name = models.CharField(max_length=120)
    task = models.CharField(max_length=8, choices=Task.choices, default=Task.SINGLE)
    background_class = models.ForeignKey(
        "projects.LabelClass", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    self_review = models.BooleanField(default=False)
    strategy = models.CharField(max_length=20, default=DEFAULT)
    keep_raw_days = models.PositiveSmallIntegerField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        """A person's projects have different names."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "created_by",
                name="projects_name",
                condition=models.Q(deleted_at__isnull=True),
            )
        ]


class Membership(models.Model):
    """A user's role in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=[(role, role) for role in Role])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="projects_member")
        ]


class Invitation(models.Model):
    """A link that makes whoever opens it a member, once."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16, choices=[(role, role) for role in Role])
    email = models.EmailField(blank=True)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class LabelClass(models.Model):
    """One word of the project's vocabulary. `color` is a slot from 1 to 12, not a color.

    `properties` and `skeleton` are as `annotator.ontology` writes them.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="classes")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=KINDS, default=Kind.TAG)
    color = models.PositiveSmallIntegerField()
    hotkey = models.PositiveSmallIntegerField(null=True)
    properties = models.JSONField(default=list)
    skeleton = models.JSONField(null=True)
    archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Names and keys are unique among the classes in use."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "project",
                Lower("name"),
                name="projects_class_name",
                condition=models.Q(archived=False),
            ),
            models.UniqueConstraint(
                fields=["project", "hotkey"],
                name="projects_class_hotkey",
                condition=models.Q(archived=False),
            ),
        ]


class FormerClass(models.Model):
    """A class that was deleted, by the id that it had; `heir` is the one it was merged into.

    Who was away meanwhile still labels with it.
    """

    id = models.BigIntegerField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="former_classes")
    heir = models.ForeignKey(LabelClass, null=True, on_delete=models.SET_NULL, related_name="+")
