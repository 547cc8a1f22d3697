"""What the import linter does not see: keys, migrations and templates never point up either."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from tests.architecture.rooms import SOURCE, floors, may_rely_on

_INCLUDES = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
_LOADS = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
OURS = "goodstanding."


def _room(module: str) -> str | None:
    return module.removeprefix(OURS).split(".")[0] if module.startswith(OURS) else None


def test_no_foreign_key_points_to_a_higher_room() -> None:
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if (room := _room(model.__module__))
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model is not None
        and (target := _room(field.related_model.__module__))
        and not may_rely_on(room, target)
    ]

    assert upward == []


def test_foreign_keys_protect_what_they_point_to() -> None:
    from django.db.models import PROTECT

    # Machinery, not facts: links and sign-ins die with their person.
    allowed = {"accounts.SignInLink.person", "accounts.SignIn.person"}
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if _room(model.__module__)
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and getattr(field.remote_field, "on_delete", PROTECT) is not PROTECT
    ]

    assert [name for name in loose if name not in allowed] == []


def test_no_migration_depends_on_a_higher_room() -> None:
    labels = {config.label: _room(config.name) for config in apps.get_app_configs()}
    loader = MigrationLoader(connections["default"], ignore_no_migrations=True, load=False)
    loader.load_disk()
    upward = [
        f"{label}.{name} on {parent}"
        for (label, name), migration in (loader.disk_migrations or {}).items()
        if (room := labels.get(label))
        for parent, _ in migration.dependencies
        if (target := labels.get(parent)) and not may_rely_on(room, target)
    ]

    assert upward == []


def test_no_template_uses_a_higher_rooms_template_or_tags() -> None:
    tags = {
        file.stem: file.relative_to(SOURCE).parts[0]
        for file in SOURCE.rglob("templatetags/*.py")
        if file.stem != "__init__"
    }
    upward = []
    for file in SOURCE.rglob("*.html"):
        room, text = file.relative_to(SOURCE).parts[0], file.read_text(encoding="utf-8")
        used = [name.split("/")[0] for name in _INCLUDES.findall(text) if "/" in name]
        used += [
            tags[tag] for group in _LOADS.findall(text) for tag in group.split() if tag in tags
        ]
        upward += [
            f"{file.relative_to(SOURCE)} uses {target}"
            for target in used
            if target in floors() and not may_rely_on(room, target)
        ]

    assert upward == []
