"""Which proxy leads to a server."""

from __future__ import annotations

import os
import sys

from ._crossing import configuration
from ._secret import Secret


def environment_proxy(url: str) -> str | None:
    """The proxy for a server, as `urllib` works it out: by the scheme, and none for hosts that `no_proxy` names."""
    asked = sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)
    if not asked:
        return None
    # They load much of the standard library.
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    try:
        parts = urlsplit(url)
    except ValueError:
        # The core says what is wrong with it.
        return None
    # A name of `no_proxy` may have a port. Addresses of IPv6 stand there without the brackets that `urllib` looks for.
    server = parts.netloc.rpartition("@")[2]
    if not parts.hostname or proxy_bypass(server) or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


def secret_proxy(url: str) -> Secret | None:
    """The same. Its URL may hold a password, and tracebacks can show variables."""
    proxy = environment_proxy(url)
    return Secret(proxy) if proxy else None


def spoken(proxy: Secret | None, url: str) -> Secret | None:
    """A proxy of the environment, unless it is one of those that the built-in transport cannot go by."""
    if proxy is None or not proxy.expose().lower().startswith("socks"):
        return proxy
    variable = f"{url.partition(':')[0]}_proxy".lower()
    # The one in small letters comes first, and where there is none, the system's settings have told.
    names = sorted((name for name in os.environ if name.lower() == variable), reverse=True)
    told = f"{next(iter(names), 'the system')} names a socks proxy"
    raise configuration(f"{told}, which the built-in transport does not speak: pass proxy=None or another")
