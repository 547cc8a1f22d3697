"""What the gallery changes in the product's settings: no database, no room, its own addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

GALLERY: dict[str, Any] = {
    "ROOT_URLCONF": "tests.ui.gallery.urls",
    "ALLOWED_HOSTS": ["127.0.0.1", "testserver"],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "goodstanding.ui.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "tests.ui.gallery.pages.shell",
                ],
                "loaders": [
                    "django_cotton.cotton_loader.Loader",
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
                "builtins": ["django_cotton.templatetags.cotton"],
            },
        }
    ],
    "SECURE_SSL_REDIRECT": False,
    "CSRF_COOKIE_SECURE": False,
}
