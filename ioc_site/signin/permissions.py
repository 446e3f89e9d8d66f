"""Who may do what in the sign-in room."""

from subsystems.agencies.models import User


def user_can_reset_second_factor(user: User, person: User) -> bool:
    """Only the superuser, and never their own: their own phone is replaced with a code, or at the command line."""
    return bool(user.is_active and user.is_superuser and user.pk != person.pk)
