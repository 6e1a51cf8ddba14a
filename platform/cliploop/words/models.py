"""Tables: what clips and words were read by, and their vectors."""

from typing import ClassVar

from django.db import models


class Interpreter(models.Model):
    """A folder that `CLIPLOOP_WORDS` named, and what the worker last found in it.

    `entry`: by what vectors were made, empty before anything was; vectors of another cannot be
    compared. `version`: how often vectors were kept. Writers lock the row, so that these come in
    turn.
    """

    folder = models.CharField(max_length=200, unique=True)
    entry = models.CharField(max_length=40, default="", blank=True)
    version = models.BigIntegerField(default=0)


class ClipVector(models.Model):
    """An item's vector, as bytes of float16; empty where it could not be read.

    `skips`: which of its frames were left out. `version`: the interpreter's when it was written.
    """

    item = models.OneToOneField("datasets.Item", on_delete=models.CASCADE, related_name="words")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=40)
    skips = models.JSONField(default=list)
    vector = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        """What is found fast."""

        indexes: ClassVar = [models.Index(fields=["project", "version"], name="words_newest")]


class Phrase(models.Model):
    """Words that somebody searched by in a project, and their vector, as bytes of float16."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    entry = models.CharField(max_length=40)
    vector = models.BinaryField()

    class Meta:
        """What there is but one of."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "text"], name="phrase_once")
        ]
