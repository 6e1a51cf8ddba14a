"""Settings: everything from the environment, with defaults for a laptop."""

import os
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from cliploop.environment import chosen, database, flag, roots


def _secret(data: Path) -> str:
    given = os.environ.get("CLIPLOOP_SECRET")
    path = data / "secret"
    if given or path.exists():
        return given or path.read_text().strip()
    raise ImproperlyConfigured(
        f"There is no secret: set CLIPLOOP_SECRET, or start with `cliploop up`, which makes {path}"
    )


def _version() -> str:
    try:
        return version("cliploop")
    except PackageNotFoundError:
        return "0"


BASE_DIR = Path(__file__).resolve().parent
CLIPLOOP_VERSION = _version()
CLIPLOOP_DATA = Path(os.environ.get("CLIPLOOP_DATA", "data")).expanduser().resolve()
CLIPLOOP_URL = os.environ.get("CLIPLOOP_URL", "http://127.0.0.1:8000").rstrip("/")
STORAGE_URL = os.environ.get("STORAGE_URL", (CLIPLOOP_DATA / "storage").as_uri()).rstrip("/")
# Who sends the bytes of media: this process, nginx in front of it, or the object store.
CLIPLOOP_HANDOVER = chosen("CLIPLOOP_HANDOVER", "none", "accel", "redirect")
_FOLDER = STORAGE_URL.startswith("file:") or "://" not in STORAGE_URL
if CLIPLOOP_HANDOVER in ({"redirect"} if _FOLDER else {"accel"}):
    raise ImproperlyConfigured(
        f"CLIPLOOP_HANDOVER={CLIPLOOP_HANDOVER} does not go with {STORAGE_URL}: nginx has a folder "
        "to send (accel), an object store answers itself (redirect)"
    )
# Where uploads send their bytes: to this process, or to the object store itself.
CLIPLOOP_UPLOADS = chosen("CLIPLOOP_UPLOADS", "server", "direct")
# How long bytes that nothing refers to are kept.
CLIPLOOP_GRACE = timedelta(hours=float(os.environ.get("CLIPLOOP_GRACE_HOURS", "24")))
if timedelta(hours=2) > CLIPLOOP_GRACE:
    raise ImproperlyConfigured(
        "CLIPLOOP_GRACE_HOURS must be at least 2: what was stored within the last hour counts as "
        "wanted, and a reply that names it may still be on its way"
    )
