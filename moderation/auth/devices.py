"""With what and from where somebody signed in, roughly: enough to know one's own sign-ins by, and no more."""

import ipaddress

from flask import has_request_context, request

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device() -> str:
    """`Firefox, Windows`; empty where the browser does not say. Of the order above the first that fits counts."""
    agent = request.headers.get("User-Agent", "") if has_request_context() else ""
    found = [next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))


def origin() -> str | None:
    """The network without its last part, `192.0.2.*` or `2001:db8:1::*`; None where it is not known."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "" if has_request_context() else "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.version == 4:
        return f"{str(address).rpartition('.')[0]}.*"
    return f"{ipaddress.ip_network((address, 48), strict=False).network_address}*"
