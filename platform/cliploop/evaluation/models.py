"""The table of who looked at what judged a model."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Look(models.Model):
    """Somebody looked at a model's test part, in this hour: each choice by it wears it out."""

    model = models.ForeignKey("learning.Model", on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()

    class Meta:
        """What a person looks at in an hour is one look."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "user", "hour"], name="look_once_an_hour")
        ]
