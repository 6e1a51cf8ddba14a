"""Tables: what was asked and answered of each project, and which items changed since."""

from typing import ClassVar

from django.db import models

from annotator.strategies.registry import DEFAULT


class Front(models.Model):
    """What is known of a project's order: the ask under way, and the items in front of the queue.

    `version` is of the last ask, `answered` of the ask whose answer is shown. `asked_at`: when that
    ask was last sent or worked on; `since`: when what it waits for began. `basis`: what
    `state_key`, the blob of all samples, was made for. `before`: {item id: [priority, reason]} of
    each item in front, as they were before. `handed`: how many were labeled while they were in
    front. `seconds`: from a change to its order, the last time. `failures`: how many answers in a
    row were errors; `retry_at`: when it is asked again by itself, null where it is not. `strategy`:
    what the last ask was to order by.
    """

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    answered = models.BigIntegerField(default=0)
    basis = models.JSONField(default=dict)
    state_key = models.CharField(max_length=64, default="", blank=True)
    before = models.JSONField(default=dict)
    handed = models.BigIntegerField(default=0)
    labeled = models.IntegerField(default=0)
    pool = models.IntegerField(default=0)
    unseen = models.IntegerField(default=0)
    seconds = models.FloatField(null=True)
    error = models.CharField(max_length=500, default="", blank=True)
    failures = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    strategy = models.CharField(max_length=20, default=DEFAULT)

    @property
    def is_open(self) -> bool:
        """Whether an ask has no answer yet."""
        return self.answered < self.version


class Touch(models.Model):
    """An item is otherwise than the blob of all samples says.

    Who saves only adds rows, so that nobody waits for anybody. `item_id` is no reference, for the
    same reason; none: the order is otherwise. `whole`: it may be any item. `version`: the ask that
    told of it first.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    item_id = models.BigIntegerField(null=True)
    whole = models.BooleanField(default=False)
    version = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is found fast."""

        indexes: ClassVar = [
            models.Index(fields=["project", "version"], name="touch_of_project"),
            models.Index(
                fields=["project"], name="touch_fresh", condition=models.Q(version__isnull=True)
            ),
        ]
