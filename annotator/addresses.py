"""Which addresses of a network may be called for somebody."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Addresses of version 6 that stand for one of version 4, in their last four bytes.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("::/96"))
_SIX_TO_FOUR = ip_network("2002::/16")
# What Python takes for the internet's although it is of one's own network: sites (RFC 3879), what
# stands there for any address of version 4 (RFC 8215), and what protocols keep (RFC 6890).
_OWN = (ip_network("fec0::/10"), ip_network("64:ff9b:1::/48"), ip_network("192.0.0.0/24"))


def is_public(address: str) -> bool:
    """Whether an IP address is anybody's on the internet: no machine of one's own network.

    What stands for another address is taken for that one. What is no address is not public.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = _meant(found)
    own = any(found in one for one in _OWN)
    return found.is_global and not found.is_multicast and not own


def _meant(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if not isinstance(found, IPv6Address):
        return found
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    if any(found in one for one in _TRANSLATED):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    if found in _SIX_TO_FOUR:
        return IPv4Address(int(found) >> 80 & 0xFFFFFFFF)
    return found


def is_address(host: str) -> bool:
    """Whether a host is named by its number, not by a name."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
