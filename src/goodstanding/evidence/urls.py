"""Public addresses of the sealed log."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.evidence import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/checkpoint", views.latest_checkpoint, name="evidence_latest_checkpoint"),
    path("evidence/checkpoint/<int:size>", views.checkpoint, name="evidence_checkpoint"),
    path(
        "evidence/consistency/<int:old>/<int:new>", views.consistency, name="evidence_consistency"
    ),
]
