"""Types of requests, for views that run only when somebody is signed in."""

from django.http import HttpRequest

from subsystems.agencies.models import User


class SignedInRequest(HttpRequest):
    """A request that the admin's decorators let through: ``user`` is a person, never anonymous."""

    user: User
