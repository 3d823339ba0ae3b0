"""TLS and proxies of the built-in transport."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import bursar
from bursar import AsyncEspAi, AsyncOpenCatd, ClientOptions, EspAi
from bursar._proxy import environment_proxy
from bursar.testing import Sandbox
from bursar.transports.aiohttp import AiohttpTransport
from raw import copy

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *map(str.upper, PROXIES), "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def safe() -> Iterator[Sandbox]:
    with Sandbox(tls=True) as server:
        yield server


def authority(folder: Path, server: Sandbox) -> Path:
    file = folder / "authority.pem"
    file.write_text(server.ready["ca_pem"], "utf-8")
    return file


def test_an_authority_of_ones_own_is_accepted(safe: Sandbox, tmp_path: Path) -> None:
    with safe.client("espai", ca_file=authority(tmp_path, safe)) as client:
        assert len(list(client.cards.list())) == 7


def test_the_environment_names_an_authority(safe: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(authority(tmp_path, safe)))
    with safe.client("espai") as client:
        assert len(list(client.cards.list())) == 7
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(tmp_path / "none.pem"))
    with pytest.raises(bursar.ConfigurationError, match="cannot be read"):
        safe.client("espai")


def test_another_authority_is_refused_and_nothing_is_sent(safe: Sandbox, tmp_path: Path) -> None:
    with Sandbox(tls=True, seed=2) as other:
        wrong = authority(tmp_path, other)
    url: str = safe.ready["espai"]["base_url"]
    cases: list[tuple[ClientOptions, str]] = [
        ({"base_url": url, "ca_file": wrong, "max_retries": 0}, "BadSignature"),
        ({"base_url": url, "max_retries": 0}, "UnknownIssuer"),
    ]
    for options, said in cases:
        first, second = safe.ready["espai"]["cards"][:2]
        with (
            EspAi(api_key="k-0123", **options) as client,
            pytest.raises(bursar.ConnectionError, match="certificate") as caught,
        ):
            client.cards.transfer(
                phone=first["phone"],
                code=first["code"],
                target_phone=second["phone"],
                target_code=second["code"],
                amount=1,
                options={"verify": False},
            )
        assert f"certificate: {said}; this request was not sent" in caught.value.detail


def test_what_holds_no_certificate_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing", "utf-8")
    with (
        EspAi(api_key="k-0123", ca_file=empty) as client,
        pytest.raises(bursar.ConfigurationError, match="certificate"),
    ):
        client.credits()


class Proxy:
    """Tunnels, and keeps whereto."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with ExitStack() as kept:
            while True:
                try:
                    client, _ = self._listening.accept()
                except OSError:
                    return
                kept.enter_context(client)
                asked = b""
                while not asked.endswith(b"\r\n\r\n"):
                    asked += client.recv(1)
                target = asked.split()[1].decode()
                self.asked.append(target)
                port = target.rpartition(":")[2]
                # Whatever the name, it is this machine.
                server = kept.enter_context(socket.create_connection(("127.0.0.1", int(port))))
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=copy, args=(one, other), daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("variables", "through"),
    [
        ({}, False),
        ({"http_proxy": "URL"}, True),
        ({"HTTP_PROXY": "URL"}, True),
        ({"https_proxy": "URL"}, False),
        ({"all_proxy": "URL"}, False),
        ({"http_proxy": "URL", "no_proxy": "localhost, 127.0.0.1"}, False),
        ({"http_proxy": "URL", "NO_PROXY": "*"}, False),
        ({"http_proxy": "URL", "no_proxy": "example.com"}, True),
        ({"http_proxy": "URL", "no_proxy": "127.0.0.1:1"}, True),
        ({"http_proxy": "URL", "no_proxy": "127.0.0.1:PORT"}, False),
    ],
)
def test_a_proxy_is_worked_out_as_urllib_does(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], through: bool
) -> None:
    port = sandbox.ready["espai"]["base_url"].rpartition(":")[2]
    for name, setting in variables.items():
        monkeypatch.setenv(name, setting.replace("URL", proxy.url).replace("PORT", port))
    with sandbox.client("espai") as client:
        assert client.cards.list().page().total == 7
    server = sandbox.ready["espai"]["base_url"].removeprefix("http://")
    assert proxy.asked == ([server] if through else [])


