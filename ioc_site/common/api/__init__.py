"""The floor of the public API ``/api/v1/``: rooms register their resources, everything around them is here.

A room gives a django-ninja router by its dotted name when its app is ready::

    register_resource("indicators", "subsystems.indicators.sharing.api:router", position=10)

What each answer needs is done once, around all of them (``serving``): keys, rate limits, refusal of unknown
parameters, cross-origin reading, errors as RFC 9457 problems, and one OpenAPI 3.1 document of it all.
"""

from ioc_site.common.api.registry import Resource, register_key_reader, register_resource

__all__ = ["Resource", "register_key_reader", "register_resource"]
