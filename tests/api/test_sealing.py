"""Secrets of outside models lie sealed, also those that lay open before."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from annotator.refusal import Refusal
from cliploop.serving import queries, sealing
from cliploop.serving.actions import renewing
from cliploop.serving.models import OutsideModel
from testkit.cast import Cast
from testkit.toy import SECRET

pytestmark = pytest.mark.django_db


def registered(cast: Cast, name: str, secret: str) -> OutsideModel:
    given = {"name": name, "place": "https://models.example.org/v1", "secret": secret}
    assert cast.post(cast.ada, "outside", given).status == 201
    return OutsideModel.objects.get(name=name)


def test_a_secret_is_sealed_each_time_anew_and_opened_again(cast: Cast) -> None:
    one, other = (registered(cast, name, SECRET) for name in ("A", "B"))

    assert SECRET not in one.secret
    assert one.secret != other.secret
    assert {sealing.opened(row.secret, row.name) for row in (one, other)} == {SECRET}
    assert registered(cast, "C", "").secret == ""
    assert sealing.opened("", "C") == ""


def test_what_an_old_secret_sealed_is_sealed_anew_once_and_the_old_one_can_go(
    cast: Cast, settings: Any
) -> None:
    kept = registered(cast, "A", SECRET)
    strange = registered(cast, "B", "another")
    OutsideModel.objects.filter(pk=strange.pk).update(secret="sealed by somebody else")
    given = {"class_id": cast.fight.pk, "url": "https://hooks.example.org/1", "secret": SECRET}
    assert cast.post(cast.ada, "alerts", given).status == 201
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another one by now"
    assert renewing.renew() == 0

    settings.SECRET_KEY_FALLBACKS = [old]
    assert (renewing.renew(), renewing.renew()) == (2, 0)
    settings.SECRET_KEY_FALLBACKS = []

    kept.refresh_from_db()
    strange.refresh_from_db()
    assert sealing.opened(kept.secret, "A") == SECRET
    assert strange.secret == "sealed by somebody else"


def test_what_another_server_sealed_is_refused_by_name(cast: Cast, settings: Any) -> None:
    kept = registered(cast, "A", SECRET)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another one by now"

    with pytest.raises(Refusal, match=r"The secret of A .* CLIPLOOP_OLD_SECRETS"):
        queries.calling(kept, "job")
    settings.SECRET_KEY_FALLBACKS = [old]

    assert sealing.opened(kept.secret, "A") == SECRET


def test_what_lay_open_is_sealed_and_can_be_taken_back(cast: Cast) -> None:
    kept, without = registered(cast, "A", SECRET), registered(cast, "B", "")
    OutsideModel.objects.filter(pk=kept.pk).update(secret=SECRET)
    migration = import_module("cliploop.serving.migrations.0003_sealed")

    migration.seal(apps, None)
    kept.refresh_from_db()
    assert sealing.opened(kept.secret, "A") == SECRET
    migration.unseal(apps, None)

    kept.refresh_from_db()
    without.refresh_from_db()
    assert (kept.secret, without.secret) == (SECRET, "")
