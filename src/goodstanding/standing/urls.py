"""Addresses of this room: trying a rule book that is not in force."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.standing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("v/<slug:program>/rules/draft/simulate/", views.simulation, name="vendor_rules_simulate"),
]