@pytest.mark.parametrize("named", ["::1", "[::1]:9", "[::1]"])
def test_an_address_of_ipv6_is_named_in_each_way(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", named)
    assert environment_proxy("http://[::1]:9") is None
    assert environment_proxy("http://[::2]:9") == "http://127.0.0.1:9"


def test_an_adapter_for_several_servers_tells_their_ports_apart(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    espai, opencatd = sandbox.ready["espai"], sandbox.ready["opencatd"]
    # Nobody listens there.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", espai["base_url"].removeprefix("http://"))

    async def story() -> None:
        http = AiohttpTransport()
        async with (
            AsyncEspAi(api_key=espai["credentials"]["apiKey"], base_url=espai["base_url"], http=http) as direct,
            AsyncOpenCatd(token="t", base_url=opencatd["base_url"], http=http, max_retries=0) as proxied,
        ):
            assert (await direct.cards.list().page()).total == 7
            with pytest.raises(bursar.ConnectionError):
                await proxied.users.list().page()

    asyncio.run(story())
    assert len(sandbox.journal()) == 1


def test_a_server_of_one_call_does_not_get_the_proxy_of_another(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "localhost")
    url: str = sandbox.ready["espai"]["base_url"]
    direct = url.replace("127.0.0.1", "localhost")
    with sandbox.client("espai") as proxied, sandbox.client("espai", base_url=direct) as other:
        for client, elsewhere in ((proxied, direct), (other, url)):
            with pytest.raises(bursar.ConfigurationError, match="names another proxy"):
                client.cards.list(options={"base_url": elsewhere}).page()
        assert (proxy.asked, sandbox.journal()) == ([], [])
        assert proxied.cards.list(options={"base_url": f"{url}/"}).page().total == 7
        assert other.cards.list(options={"base_url": f"{direct}/"}).page().total == 7
    with sandbox.client("espai", proxy=proxy.url) as named:
        assert named.cards.list(options={"base_url": direct}).page().total == 7
    assert proxy.asked == [address.removeprefix("http://") for address in (url, direct)]


def test_a_proxy_can_be_named_and_refused(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, safe: Sandbox, tmp_path: Path
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", proxy.url)
    with sandbox.client("espai", proxy=proxy.url) as named, sandbox.client("espai", proxy=None) as none:
        assert named.cards.list().page().total == none.cards.list().page().total == 7
    assert len(proxy.asked) == 1
    with safe.client("espai", ca_file=authority(tmp_path, safe)) as tunnelled:
        assert tunnelled.cards.list().page().total == 7
    assert proxy.asked[1] == safe.ready["espai"]["base_url"].removeprefix("https://")
    with sandbox.client("espai", proxy="socks5://127.0.0.1:9") as socks, pytest.raises(bursar.ConfigurationError):
        socks.credits()


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
def test_a_socks_proxy_of_the_environment_is_refused_by_its_name(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "SOCKS5h://127.0.0.1:9")
    with pytest.raises(bursar.ConfigurationError) as caught:
        EspAi(api_key="k-0123")
    told = "names a socks proxy, which the built-in transport does not speak: pass proxy=None or another"
    assert caught.value.detail == f"{variable} {told}"
    for proxy in (None, "http://127.0.0.1:9"):
        EspAi(api_key="k-0123", proxy=proxy).close()
    EspAi(api_key="k-0123", base_url="http://127.0.0.1:9").close()


def test_another_name_is_refused(safe: Sandbox, proxy: Proxy, tmp_path: Path) -> None:
    port = safe.ready["espai"]["base_url"].rpartition(":")[2]
    options: ClientOptions = {
        "ca_file": authority(tmp_path, safe),
        "max_retries": 0,
        "base_url": f"https://wrong.example:{port}",
        "proxy": proxy.url,
    }
    with (
        EspAi(api_key="k-0123", **options) as it,
        pytest.raises(bursar.ConnectionError, match="certificate"),
    ):
        it.credits()
    assert proxy.asked == [f"wrong.example:{port}"]
