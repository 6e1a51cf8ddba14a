"""How versions are shown."""

from typing import Any

from rest_framework import serializers

from annotator.learning.packages import Form
from annotator.learning.stages import Stage
from cliploop.accounts.shapes import UserOut
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.learning.models import Model, Run
from cliploop.learning.shapes import SnapshotOut
from cliploop.registry import queries
from cliploop.registry.models import Package
from cliploop.storage import queries as storage

STAGES = [str(one) for one in Stage]


class VersionOut(serializers.Serializer[Any]):
    """A version in a list. One that is asked for or being trained has no model yet."""

    run_id = serializers.IntegerField()
    model_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    stage = serializers.ChoiceField(choices=STAGES)
    entry = serializers.CharField()
    regime = serializers.CharField()
    seed = serializers.IntegerField()
    parent_id = serializers.IntegerField(allow_null=True)
    snapshot = SnapshotOut()
    notes = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    created_by = UserOut(allow_null=True)


class StageChangeOut(serializers.Serializer[Any]):
    """A version came into a stage. `by`: null where it did by itself."""

    stage = serializers.ChoiceField(choices=STAGES)
    at = serializers.DateTimeField()
    by = UserOut(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class PreviousOut(serializers.Serializer[Any]):
    """A version by name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class HistoryOut(serializers.Serializer[Any]):
    """What became of a version, the oldest first, and which one a roll-back would bring back."""

    changes = StageChangeOut(many=True)
    previous = PreviousOut(allow_null=True)


class PackageFileOut(serializers.Serializer[Any]):
    """A file of a package."""

    name = serializers.CharField()
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()


class PackageOut(serializers.Serializer[Any]):
    """A form that a version may be had in. No files: it is not written yet.

    `difference`: the largest between what its file answered and what the network itself did, in
    logits, on `compared` clips drawn for it.
    """

    form = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    files = PackageFileOut(many=True)
    difference = serializers.FloatField(allow_null=True)
    compared = serializers.IntegerField()
    job = JobOut(allow_null=True)


class ListedOut(serializers.Serializer[Any]):
    """A network of the catalogue. `parameters`: of the published form and of the small one, 0 where
    only its folder says. `clips_per_second`: of both forms, as last measured on this machine; null
    before that. `weights_present`: whether it need not begin with random numbers.
    """

    key = serializers.CharField(source="entry.key")
    name = serializers.CharField(source="entry.name")
    summary = serializers.CharField(source="entry.summary")
    paper = serializers.CharField(source="entry.source")
    license = serializers.CharField(source="entry.license")
    parameters = serializers.IntegerField(source="entry.full.parameters")
    tiny_parameters = serializers.IntegerField(
        source="entry.tiny.parameters", allow_null=True, default=None
    )
    clips_per_second = serializers.FloatField(allow_null=True)
    tiny_clips_per_second = serializers.FloatField(allow_null=True)
    frames = serializers.IntegerField(source="entry.full.frames")
    size = serializers.IntegerField(source="entry.full.size")
    temporal = serializers.BooleanField(source="entry.temporal")
    regimes = serializers.ListField(source="entry.regimes", child=serializers.CharField())
    weights = serializers.ChoiceField(
        source="entry.weights", choices=["none", "packaged", "random", "folder"]
    )
    weights_present = serializers.BooleanField()


class SectionOut(serializers.Serializer[Any]):
    """A part of a card: sentences, and a table where it has one."""

    title = serializers.CharField()
    text = serializers.ListField(child=serializers.CharField())
    heads = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True))
    )


class CardOut(serializers.Serializer[Any]):
    """A version's card."""

    title = serializers.CharField()
    sections = SectionOut(many=True)


def package(form: Form, made: Package | None) -> dict[str, Any]:
    """A form as the API shows it."""
    files = made.files if made is not None and queries.is_whole(made) else {}
    facts = made.facts if made is not None and files else {}
    return {
        "form": form.key,
        "name": form.name,
        "summary": form.summary,
        "files": [
            {"name": name, "sha256": key, "bytes": storage.size(key)} for name, key in files.items()
        ],
        "difference": facts.get("difference"),
        "compared": facts.get("compared", 0),
        "job": jobs.shown(made.job) if made is not None and made.job is not None else None,
    }


def version(run: Run) -> dict[str, Any]:
    """A row of `queries.versions` as the API shows it."""
    model: Model | None = getattr(run, "model", None)
    release, same = run.release, ("entry", "regime", "seed", "created_at")
    return {name: getattr(run, name) for name in same} | {
        "run_id": run.pk,
        "model_id": model.pk if model else None,
        "name": model.name if model else run.name,
        "stage": queries.stage(run),
        "parent_id": model.parent_id if model else None,
        "snapshot": {
            "release_id": release.pk,
            "name": release.name,
            "hash": release.hash,
            "items": release.items,
        },
        "notes": model.notes if model else "",
        "created_by": UserOut(run.created_by).data if run.created_by else None,
    }


def history(model: Model) -> dict[str, Any]:
    """A version's history as the API shows it."""
    before = queries.used_before(model) if model.state == Stage.LIVE else None
    return {
        "changes": queries.history(model),
        "previous": {"id": before.pk, "name": before.name} if before else None,
    }
