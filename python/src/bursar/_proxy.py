"""Which proxy leads to a server."""

from __future__ import annotations

import os
import sys


def environment_proxy(url: str) -> str | None:
    """The proxy for a server, as `urllib` works it out: by the scheme, and none for hosts that `no_proxy` names."""
    asked = sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)
    if not asked:
        return None
    # They load much of the standard library.
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)
