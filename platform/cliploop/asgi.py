"""The web process: Django under ASGI."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

from cliploop.videos.body import stream_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliploop.settings")
django: Any = get_asgi_application()  # its own types are narrower than what servers call it with
application = stream_bodies(django)
