"""Every page and dialog that axe looks at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the names of the buttons that open what lies on it, one after another."""

    path: str
    buttons: tuple[str, ...] = ()


PLACES = (
    Place("/"),
    Place("/", ("Create project",)),
    Place("/me"),
    Place("/p/{project}"),
    Place("/p/{project}", ("Jobs",)),
    Place("/p/{project}/data"),
    Place("/p/{project}/data", ("Upload",)),
    Place("/p/{project}/data", ("Order: Newest first",)),
    Place("/p/{project}/data?view=list"),
    Place("/p/{project}/data?q=nothing-is-called-this"),
    Place("/p/{project}/compare?a={item}&b={other}"),
    Place("/p/{project}/review"),
    Place("/p/{project}/models"),
    Place("/p/{project}/models", ("Train model",)),
    Place("/p/{project}/models", ("Download",)),
    Place("/p/{project}/models", ("More about Model 1",)),
    Place("/p/{project}/models", ("More about Model 1", "Take out of use")),
    Place("/p/{project}/models", ("More about Model 1", "Edit notes")),
    Place("/p/{project}/models", ("More about Model 1", "History")),
    Place("/p/{project}/models/{run}/card"),
    Place("/p/{project}/models/catalogue"),
    Place("/p/{project}/models/quality"),
    Place("/p/{project}/models/rounds"),
    Place("/p/{project}/models/rounds", ("Start round",)),
    Place("/p/{project}/feeds/useful"),
    Place("/p/{project}/feeds/positives"),
    Place("/p/{project}/feeds/typical"),
    Place("/p/{project}/exports"),
    Place("/p/{project}/exports", ("New release",)),
    Place("/p/{project}/classes"),
    Place("/p/{project}/classes", ("Add class",)),
    Place("/p/{project}/classes", ("Actions for right", "Edit")),
    Place("/p/{project}/classes", ("Actions for right", "Delete")),
    Place("/p/{project}/members"),
    Place("/p/{project}/members", ("Invite",)),
    Place("/p/{project}/members", ("Make a sign-in link for Admin",)),
    Place("/p/{project}/settings/general"),
    Place("/p/{project}/settings/general", ("Delete project",)),
    Place("/p/{project}/settings/files"),
    Place("/p/{project}/settings/files", ("Watch a folder",)),
    Place("/p/{project}/settings/workflow"),
    Place("/p/{project}/settings/alerts"),
    Place("/p/{project}/settings/alerts", ("Add alert",)),
    Place("/p/{project}/settings/outside"),
    Place("/p/{project}/settings/outside", ("Add model",)),
    Place("/p/{project}/settings/keys"),
    Place("/p/{project}/settings/keys", ("Create key",)),
    Place("/no/such/page"),
)
