"""Promises of the platform as a whole: statuses, foreign keys, migrations."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from annotator.refusal import Code
from cliploop.api.problems import STATUS

ROOT = Path(__file__).parents[2]


def layers() -> list[set[str]]:
    """The rooms' layers as the import contract has them, highest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms: dict[str, Any] = next(one for one in contracts["contracts"] if one["name"] == "Rooms")
    return [{name.strip(" ()") for name in layer.split("|")} for layer in rooms["layers"]]


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(Code)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_foreign_keys_point_down_the_rooms() -> None:
    height = {room: -place for place, layer in enumerate(layers()) for room in layer}
    up = [
        f"{model._meta.label}.{found.name}"
        for model in apps.get_models()
        for found in model._meta.get_fields()
        if found.concrete and found.is_relation and model._meta.app_label in height
        for target in [found.related_model]
        if isinstance(target, type)
        and target._meta.app_label in height
        and target._meta.app_label != model._meta.app_label
        and height[target._meta.app_label] >= height[model._meta.app_label]
    ]

    assert up == []


@pytest.mark.django_db
def test_the_migrations_are_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
