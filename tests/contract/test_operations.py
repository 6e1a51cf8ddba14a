"""Every operation, for every role, for a stranger and for nobody."""

import re
from collections.abc import Iterator
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from annotator.access import CAPABILITIES, Capability, Role
from cliploop.accounts.models import User
from cliploop.api.operations import Endpoint, Operation
from testkit.cast import Cast

_MADE_UP = {"int": "999999", "uuid": str(uuid4()), "str": "made-up", "path": "made-up"}
_ENDS = {
    ("projects_delete_project", Role.LEAD),
    *(("accounts_sign_out", role) for role in (*Role, None)),
}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def operations() -> Iterator[tuple[str, Operation]]:
    """Each operation with its path below the API."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            for inner in entry.url_patterns:
                assert isinstance(inner, URLPattern)
                endpoint = getattr(inner.callback, "view_class", None)
                assert endpoint is not None
                assert issubclass(endpoint, Endpoint)
                yield from ((str(inner.pattern), one) for one in endpoint.operations.values())


def address(pattern: str, project_id: int) -> str:
    """The path with ids that do not exist, but for the project's."""

    def made_up(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return str(project_id) if name == "project_id" else _MADE_UP[kind or "str"]

    return f"/{_PARAMETER.sub(made_up, pattern)}"


def test_there_is_something_to_walk() -> None:
    assert len({one.id for _, one in operations()}) == len(list(operations())) > 30


def test_every_operation_asks_who_it_is(cast: Cast) -> None:
    people: list[tuple[User | None, Role | None]] = [
        (cast.ada, Role.LEAD),
        (cast.ben, Role.ANNOTATOR),
        (cast.cleo, Role.REVIEWER),
        (cast.vic, Role.VIEWER),
        (cast.dan, None),
        (None, None),
    ]
    for pattern, operation in operations():
        for who, role in people:
            if who and (operation.id, role) in _ENDS:
                continue  # what it ends is still needed
            got = cast.ask(operation.method, who, address(pattern, cast.project.pk)).status
            said = f"{operation.id} by {who.name if who else 'nobody'}: {got}"

            assert got < 500, said
            expected = refused_with(operation, pattern, who, role)
            if expected is None:
                assert got not in (401, 403) or operation.needs is Capability.ANYONE, said
            else:
                assert got == expected, said


def refused_with(
    operation: Operation, pattern: str, who: User | None, role: Role | None
) -> int | None:
    """The status that this person must get, or none where they may."""
    if operation.needs is Capability.ANYONE:
        return None
    if who is None:
        return 401
    if operation.needs is Capability.ADMIN:
        return 403
    if "project_id" not in pattern:
        return None
    if role is None:
        return 404
    return None if operation.needs in CAPABILITIES[role] else 403


def test_a_project_operation_needs_a_role_in_it() -> None:
    for pattern, operation in operations():
        if "project_id" in pattern:
            assert operation.needs not in (Capability.ANYONE, Capability.SIGNED_IN), operation.id
