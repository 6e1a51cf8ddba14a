"""Fields that serializers of all rooms share."""

from math import isfinite
from typing import Any

from rest_framework import serializers


class NumberField(serializers.FloatField):
    """A number, and neither "nan" nor "inf": those are less and more than every bound."""

    def to_internal_value(self, data: Any) -> float:
        """The number in `data`. Raises ValidationError for what is none."""
        value = super().to_internal_value(data)
        if not isfinite(value):
            self.fail("invalid")
        return value
