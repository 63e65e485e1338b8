"""Requests cannot make the gateway call anything but the public web."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from tests.wire.fake_internet import FakeInternet
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.egress import MAX_URL_CHARS, REFUSED_NETWORKS, Target, judge_url, refusal
from vai_gateway.wire.egress_client import EgressClient

REFUSED_ADDRESSES = {
    "0.0.0.0": "this network",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "10.255.255.255": "private",
    "100.64.0.1": "shared by a provider's customers",
    "100.100.100.200": "shared by a provider's customers",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "168.63.129.16": "a cloud's host, at an address that looks public",
    "169.254.0.1": "link-local, cloud metadata among it",
    "169.254.169.254": "link-local, cloud metadata among it",
    "169.254.170.2": "link-local, cloud metadata among it",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "protocol assignments, a cloud's metadata among it",
    "192.0.0.192": "protocol assignments, a cloud's metadata among it",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relays",
    "192.168.0.1": "private",
    "192.168.255.255": "private",
    "198.18.0.1": "benchmarking",
    "198.19.255.255": "benchmarking",
    "198.51.100.7": "documentation",
    "203.0.113.9": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved, broadcast among it",
    "255.255.255.255": "reserved, broadcast among it",
    "::": "unspecified",
    "::1": "loopback",
    "::7f00:1": "IPv4-compatible",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::ffff:0:a00:1": "IPv4-translated",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::808:808": "NAT64",
    "64:ff9b:1::a00:1": "NAT64 of a local network",
    "100::1": "discard only",
    "100:0:0:1::1": "dummy prefix",
    "2001:0:53aa:64c::1": "Teredo",
    "2001:2::1": "benchmarking",
    "2001:10::1": "ORCHID",
    "2001:20::1": "ORCHIDv2",
    "2001:1::1": "protocol assignments",
    "2001:db8::1": "documentation",
    "2002:7f00:1::1": "6to4",
    "2002:808:808::1": "6to4",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "fc00::1": "unique-local, a cloud's metadata among it",
    "fd00:ec2::254": "unique-local, a cloud's metadata among it",
    "fe80::1": "link-local",
    "febf::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "4000::1": "no global unicast",
    "e000::1": "no global unicast",
    "fe80::1%eth0": "bound to an interface",
    "2606:4700::1%eth0": "bound to an interface",
}

REFUSED_URLS = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://8.8.8.8.0x8/",
    "http://8.8.2056/",
    "http://4294967296/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1/",
    "http://::1/",
    "http://[127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/",
    "http://metadata.google.internal/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://ⓁⓄⒸⒶⓁⒽⓄⓈⓉ/",
    "http://loc\u00adalhost/",
    "http://app.localhost/",
    "http://printer.local/",
    "http://wiki.intranet/",
    "http://router.lan/",
    "http://nas.home.arpa/",
    "http://abc.onion/",
    "http://intranet/",
    "http://redis:80/",
    "http://example.com:22/",
    "http://example.com:8080/",
    "http://example.com:0/",
    "http://example.com:99999/",
    "http://example.com:80a/",
    "http://example.com:80:80/",
    "http://user@example.com/",
    "http://user:secret@example.com/",
    "http://@example.com/",
    "http://example.com@127.0.0.1/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com%40127.0.0.1/",
    "http://127.0.0.1%2f.example.com/",
    "http://127.0.0.1%00.example.com/",
    "http://ex%61mple.com/",
    "http://exam\tple.com/",
    "http://example.com/\r\nHost: 127.0.0.1",
    "http://example.com/\x00",
    "http://example.com/\ud800",
    "http:///etc/passwd",
    "http://",
    "http:example.com",
    "http:/example.com/",
    "//example.com/",
    "example.com",
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://example.com/",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "http+unix://example.com/",
    "ws://example.com/",
    "http://-example.com/",
    "http://example..com/",
    "http://.example.com/",
    "http://exam ple.com/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 127 + "com/",
    "http://" + "é" * 300 + ".com/",
    "http://example.com/" + "a" * MAX_URL_CHARS,
    "http://example.com/" + "é" * 3000,
    "http://☃.net/",
    "",
]

ALLOWED = {
    "http://example.com": "http://example.com/",
    "https://example.com/": "https://example.com/",
    "HTTPS://Example.COM:443/A?b=C#d": "https://example.com/A?b=C",
    "http://example.com:443/": "http://example.com:443/",
    "http://example.com./": "http://example.com/",
    "http://example.com:/": "http://example.com/",
    " https://example.com/a b ": "https://example.com/a%20b",
    "https://example.com?q=1": "https://example.com/?q=1",
    "https://bücher.example.com/straße?q=ü": "https://xn--bcher-kva.example.com/stra%C3%9Fe?q=%C3%BC",
    "https://xn--bcher-kva.example.com/": "https://xn--bcher-kva.example.com/",
    "https://ｅｘａｍｐｌｅ．com/": "https://example.com/",
    "https://a_b.example.com/": "https://a_b.example.com/",
    "https://example.com/a%2Fb/%zz/..": "https://example.com/a%2Fb/%zz/..",
    "https://example.com/@user:80/x@y?u=http://127.0.0.1/": "https://example.com/@user:80/x@y?u=http://127.0.0.1/",
    "http://8.8.8.8/": "http://8.8.8.8/",
    "http://1.1.1.1:80/": "http://1.1.1.1/",
    "http://172.15.0.1/": "http://172.15.0.1/",
    "http://100.63.255.255/": "http://100.63.255.255/",
    "http://[2606:4700:4700::1111]/": "http://[2606:4700:4700::1111]/",
    "http://[2001:4860:4860:0:0:0:0:8888]:443/": "http://[2001:4860:4860::8888]:443/",
    "http://0x7f.example.com/": "http://0x7f.example.com/",
    "http://127.0.0.1.example.com/": "http://127.0.0.1.example.com/",
    "http://localhost.example.com/": "http://localhost.example.com/",
}


def refused(url: str) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        judge_url(url)
    return caught.value


@pytest.mark.parametrize("address, what", REFUSED_ADDRESSES.items())
def test_an_address_that_is_not_public_is_refused(address: str, what: str) -> None:
    assert refusal(ip_address(address)) == what


@pytest.mark.parametrize("network", REFUSED_NETWORKS)
def test_a_refused_network_is_refused_to_its_edges(network: str) -> None:
    addresses = ip_network(network)
    assert refusal(addresses[0]) and refusal(addresses[-1])


def test_every_refused_network_is_the_reason_of_some_tested_address() -> None:
    assert set(REFUSED_NETWORKS.values()) <= set(REFUSED_ADDRESSES.values())
    assert [n for n in REFUSED_NETWORKS if not any(_within(a, n) for a in REFUSED_ADDRESSES)] == []


def _within(address: str, network: str) -> bool:
    found, around = ip_address(address), ip_network(network)
    return found.version == around.version and found in around


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "223.255.255.254", "2606:4700::1", "2a00:1450::1"])
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refusal(ip_address(address)) is None


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_does_not_lead_to_the_public_web_is_refused(url: str) -> None:
    error = refused(url)
    assert (error.kind, error.code, error.param) == ("invalid_request_error", "url_not_allowed", "url")


@pytest.mark.parametrize("url, written", ALLOWED.items())
def test_a_url_of_the_public_web_is_taken_in_one_form(url: str, written: str) -> None:
    assert judge_url(url).url == written


@pytest.mark.parametrize(
    "url, says",
    [
        ("http://user@example.com/", "it must hold no user name or password"),
        ("http://example.com:22/", "only the ports 80, 443 are called"),
        ("http://localhost:8182/", "its host is no public name"),
        ("http://10.0.0.1:22/", "its host is no address on the public internet"),
        ("example.com", "it must begin with http:// or https://"),
        ("http://127.1/", "its host is no address in the usual form"),
        ("http://10.0.0.1/", "its host is no address on the public internet"),
        ("http://intranet/", "its host is no public name"),
    ],
)
def test_the_refusal_says_what_would_be_right(url: str, says: str) -> None:
    assert refused(url).message == f"the url is not called: {says}"


def test_ports_can_be_opened_and_closed() -> None:
    assert judge_url("http://example.com:8080/", frozenset({8080})).port == 8080
    with pytest.raises(GatewayError, match="only the ports 8080 are called"):
        judge_url("http://example.com/", frozenset({8080}))


@pytest.mark.parametrize(
    "location, leads_to",
    [
        ("/b", "https://example.com/b"),
        ("?c", "https://example.com/a/x?c"),
        ("//example.org/y", "https://example.org/y"),
        ("http://example.org", "http://example.org/"),
    ],
)
def test_a_redirect_is_relative_to_where_it_was_met(location: str, leads_to: str) -> None:
    assert judge_url("https://example.com/a/x").redirected(location).url == leads_to


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "//localhost/", "file:///etc/passwd", "http://[::1]/", "//user@example.com/", "http://[bad"],
)
def test_a_redirect_is_judged_like_any_url(location: str) -> None:
    with pytest.raises(GatewayError) as caught:
        judge_url("https://example.com/").redirected(location)
    assert caught.value.code == "url_not_allowed"


def test_the_refusal_says_nothing_of_where_a_name_leads() -> None:
    assert "127" not in refused("http://127.0.0.1/").message


HOSTILE = st.text(st.sampled_from("htps:/@[]%.?#\\0127xfae:-_ lo\t\r\x00é。①\ud800{}"), max_size=40)


@given(st.one_of(st.text(max_size=60), HOSTILE, HOSTILE.map("http://".__add__), HOSTILE.map("https://a.com".__add__)))
def test_whatever_the_text_it_is_refused_or_read_the_same_by_every_parser(text: str) -> None:
    try:
        target = judge_url(text)
    except GatewayError:
        return
    assert judge_url(target.url) == target
    assert URL(target.url, encoded=True).host == urlsplit(target.url).hostname == target.host
    assert (URL(target.url, encoded=True).port, URL(target.url, encoded=True).scheme) == (target.port, target.scheme)


@st.composite
def numeric_hosts(draw: st.DrawFn) -> str:
    """An IPv4 address of a refused network in one of the forms that inet_aton takes."""
    network = ip_network(draw(st.sampled_from([n for n in REFUSED_NETWORKS if ":" not in n])))
    number = draw(st.integers(int(network[0]), int(network[-1])))
    one = st.sampled_from(["{}", "0x{:x}", "0{:o}", "0x{:08X}"])
    octets = [*number.to_bytes(4, "big")]
    kept = draw(st.integers(0, 3))
    last = int.from_bytes(bytes(octets[kept:]), "big")
    return ".".join(draw(one).format(part) for part in [*octets[:kept], last])


@given(numeric_hosts(), st.sampled_from(["", "."]))
def test_no_way_of_writing_a_refused_address_as_numbers_gets_through(host: str, dot: str) -> None:
    assert refused(f"http://{host}{dot}/").code == "url_not_allowed"


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_reached(number: int) -> None:
    inside = IPv4Address(number)
    for form in (f"::{inside}", f"::ffff:{inside}", f"::ffff:0:{inside}", f"64:ff9b::{inside}"):
        assert refusal(ip_address(form)) is not None
    assert refusal(ip_address((0x2002 << 112) | (number << 80))) == "6to4"


def dial(internet: FakeInternet, url: str) -> GatewayError | None:
    """What comes of it; nothing listens at the other end."""

    async def run() -> None:
        client = EgressClient(lookup=internet.lookup, new_socket=internet.new_socket)
        client.open()
        try:
            (await client.get(judge_url(url), {})).close()
        finally:
            await client.close()

    try:
        asyncio.run(run())
    except GatewayError as error:
        return error
    return None


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_name_that_leads_to_no_public_address_is_never_dialled(address: str) -> None:
    internet = FakeInternet({"example.com": [[address]]})
    error = dial(internet, "http://example.com/")
    assert error is not None and error.code == "url_not_allowed"
    assert (internet.looked_up, internet.dialled) == (["example.com"], [])


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::8a"]
)
@pytest.mark.parametrize("scheme, port", [("http", 80), ("https", 443)])
def test_a_name_that_leads_to_a_public_address_is_dialled_there(address: str, scheme: str, port: int) -> None:
    internet = FakeInternet({"example.com": [[address]]})
    dial(internet, f"{scheme}://example.com/")
    assert internet.dialled == [(address, port)]


def test_of_several_addresses_only_the_public_ones_are_dialled() -> None:
    internet = FakeInternet({"example.com": [["10.0.0.1", "8.8.8.8", "::1", "not an address", "127.0.0.1"]]})
    dial(internet, "http://example.com/")
    assert internet.dialled == [("8.8.8.8", 80)]


def test_a_name_that_changes_its_address_is_dialled_where_it_was_judged() -> None:
    internet = FakeInternet({"example.com": [["8.8.8.8"], ["127.0.0.1"]]})
    dial(internet, "http://example.com/")
    assert (internet.looked_up, internet.dialled) == (["example.com"], [("8.8.8.8", 80)])
    error = dial(internet, "http://example.com/")
    assert error is not None and error.code == "url_not_allowed"
    assert internet.dialled == [("8.8.8.8", 80)]


def test_names_that_do_not_exist_and_names_of_the_inner_network_look_alike() -> None:
    absent = dial(FakeInternet({}), "http://example.com/")
    inner = dial(FakeInternet({"example.com": [["10.0.0.1"]]}), "http://example.com/")
    assert absent is not None and inner is not None
    assert (absent.message, absent.code) == (inner.message, inner.code)
    assert absent.message.endswith("example.com could not be looked up, or has no address on the public internet")


def test_the_socket_is_judged_even_where_nobody_judged_before() -> None:
    internet = FakeInternet({})

    async def run() -> None:
        client = EgressClient(lookup=internet.lookup, new_socket=internet.new_socket)
        client.open()
        try:
            await client.get(Target("http", "127.0.0.1", 80, "/"), {})
        finally:
            await client.close()

    with pytest.raises(GatewayError) as caught:
        asyncio.run(run())
    assert (caught.value.code, internet.dialled) == ("url_not_allowed", [])
