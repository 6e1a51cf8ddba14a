"""Every operation, for every role, for a stranger and for nobody."""

from annotator.access import CAPABILITIES, Capability, Role
from cliploop.accounts.models import User
from cliploop.api.operations import Operation
from testkit.cast import Cast
from testkit.operations import address, operations

_ENDS = {
    ("projects_delete_project", Role.LEAD),
    *(("accounts_sign_out", role) for role in (*Role, None)),
}


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
