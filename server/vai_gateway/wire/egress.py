"""What requests may make the gateway call: public web addresses, and nothing of its own network.

A URL is taken apart once, here, and the request is built from the parts, so that no second parser can read it
otherwise. Whatever the URL says, the address that is dialled is judged too; see egress_client.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import quote, urljoin

import idna

from vai_gateway.core.errors import GatewayError

Address: TypeAlias = IPv4Address | IPv6Address

REFUSED_NETWORKS: dict[str, str] = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a provider's customers",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "a cloud's host, at an address that looks public",
    "169.254.0.0/16": "link-local, cloud metadata among it",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments, a cloud's metadata among it",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relays",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved, broadcast among it",
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::/96": "IPv4-compatible",
    "::ffff:0:0/96": "IPv4-mapped",
    "::ffff:0:0:0/96": "IPv4-translated",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64 of a local network",
    "100::/64": "discard only",
    "100:0:0:1::/64": "dummy prefix",
    "2001::/32": "Teredo",
    "2001:2::/48": "benchmarking",
    "2001:10::/28": "ORCHID",
    "2001:20::/28": "ORCHIDv2",
    "2001::/23": "protocol assignments",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "unique-local, a cloud's metadata among it",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
"""What `ipaddress.is_global` alone lets through or will read otherwise in another Python; it is asked as well."""

REFUSED_NAMES = frozenset({"localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid"})
"""Names, and all below them, that no public name server answers for. A name without a dot is refused as well."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is handed out; the rest is refused with no row of its own."""

MAX_URL_CHARS = 8192
WEB_PORTS = frozenset({80, 443})

_NETWORKS = tuple((ip_network(network), what) for network, what in REFUSED_NETWORKS.items())
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?"
)
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]+))(?::(?P<port>[0-9]{0,5}))?")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_KEPT_IN_PATH = "/%:@!$&'()*+,;=-._~"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """A judged URL. host: lower-case ASCII, an IPv6 address without brackets. path: with its query, encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    def redirected(self, location: str, ports: frozenset[int] = WEB_PORTS) -> Target:
        """Where a redirect leads. Raises GatewayError as judge_url does."""
        try:
            return judge_url(urljoin(self.url, location), ports)
        except ValueError:
            raise url_refused("it redirects to something that is no URL") from None


def judge_url(text: str, ports: frozenset[int] = WEB_PORTS) -> Target:
    """Raises GatewayError `url_not_allowed`, param `url`, with a message that a model can act on."""
    if len(text) > MAX_URL_CHARS:
        raise _too_long()
    if _UNSAFE.search(text):
        raise url_refused("it holds control characters")
    parts = _URL.fullmatch(text.strip(" "))
    if parts is None or (scheme := parts["scheme"].lower()) not in _DEFAULT_PORTS:
        raise url_refused("it must begin with http:// or https://")
    if "@" in parts["authority"]:
        raise url_refused("it must hold no user name or password")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise url_refused("its host cannot be read")
    host = _literal(authority["v6"]) if authority["v6"] else _host(authority["name"])
    port = int(authority["port"] or _DEFAULT_PORTS[scheme])
    if port not in ports:
        raise url_refused(f"only the ports {', '.join(map(str, sorted(ports)))} are called")
    path = quote(parts["path"] or "/", safe=_KEPT_IN_PATH) + quote(parts["query"] or "", safe=_KEPT_IN_PATH + "?")
    target = Target(scheme, host, port, path)
    if len(target.url) > MAX_URL_CHARS:
        raise _too_long()
    return target


def refusal(address: Address) -> str | None:
    """Why the address is not called, or None if it is on the public internet."""
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return "bound to an interface"
    for network, what in _NETWORKS:
        if address.version == network.version and address in network:
            return what
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return "no global unicast"
    return None if address.is_global and not address.is_multicast else "not global"


def url_refused(why: str) -> GatewayError:
    return GatewayError("invalid_request_error", f"the url is not called: {why}", param="url", code="url_not_allowed")


def ascii_name(name: str) -> str:
    """A host name in lower-case ASCII, without a dot at its end. Raises ValueError."""
    if not name.isascii():
        if len(name) > 255:
            raise ValueError("too long")
        name = idna.encode(name, uts46=True).decode("ascii")
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError("not a host name")
    return name


def _host(text: str) -> str:
    try:
        name = ascii_name(text)
    except (ValueError, UnicodeError):
        raise url_refused("its host cannot be read") from None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        # `127.1`, `0x7f.1` and `017700000001` are addresses to some resolvers; only the plain form is one here.
        return _literal(name)
    if len(labels) == 1 or any(".".join(labels[at:]) in REFUSED_NAMES for at in range(len(labels))):
        raise url_refused("its host is no public name")
    return name


def _literal(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        raise url_refused("its host is no address in the usual form") from None
    if refusal(address):
        raise url_refused("its host is no address on the public internet")
    return str(address)


def _too_long() -> GatewayError:
    return url_refused(f"it has more than {MAX_URL_CHARS} characters")
