"""Tables: labels that were doubted and found right, and who looks at which now."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Upheld(models.Model):
    """Somebody looked at why a feed shows an item, and it stays as it is.

    As of a `revision`: once its labels change the feed may ask again.
    """

    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="upheld")
    kind = models.CharField(max_length=20)
    revision = models.IntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "kind"], name="upheld_once")
        ]


class Look(models.Model):
    """Somebody has an item before them in a feed of what people labeled, until then.

    There a lease would not do: it would make somebody else's item theirs. Looking changes nothing
    of an item, it only keeps a second person from the same card.
    """

    item = models.OneToOneField("datasets.Item", on_delete=models.CASCADE, related_name="look")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
