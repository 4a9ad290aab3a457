"""The two sites: the same code, two roles, two URL configurations, two ports (``TUTELA_ROLE``)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.config.settings")
application = get_wsgi_application()
# What was loaded stays, and a page makes tens of thousands of objects: looking for garbage all the while took a tenth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
