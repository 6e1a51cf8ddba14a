"""The web process: Django under ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliploop.settings")
application = get_asgi_application()
