"""Keep what is personal out of the logs, whoever logged it."""

import ipaddress
import re

MASK = "***"
# What is masked, and what stays of it. Whoever has the token of a private link reads a reporter's own page.
_PATTERNS = [
    (re.compile(r"(/phan-anh/theo-doi/)[^/\s\"'?]+"), rf"\1{MASK}"),
    (re.compile(r"(/password_reset/confirm/)[^\s\"'?]+"), rf"\1{MASK}/"),
    (re.compile(r"([?&][^=&\s\"']+=)[^&\s\"']+"), rf"\1{MASK}"),  # every value in a query string
    (re.compile(r"(?i)(\bbearer\s+)[^\s'\"]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)(\b\w*(?:token|password|secret)\b['\"]?\s*[:=]\s*['\"]?)[^\s'\",}]+"), rf"\1{MASK}"),
    (re.compile(r"(://[^/\s:@]+:)[^/\s@]+@"), rf"\1{MASK}@"),  # the password within a URL
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), MASK),  # e-mail addresses
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), MASK),  # IPv4
    (re.compile(r"(?<!\w)(?:\+84[\s.-]?|0)\d(?:[\s.-]?\d){8,9}(?!\w)"), MASK),  # Vietnamese telephone numbers
    (re.compile(r"(?<!\d)\d{12}(?!\d)"), MASK),  # citizens' identity numbers
]

_MAYBE_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]*(?::[0-9A-Fa-f]*){2,7}(?![\w:])")


def _without_ipv6(match: re.Match[str]) -> str:
    try:
        ipaddress.IPv6Address(match[0])
    except ValueError:  # a time of day, for one
        return match[0]
    return MASK


def masked(text: str) -> str:
    """The text without private links, query values, secrets, addresses of people and machines, numbers of people."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return _MAYBE_IPV6.sub(_without_ipv6, text)
