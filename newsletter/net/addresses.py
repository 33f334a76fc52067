"""Say which addresses may be reached: an explicit table, because the standard library's notion of *global*
lets multicast, NAT64, 6to4 and others through, each of which can lead back inside.

Pure but for ``ipaddress``; who connects where is ``net.connections``' business.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import idna

from newsletter.model.settings import HttpSettings

#: IPv4 ranges that are private, special, shared, documentation, multicast or reserved (RFC 6890 and its heirs).
_DENIED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's inner service on an address that looks public
    )
)
#: Of IPv6 only global unicast may be reached: mapped IPv4, NAT64, loopback, local and multicast lie outside it.
_ALLOWED_V6 = ipaddress.IPv6Network("2000::/3")
#: … and in it not Teredo, ORCHID and benchmarks, documentation, 6to4, AS112.
_DENIED_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)


class Refused(Exception):
    """We ourselves will not go there; the message is for people."""


@dataclass(frozen=True)
class Target:
    """A checked address: where a request goes."""

    url: str
    host: str  #: lower case, without brackets and closing dot, in the letters that name servers know
    port: int
    path: str  #: what is asked of the host, query included
    secure: bool  #: over TLS
    private: bool  #: named in ``allow_private``


#: What may stand in a path or query as it is; all else is written as bytes in UTF-8.
_IN_PATHS = "!#$%&'()*+,/:;=?@[]~"


@lru_cache(maxsize=4096)
def is_denied(address: str) -> bool:
    """Whether an IP address must not be reached."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in network for network in _DENIED_V4)
    return ip not in _ALLOWED_V6 or any(ip in network for network in _DENIED_V6)


def judge(url: str, settings: HttpSettings) -> Target:
    """Check all that can be known before a name is looked up; raises Refused."""
    if not url.isprintable() or " " in url or "\\" in url:
        raise Refused("the address holds spaces or characters that no address has — write it again")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _known_letters((parts.hostname or "").rstrip(".").lower())
    except ValueError:
        raise Refused("this is not a web address — it looks like https://example.org/feed") from None
    if parts.scheme.lower() not in {"http", "https"}:
        raise Refused(f"only http and https are fetched, not “{parts.scheme[:20]}”")
    if "@" in parts.netloc:
        raise Refused("the address holds a name or password before an @ — take it out")
    if not host:
        raise Refused("the address names no server — it looks like https://example.org/feed")
    port = port or (443 if parts.scheme.lower() == "https" else 80)
    private = (host, port) in private_pairs(settings.allow_private)
    if port not in settings.ports and not private:
        raise Refused(f"port {port} is not open to us — add it to [http] ports if the server may be trusted")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, host, port, quote(path, _IN_PATHS), parts.scheme.lower() == "https", private)


def _known_letters(host: str) -> str:
    """Write a name as name servers know it; raises ValueError where nobody could."""
    return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


@lru_cache(maxsize=16)
def private_pairs(allowed: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    """The host and port pairs that may be reached although they are private."""
    pairs = (pair.rpartition(":") for pair in allowed)
    return frozenset((host.strip("[]").rstrip(".").lower(), int(port)) for host, _, port in pairs if port.isdigit())
