"""Tables of the audit log."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Entry(models.Model):
    """One thing that was done. Rows are never changed after they were sealed, nor deleted.

    Project and user are plain ids: the log outlives what it speaks of.
    """

    project_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    position = models.BigIntegerField(null=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        """Found by project, by what was done something to, and by place in the chain."""

        indexes: ClassVar = [
            models.Index(fields=["project_id", "-id"], name="audit_project"),
            models.Index(fields=["project_id", "subject"], name="audit_subject"),
            models.Index(
                fields=["id"], name="audit_unsealed", condition=models.Q(position__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project_id", "position"],
                name="audit_place",
                nulls_distinct=False,
                condition=models.Q(position__isnull=False),
            )
        ]
