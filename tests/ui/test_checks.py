from __future__ import annotations

from django.test import override_settings

from goodstanding.ui.checks import check_icons, check_settings


def test_the_product_is_set_up_for_its_pages() -> None:
    assert check_icons() == []
    assert check_settings() == []


def test_a_missing_icon_set_is_reported_with_the_way_out(tmp_path) -> None:
    with override_settings(GOODSTANDING_ICON_DIR=tmp_path / "nowhere"):
        (error,) = check_icons()

    assert error.id == "ui.E001"
    assert "npm ci" in str(error.hint)


def test_settings_that_leave_pages_to_django_are_reported() -> None:
    with override_settings(FORMAT_MODULE_PATH=None, FORM_RENDERER="django.forms.renderers.X"):
        ids = [error.id for error in check_settings()]

    assert ids == ["ui.W002", "ui.W003"]
