"""Whose address evidence names where proxies stand in front."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from goodstanding.evidence.models import EventPrivate
from tests.agreements.conftest import SignIn
from tests.builders_agreements import make_office, make_published, make_signing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("proxies", "recorded"), [(0, "127.0.0.1"), (1, "203.0.113.7"), (2, "198.51.100.9")]
)
def test_the_address_on_record_is_the_last_one_that_our_own_proxies_saw(
    sign_in: SignIn, settings: Settings, proxies: int, recorded: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    office = make_office()
    signing = make_signing(office.program)
    make_published(office)

    sign_in(signing.signer).post(
        f"/p/{office.program.code}/{signing.partner.pk}/agreements/partner-code/accept/",
        {
            "version": "1",
            "entities": [str(signing.entity.pk)],
            "authority": "director",
            "typed_name": "Maria Vogel",
            "accept": "on",
        },
        headers={"x-forwarded-for": "192.0.2.1, 198.51.100.9, 203.0.113.7"},
    )

    assert EventPrivate.objects.get(field="ip").value == recorded
