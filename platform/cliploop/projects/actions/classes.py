"""Making and changing classes."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.geometry.registry import Kind
from annotator.ontology.properties import parse_properties
from annotator.ontology.skeleton import Template
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.projects import queries
from cliploop.projects.actions.naming import taken
from cliploop.projects.models import FormerClass, LabelClass, Project

SLOTS = 12
HOTKEYS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
WHERE = "in this project"


@transaction.atomic
def add_class(
    actor: Actor,
    name: str,
    kind: str = Kind.TAG,
    *,
    color: int | None = None,
    hotkey: int | None = None,
    properties: Sequence[object] = (),
    skeleton: object = None,
) -> LabelClass:
    """Add a class. Without them it takes the next color slot and the first free digit.

    Refuses (`taken`) a name or digit in use, and (`invalid`) a skeleton without its joints.
    """
    _lock(actor)
    require(actor, Capability.MANAGE)
    _check_name(actor, name)
    label_class = LabelClass.objects.create(
        project_id=actor.project_id,
        name=name,
        kind=kind,
        color=color or _free_color(actor),
        hotkey=_free_hotkey(actor) if hotkey is None else _checked_hotkey(actor, hotkey),
        properties=_properties(list(properties)),
        skeleton=_skeleton(kind, skeleton),
    )
    audit.record(actor, "class.create", label_class.pk, after={"name": name, "kind": kind})
    _tell(actor)
    return label_class


@transaction.atomic
def change_class(actor: Actor, class_id: int, **changes: Any) -> LabelClass:
    """Change what is given; no hotkey takes it away. Annotations stay as they are."""
    label_class = _found(actor, class_id)
    if changes.get("name", label_class.name).lower() != label_class.name.lower():
        _check_name(actor, changes["name"])
    if changes.get("hotkey") is not None and changes["hotkey"] != label_class.hotkey:
        _checked_hotkey(actor, changes["hotkey"])
    if "properties" in changes:
        changes["properties"] = _properties(changes["properties"])
    if "skeleton" in changes:
        changes["skeleton"] = _skeleton(label_class.kind, changes["skeleton"])
    before = {name: getattr(label_class, name) for name in changes}
    for name, value in changes.items():
        setattr(label_class, name, value)
    label_class.save(update_fields=list(changes))
    audit.record(actor, "class.change", class_id, before=before, after=changes)
    _tell(actor)
    return label_class


@transaction.atomic
def archive_class(actor: Actor, class_id: int) -> LabelClass:
    """Take a class out of use. What has it keeps it; its name and digit are free again."""
    label_class = _found(actor, class_id)
    before = {"archived": label_class.archived, "hotkey": label_class.hotkey}
    label_class.archived = True
    label_class.hotkey = None
    label_class.save(update_fields=["archived", "hotkey"])
    Project.objects.filter(background_class=label_class).update(background_class=None)
    audit.record(actor, "class.archive", class_id, before=before, after={"archived": True})
    _tell(actor)
    return label_class


@transaction.atomic
def remove_class(actor: Actor, class_id: int, heir: LabelClass | None = None) -> None:
    """Delete a class for good. Whoever calls has made sure that nothing has it.

    What is still said of it is about its heir from now on, and what was about it as an heir too.
    """
    label_class = _found(actor, class_id)
    FormerClass.objects.filter(heir=label_class).update(heir=heir)
    FormerClass.objects.create(pk=class_id, project_id=actor.project_id, heir=heir)
    label_class.delete()
    audit.record(actor, "class.delete", class_id, before={"name": label_class.name})
    _tell(actor)


def _lock(actor: Actor) -> None:
    """Classes of one project change one at a time."""
    queries.lock(actor.project_id)


def _found(actor: Actor, class_id: int) -> LabelClass:
    _lock(actor)
    require(actor, Capability.MANAGE)
    found = queries.classes(actor).filter(pk=class_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such class in this project")
    return found


def _check_name(actor: Actor, name: str) -> None:
    if queries.classes(actor).filter(name__iexact=name, archived=False).exists():
        raise taken(WHERE)


def _used_hotkeys(actor: Actor) -> set[int | None]:
    return set(queries.classes(actor).filter(archived=False).values_list("hotkey", flat=True))


def _free_hotkey(actor: Actor) -> int | None:
    used = _used_hotkeys(actor)
    return next((digit for digit in HOTKEYS if digit not in used), None)


def _free_color(actor: Actor) -> int:
    """The first slot that the fewest classes have."""
    used = list(queries.classes(actor).filter(archived=False).values_list("color", flat=True))
    return min(range(1, SLOTS + 1), key=used.count)


def _checked_hotkey(actor: Actor, hotkey: int) -> int:
    if hotkey in _used_hotkeys(actor):
        what = f"Key {hotkey} is already used in this project. Choose another."
        raise Refusal(Code.TAKEN, f"Hotkey: {what}", fields={"hotkey": what})
    return hotkey


def _properties(data: object) -> list[dict[str, Any]]:
    return [one.as_json() for one in parse_properties(data, "properties")]


def _skeleton(kind: str, data: object) -> dict[str, Any] | None:
    """The template of a class of skeletons, which must have one; of others none."""
    if kind != Kind.SKELETON:
        return None
    return Template.parse(data, "skeleton").as_json()


def _tell(actor: Actor) -> None:
    events.publish(f"project:{actor.project_id}", "project")
