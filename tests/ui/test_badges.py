from __future__ import annotations

import pytest

from goodstanding.ui.badges import Badge, Family, badge_of, codes_of
from goodstanding.ui.icons import icon_svg
from goodstanding.ui.tones import Tone
from goodstanding.values.errors import InvalidValueError


@pytest.mark.parametrize("family", list(Family))
def test_every_state_has_a_word_and_an_icon(family) -> None:
    badges = [badge_of(family, code) for code in codes_of(family)]

    assert all(badge.word for badge in badges)
    assert all(icon_svg(badge.icon) for badge in badges)


def test_a_program_renames_a_level_but_not_its_colour() -> None:
    badge = badge_of("standing", "attention", word="Something needs you")

    assert badge == Badge(tone=Tone.DUE, icon="clock", word="Something needs you")


def test_codes_with_underscores_mean_the_same_state() -> None:
    assert badge_of("kind", "call_to_action") == badge_of("kind", "call-to-action")


def test_reminders_and_calls_to_action_are_never_red_or_amber() -> None:
    tones = {badge_of("kind", code).tone for code in ("reminder", "call-to-action")}

    assert tones == {Tone.INFO}


def test_an_unknown_state_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidValueError, match="Use one of: served, sent, not-reached"):
        badge_of("delivery", "delivered")
