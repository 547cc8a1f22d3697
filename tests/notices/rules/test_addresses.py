from __future__ import annotations

import pytest

from goodstanding.notices.rules.mailboxes import for_envelope, masked
from goodstanding.notices.rules.networks import network_of
from goodstanding.values.errors import InvalidValueError


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("maria@contoso.com", "m•••@c•••"),
        ("m@contoso.com", "m•••@c•••"),
        ("nothing", "•••"),
    ],
)
def test_a_mailbox_is_masked(address, shown) -> None:
    assert masked(address) == shown


def test_a_domain_travels_in_ascii() -> None:
    assert for_envelope("maria@bücher.example") == "maria@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "@contoso.com",
        "maria@",
        "a b@contoso.com",
        "a@b\r\nRCPT TO:<c@d>",
        "<a@b.c>",
        "a@" + "x" * 64 + ".com",
    ],
)
def test_what_would_end_the_command_is_refused(address) -> None:
    with pytest.raises(InvalidValueError, match=r"Correct it\."):
        for_envelope(address)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        (" 198.51.100.1 ", "198.51.100.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("nowhere", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(address, network) -> None:
    assert network_of(address) == network