# How much of the storage the single frames may take that were drawn for somebody.
CLIPLOOP_STILLS_BYTES = int(float(os.environ.get("CLIPLOOP_STILLS_GB", "2")) * 2**30)
# How many seconds of work a segment of a long video is, for one worker with two cores: so much is
# lost when it dies. Starting, seeking and joining cost each about one. 0 takes all in one pass.
CLIPLOOP_SEGMENT_SECONDS = float(os.environ.get("CLIPLOOP_SEGMENT_SECONDS", "20"))
# How large a clip may be that a model is asked about at once, and how long somebody waits for the
# answer before they are told which job will have it.
CLIPLOOP_INFER_BYTES = int(float(os.environ.get("CLIPLOOP_INFER_MB", "64")) * 2**20)
CLIPLOOP_INFER_SECONDS = float(os.environ.get("CLIPLOOP_INFER_SECONDS", "30"))
# Whether models may be called that lie in the operator's own network.
CLIPLOOP_PRIVATE_MODELS = flag("CLIPLOOP_PRIVATE_MODELS", False)
# What lies below these may be registered, and is read in place, never written.
CLIPLOOP_ROOTS = roots(os.environ.get("CLIPLOOP_ROOTS", ""))
# Where the operator puts weights to begin with, for the workers; this only looks what is there.
CLIPLOOP_WEIGHTS = os.environ.get("CLIPLOOP_WEIGHTS", "")
# The folder below it that clips are found by words with.
CLIPLOOP_WORDS = os.environ.get("CLIPLOOP_WORDS", "")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
SECRET_KEY = _secret(CLIPLOOP_DATA)
# Secrets that the server had before: what was signed or sealed with them is still understood.
SECRET_KEY_FALLBACKS = os.environ.get("CLIPLOOP_OLD_SECRETS", "").split()
DEBUG = flag("CLIPLOOP_DEBUG", False)
# The address bar's name is checked by the proxy in production; a laptop has many names.
ALLOWED_HOSTS = os.environ.get("CLIPLOOP_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [CLIPLOOP_URL]
CSRF_FAILURE_VIEW = "cliploop.api.pages.forged"

# What finds the actor of a request in a project; `api` lies below the room that knows.
CLIPLOOP_ACTOR = "cliploop.projects.queries.actor"
# What says where browsers speak with the object store; the storage lies beside `api`.
CLIPLOOP_ORIGIN = "cliploop.storage.queries.origin"
# What finds the items that an actor sees; events and jobs lie below the room that knows.
CLIPLOOP_VISIBLE = "cliploop.datasets.queries.visible"
# What says how a model is called that lives elsewhere; learning lies below the room that knows.
CLIPLOOP_OUTSIDE = "cliploop.serving.queries.outside"
# What hears that people labeled items, or that items came or went.
CLIPLOOP_CHANGED = "cliploop.instant.actions.asking.changed"
# What looks for events in what a model said.
CLIPLOOP_WATCH = "cliploop.serving.actions.alerting.watch"
# What looks for the heir of a class where it looked for one that was merged into it.
CLIPLOOP_INHERIT = "cliploop.serving.actions.alerting.inherit"
# What says how fast a model was measured to be.
CLIPLOOP_SPEED = "cliploop.serving.queries.speed"
# What says which blobs are still needed; the sweeper lies below the rooms that know.
CLIPLOOP_HOLDERS = (
    "cliploop.jobs.queries.referred",
    "cliploop.videos.queries.referred",
    "cliploop.releases.queries.referred",
    "cliploop.learning.queries.referred",
    "cliploop.instant.queries.referred",
    "cliploop.registry.queries.referred",
    "cliploop.evaluation.saliency.referred",
)
# Who takes what workers reply, where a room above `learning` asked: the model out of a job of this
# kind, and what a model said.
CLIPLOOP_TRAINED = {
    "round": "cliploop.rounds.actions.trained",
    "average": "cliploop.registry.averages.made",
}
CLIPLOOP_PREDICTED = (
    "cliploop.rounds.actions.predicted",
    "cliploop.workflows.actions.turning.predicted",
)
# What says which files that workers keep by name in a folder are still of use.
CLIPLOOP_KEEPERS = {
    "checkpoints": "cliploop.automation.kept.checkpoints",
    "features": "cliploop.automation.kept.vectors",
}

_ROOMS = (
    "audit",
    "events",
    "storage",
    "accounts",
    "projects",
    "jobs",
    "videos",
    "datasets",
    "intake",
    "annotations",
    "assignments",
    "reviews",
    "releases",
    "exchange",
    "learning",
    "instant",
    "rounds",
    "evaluation",
    "registry",
    "serving",
    "workflows",
    "hints",
    "words",
    "feeds",
    "overview",
    "quality",
    "automation",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "cliploop.api",
    *(f"cliploop.{room}" for room in _ROOMS if find_spec(f"cliploop.{room}")),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cliploop.api.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cliploop.audit.origin.remember_origin",
]
APPEND_SLASH = False
ROOT_URLCONF = "cliploop.urls"
ASGI_APPLICATION = "cliploop.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
]

DATABASES = {
    "default": database(
        os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/cliploop")
    )
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cliploop:cache",
        "OPTIONS": {"pool_class": "cliploop.events.broker.SharedPool"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

_HTTPS = CLIPLOOP_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Proxies in front of the platform; the client's address is then the header's n-th from the right.
CLIPLOOP_PROXIES = int(os.environ.get("CLIPLOOP_PROXIES", "0"))

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
# The built front end is served from the root; what Vite names by its hash never changes.
APP_ROOT = BASE_DIR / "static" / "app"
WHITENOISE_ROOT = APP_ROOT if APP_ROOT.is_dir() else None
WHITENOISE_MAX_AGE = 0
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8,}\.\w+(\.map)?$"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "cliploop.accounts.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["cliploop.api.parsing.StrictParser"],
    "DEFAULT_RENDERER_CLASSES": ["cliploop.api.rendering.JsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cliploop.api.negotiation.Unconditional",
    "DEFAULT_SCHEMA_CLASS": "cliploop.api.schema.OperationSchema",
    "EXCEPTION_HANDLER": "cliploop.api.problems.answer",
    "NUM_PROXIES": CLIPLOOP_PROXIES,
    # `?format=` names an export's format; the framework would take it for a renderer.
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Cliploop",
    "DESCRIPTION": "Video annotation and active learning.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices stay where they are used: names for them would have to be made up.
    "POSTPROCESSING_HOOKS": [],
    "AUTHENTICATION_WHITELIST": [],
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "platform"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_keepalive": True}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CLIPLOOP_LOG", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # A 4xx is an answer, not an incident.
        "django.request": {"level": "ERROR"},
    },
}
