"""Networks as the public check counts them: the neighbourhood of an address, never the address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

_IPV4_PREFIX = 24
_IPV6_PREFIX = 48
UNKNOWN = "unknown"


def network_of(address: str) -> str:
    """Return the /24 (IPv4) or /48 (IPv6) network of an address; ``unknown`` where it is none."""
    try:
        known = ip_address(address.strip())
    except ValueError:
        return UNKNOWN
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        if mapped is None:
            return str(ip_network((int(known), _IPV6_PREFIX), strict=False))
        known = mapped
    return str(ip_network((int(known), _IPV4_PREFIX), strict=False))
