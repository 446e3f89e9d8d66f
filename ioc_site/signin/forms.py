"""Forms of the sign-in screens."""

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm


class SignInForm(LoginForm):
    """Wagtail's, with a label for the password that can be translated."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"placeholder": _("Enter password"), "autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code from the authenticator, or a backup code; spaces and dashes that people type do not matter."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": "", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).replace("-", "").lower()


class ThrottledPasswordResetForm(PasswordResetForm):
    """Sends a few mails an hour to one address at most, and answers the same whether it sent one or not."""

    def save(self, *args: object, **kwargs: object) -> None:
        digest = salted_hmac("ioc-password-reset", self.cleaned_data["email"].lower()).hexdigest()
        key = f"password-reset:{digest}"
        cache.add(key, 0, timeout=3600)
        if cache.incr(key) <= settings.IOC_PASSWORD_RESETS_PER_HOUR:
            super().save(*args, **kwargs)
