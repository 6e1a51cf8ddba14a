"""What goes on while people check rounds: clips that are gone are replaced, and rounds end."""

import logging

from django.db import transaction

from cliploop.projects import queries as projects
from cliploop.rounds import actions, checks, queries
from cliploop.rounds.phases import CHECKING

log = logging.getLogger(__name__)


def settle() -> None:
    """Go on with each project in which clips check a round."""
    for project_id in queries.checking():
        try:
            _settle(project_id)
        except Exception:  # one that breaks must not hold up the others
            log.exception("Cannot go on with the checks of a project: %s", project_id)


@transaction.atomic
def _settle(project_id: int) -> None:
    projects.lock(project_id)
    rounds = queries.checked(project_id)
    for made in rounds:
        checks.refill(made)
    meant = {item_id for made in rounds for item_id in made.sample}
    # Those of a round that failed, and what came back from the trash.
    checks.release(set(queries.marked(project_id)) - meant)
    for made in rounds:
        if made.state == CHECKING:
            actions.conclude(made)
