"""Tables of users and of what lets them in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractBaseUser):
    """A person. The email is what they sign in with, in small letters."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    preferences = models.JSONField(default=dict)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = BaseUserManager["User"]()

    class Meta:
        """One account per address, however it is written."""

        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="accounts_email"),
        ]


class KeyScope(models.TextChoices):
    """What a key may do."""

    READ = "read"
    WRITE = "write"


class ApiKey(models.Model):
    """A key for programs. Only its hash is kept; the prefix lets people tell keys apart."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=KeyScope.choices, default=KeyScope.READ)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class SignInLink(models.Model):
    """A link that signs its user in, once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
