from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from goodstanding.ui import dates

AT = datetime(2026, 11, 18, 22, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "4 December 2026"),
        ("de", "4. Dezember 2026"),
        ("fr", "4 décembre 2026"),
        ("ja", "2026年12月4日"),
    ],
)
def test_a_day_is_written_in_the_readers_language(language, shown) -> None:
    with translation.override(language):
        text = dates.day_text(date(2026, 12, 4))

    assert text.replace("\N{NO-BREAK SPACE}", " ") == shown
    assert " 2026" not in text.partition("4")[0]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_day_and_month_stay_together_in_every_language(language) -> None:
    with translation.override(language):
        text = dates.day_text(date(2026, 12, 4))

    assert text.replace(".", "").startswith("4\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Europe/Berlin", "Berlin"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone, city) -> None:
    assert dates.city_of(zone) == city


def test_an_instant_in_a_page_is_words_and_markup_for_machines() -> None:
    template = Template("{% load dates %}{% instant at 'Asia/Tokyo' 'Osaka' utc=True %}")

    shown = template.render(Context({"at": AT}))

    assert shown.replace("\N{NO-BREAK SPACE}", " ") == (
        '<time datetime="2026-11-19T07:30:05+09:00">'
        "Thursday 19 November 2026, 07:30, Osaka time</time> · 18 November, 22:30 UTC"
    )


def test_filters_show_the_day_of_an_instant_in_a_zone() -> None:
    template = Template(
        "{% load dates %}{{ at|day_in:'Asia/Tokyo'|short_day }} {{ at|time_in:'Asia/Tokyo' }}"
    )

    shown = template.render(Context({"at": AT}))

    assert shown.replace("\N{NO-BREAK SPACE}", " ") == "19 Nov 07:30"


def test_filters_show_nothing_where_there_is_no_day() -> None:
    template = Template("{% load dates %}[{{ at|day }}{{ at|weekday }}{{ at|time_in:'UTC' }}]")

    assert template.render(Context({"at": None})) == "[]"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "\N{MINUS SIGN}EUR 4,210.50"), ("de", "\N{MINUS SIGN}EUR 4.210,50")],
)
def test_money_in_a_page_follows_the_reader_and_never_breaks(language, shown) -> None:
    template = Template("{% load money %}{{ amount|money:'EUR' }}")

    with translation.override(language):
        text = template.render(Context({"amount": -421_050}))

    assert text.replace("\N{NO-BREAK SPACE}", " ") == shown
    assert " " not in text
