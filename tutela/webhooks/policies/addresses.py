"""Where nothing is sent to: not into the installation's own networks, not in the clear, not to unusual ports.

Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet, case 2; IANA special-purpose address registries (RFC 6890).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*", re.ASCII)
_HERE = frozenset({"localhost", "127.0.0.1"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
LONGEST = 300


@dataclass(frozen=True)
class Place:
    """An address taken apart. ``origin``: host and port as the header ``Host`` says them."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def place_of(address: str) -> Place | None:
    """The address taken apart, or ``None`` for one that nothing is sent to.

    ``https``, a full name of a server, an allowed port (``TUTELA_WEBHOOK_PORTS``), a path; no user, no query, no fragment, no bare
    number. In the demo also ``http`` to this machine.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.removesuffix(f":{port}") if port is not None else parts.netloc
    if len(address) > LONGEST or parts.query or parts.fragment or "?" in address or "#" in address:
        return None
    if not _PATH.fullmatch(parts.path or "/"):
        return None
    if settings.DEMO and parts.scheme == "http" and host in _HERE:
        return Place("http", host, 80 if port is None else port, parts.path or "/")
    port = 443 if port is None else port
    if parts.scheme != "https" or not _HOST.fullmatch(host) or port not in ports():
        return None
    return Place("https", host, port, parts.path or "/")


WRONG_ADDRESS = _(
    "Give a full address that begins with https://, with the server's name in small letters and a path, without a query and "
    "without a user name. Bare numbers, other ports and this machine are not sent to."
)


def ports() -> frozenset[int]:
    """The ports of receivers."""
    return frozenset(int(one) for one in settings.TUTELA_WEBHOOK_PORTS)


def may_connect(found: str) -> bool:
    """Whether a name's number lies where messages may go: in the open network, or in one that the operator names
    (``TUTELA_WEBHOOK_NETWORKS``). A number that wraps another one is judged by both."""
    number = ipaddress.ip_address(found.partition("%")[0])
    return all(_open(one) for one in (number, *_wrapped(number)))


def _open(number: Address) -> bool:
    if any(number in network for network in _named()):
        return True
    if settings.DEMO and number.is_loopback:
        return True
    return number.is_global and not number.is_multicast and not number.is_reserved


def _named() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(one) for one in settings.TUTELA_WEBHOOK_NETWORKS]


def _wrapped(number: Address) -> list[Address]:
    if isinstance(number, ipaddress.IPv4Address):
        return []
    inside: list[Address] = [one for one in (number.ipv4_mapped, number.sixtofour, *(number.teredo or ())) if one]
    if number in _NAT64:
        inside.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return inside
