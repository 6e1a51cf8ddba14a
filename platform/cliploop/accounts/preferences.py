"""What a person prefers: keys, themes, what was used last. The pages decide what it means."""

import json
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from annotator.refusal import Code, Refusal

LAYOUTS = ("us", "uk", "de", "fr", "es", "nordic")
THEMES = ("light", "dark")
LARGEST_BYTES = 32 * 1024
MOST_KEYS = 4
LONGEST_KEY = 24
# What was used last is a convenience: of more projects than these the oldest are forgotten.
MOST_PROJECTS = 50
# What a page counts exactly, and what an answer can hold.
LARGEST_ID = 2**53 - 1


class KeysField(serializers.DictField):
    """Keys by the id of what they do; an empty list is none, null is the default again."""

    child = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_KEY), max_length=MOST_KEYS, allow_null=True
    )


class Themes(serializers.Serializer[Any]):
    """Light or dark: pages, and the workspace with quick-tag."""

    pages = serializers.ChoiceField(choices=THEMES, required=False, allow_null=True)
    work = serializers.ChoiceField(choices=THEMES, required=False, allow_null=True)


class LastUsed(serializers.Serializer[Any]):
    """What somebody used last in a project: the class, and the one of each tool, by its name."""

    class_id = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True
    )
    drawn = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID, allow_null=True),
        required=False,
        allow_null=True,
    )


class Preferences(serializers.Serializer[Any]):
    """What a person prefers. What is left out is as it comes."""

    layout = serializers.ChoiceField(choices=LAYOUTS, required=False, allow_null=True)
    keys = KeysField(required=False, allow_null=True)
    single_keys = serializers.BooleanField(required=False, allow_null=True)
    theme = Themes(required=False, allow_null=True)
    language = serializers.CharField(max_length=16, required=False, allow_null=True)
    projects = serializers.DictField(
        child=LastUsed(allow_null=True), required=False, allow_null=True
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """What is stored: what nobody chose is left out, and null never stands for it."""
        return dict(instance)


def merged(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Stored preferences with those given: mappings by their parts, null takes away (RFC 7396).

    A mapping of which nothing is left goes, too, and so does what was used last in old projects.
    Refuses (`too-large`) what would be more than anybody prefers.
    """
    result = _patched(stored, given)
    if "projects" in result:
        fresh = given.get("projects") or {}
        # Younger projects have higher, and so no shorter, ids.
        names = sorted(result["projects"], key=lambda name: (name in fresh, len(name), name))
        result["projects"] = {one: result["projects"][one] for one in names[-MOST_PROJECTS:]}
    size = len(json.dumps(result, separators=(",", ":")).encode())
    if size > LARGEST_BYTES:
        way_out = "Reset your shortcuts, then set those you use"
        raise Refusal(Code.TOO_LARGE, f"Preferences: more than {LARGEST_BYTES} bytes. {way_out}")
    return result


def _patched(stored: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(stored) if isinstance(stored, Mapping) else {}
    for name, value in given.items():
        kept = _patched(result.get(name), value) if isinstance(value, Mapping) else value
        if kept is None or kept == {}:
            result.pop(name, None)
        else:
            result[name] = kept
    return result
