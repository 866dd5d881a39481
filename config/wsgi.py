"""The WSGI application that gunicorn serves, with settings fit for it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.production import refuse_unless_fit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
refuse_unless_fit()
application = get_wsgi_application()

# A page makes some thousands of small values and drops them all. Python's own thresholds (700, 10, 10) look for cycles
# among them twenty times a page, which took a twelfth of its time.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
