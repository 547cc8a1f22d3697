"""Addresses of the interface for machines."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from goodstanding.api import views
from goodstanding.api.v1 import PREFIX, api

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PREFIX}openapi.json", views.openapi, name="api_openapi"),
    path(PREFIX, api.urls),
    re_path(r"^api/", views.nothing, name="api_nothing"),
]
