"""Every table that remembers a cause is in a room that cases ask."""

from __future__ import annotations

from django.apps import apps

from goodstanding.cases.effects import EFFECT_ROOMS


def test_every_table_with_a_cause_is_in_a_listed_room() -> None:
    rooms = {
        model._meta.app_label
        for model in apps.get_models()
        if any(field.name == "cause_id" for field in model._meta.get_fields())
    }

    assert rooms <= {room.label for room in EFFECT_ROOMS}
    assert rooms >= {"training", "incentives", "notices"}


def test_every_room_is_listed_once() -> None:
    labels = [room.label for room in EFFECT_ROOMS]

    assert len(labels) == len(set(labels))
