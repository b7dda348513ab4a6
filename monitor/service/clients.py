"""Network addresses of clients, as limits count them."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def network(client: str, *, of_4: int, of_6: int) -> str:
    """The network of a client's address, `of_4` or `of_6` bits of it; "" for what is no address: all of
    these stand together.

    A network of IPv6 has more addresses than can be counted, and a provider gives a customer a /56 or a /48
    (RFC 6177). An IPv4 address that is written as one of IPv6 is that IPv4 address.
    """
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network((address, of_4 if address.version == 4 else of_6), strict=False))
