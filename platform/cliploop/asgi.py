"""The web process: Django under ASGI."""

import os

from django.core.asgi import get_asgi_application

from cliploop.videos.body import stream_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliploop.settings")
application = stream_bodies(get_asgi_application())
