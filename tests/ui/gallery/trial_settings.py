from pathlib import Path
from tests.ui.gallery.settings_for_gallery import GALLERY

globals().update(GALLERY)
R = Path(__file__).resolve().parents[3]
SECRET_KEY = "x"
USE_TZ = True
LANGUAGE_CODE = "en"
USE_I18N = True
LANGUAGES = [("en", "English"), ("en-nz", "NZ"), ("de", "Deutsch"), ("ar", "Arabic")]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "goodstanding.ui",
]
STATIC_URL = "static/"
STATICFILES_DIRS = [
    ("tabler", R / "node_modules/@tabler/core/dist/css"),
    ("inter", R / "node_modules/@fontsource-variable/inter"),
]
FORM_RENDERER = "goodstanding.ui.forms.PageFormRenderer"
CSRF_FAILURE_VIEW = "goodstanding.ui.views.csrf_failure"
FORMAT_MODULE_PATH = ["goodstanding.ui.formats"]
