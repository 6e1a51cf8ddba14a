"""How a person is shown."""

from typing import Any

from rest_framework import serializers

from cliploop.accounts.models import User
from cliploop.accounts.preferences import Preferences


class UserOut(serializers.ModelSerializer[User]):
    """A person, as others see them too."""

    class Meta:
        """What is shown."""

        model = User
        fields = ("id", "email", "name", "is_admin")


class SessionOut(serializers.Serializer[Any]):
    """Who is signed in, what they prefer, and which version answers."""

    user = UserOut(allow_null=True)
    preferences = Preferences()
    version = serializers.CharField()
