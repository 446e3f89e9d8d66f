"""How a candidate's finding is written in the table of a round."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def finding(candidate: Any, code: str) -> str:
    """``92,5 % (37/40)``; the bare number where nothing is judged; a dash where nothing was found."""
    found = candidate.findings.get(code)
    if not found or found["total"] is None:
        return "–"
    if found["share"] is None:
        return str(found["total"])
    share = f"{found['share']:.1f}".replace(".", ",")
    return f"{share} % ({found['good']}/{found['total']})"
