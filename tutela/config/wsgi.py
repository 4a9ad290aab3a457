"""The two sites: the same code, two roles, two URL configurations, two ports (``TUTELA_ROLE``)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.config.settings")
application = get_wsgi_application()
