"""Forms of reports: asking for one, checking one, keeping plans and recipients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ioc_site.common.subsystems import Subsystem
from reports.enums import ScopeKind
from reports.kinds import (
    PROVINCE,
    ReportKind,
    Scope,
    kind_of,
    offered_kinds,
    scope_problem,
    scopes_in_words,
    subsystems_in_words,
)
from reports.models import ReportPlan
from reports.periods import PeriodError, PeriodKind, ReportPeriod, free_period, period_around
from reports.permissions import ASKERS, issuers_for, user_can_ask_for_any
from reports.recipients import codes_of, recipient_choices, recipients_of
from reports.services import NewReport
from subsystems.agencies.enums import AreaLevel, Role
from subsystems.agencies.models import Agency, Area, User
from subsystems.agencies.scoping import has_role, readable_agency_ids

LATEST = (
    ("day:-1", _("Yesterday")),
    ("day:0", _("Today")),
    ("week:-1", _("Last week")),
    ("week:0", _("This week")),
    ("month:-1", _("Last month")),
    ("month:0", _("This month")),
    ("quarter:-1", _("Last quarter")),
    ("quarter:0", _("This quarter")),
    ("half_year:-1", _("Last half-year")),
    ("half_year:0", _("This half-year")),
    ("year:-1", _("Last year")),
    ("year:0", _("This year")),
    ("school_year:-1", _("Last school year")),
    ("school_year:0", _("This school year")),
    ("free", _("From day to day")),
)


def relative_period(code: str, today: date) -> ReportPeriod:
    """The period that a choice means on a day: ``month:-1`` is the month before."""
    kind, _colon, offset = code.partition(":")
    period = period_around(PeriodKind(kind), today)
    return period.previous() if offset == "-1" else period


class DayInput(forms.DateInput):
    input_type = "date"


def _choices(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])


def _rows(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    return cast("forms.ModelChoiceField", form.fields[name])


def _day_field(label: Any) -> forms.DateField:
    widget = DayInput(format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"])


class AskForm(forms.Form):
    """Ask for a report now. After ``is_valid()`` ``new_report`` is what the service takes."""

    kind = forms.ChoiceField(label=_("Kind of report"))
    period = forms.ChoiceField(label=pgettext_lazy("report", "Period"), choices=LATEST, initial="month:-1")
    start = _day_field(_("From day"))
    end = _day_field(_("To day"))
    scope = forms.ChoiceField(label=_("Scope"), initial="province")
    subject = forms.CharField(
        label=_("Which one"),
        required=False,
        max_length=60,
        help_text=_(
            "Only for reports about one thing: the reference of a field report or a commendation, the number of a "
            "round, or the address of a regulation."
        ),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = offered_kinds()
        if not has_role(user, *ASKERS):
            kinds = [kind for kind in kinds if ScopeKind.AGENCY in kind.scopes]
        _choices(self, "kind").choices = [(kind.code, kind.label) for kind in kinds]
        _choices(self, "scope").choices = _scope_choices(user)
        self.refused = user_can_ask_for_any(user).reason
        self.scope_rows = [_scope_row(kind) for kind in kinds if not kind.about_thing]
        self.new_report: NewReport | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        kind, scope = kind_of(data["kind"]), _scope_of(data["scope"])
        period = self._period(data)
        self._check(kind, scope, period, data)
        if not self.errors and period is not None:
            subject = data["subject"].strip() if kind.about_thing else ""
            self.new_report = NewReport(kind=kind.code, period=period, scope=scope, subject=subject)
        return data

    def _period(self, data: dict[str, Any]) -> ReportPeriod | None:
        today = timezone.localdate()
        if data["period"] != "free":
            return relative_period(data["period"], today)
        for name in ("start", "end"):
            if data.get(name) is None:
                self.add_error(name, _("Give the first and the last day of the period."))
                return None
        try:
            return free_period(data["start"], data["end"])
        except PeriodError as error:
            self.add_error("end", str(error))
            return None

    def _check(self, kind: ReportKind, scope: Scope, period: ReportPeriod | None, data: dict[str, Any]) -> None:
        problem = scope_problem(kind, scope)
        if problem:
            self.add_error("scope", problem)
        if kind.about_thing and not data["subject"].strip():
            self.add_error("subject", _("Say which one the report is about."))
        if period is not None and period.kind not in kind.periods:
            self.add_error("period", _("This kind of report is not made for this length of time."))
        if period is not None and not kind.about_thing and not period.has_begun(timezone.localdate()):
            self.add_error("start", _("The period has not begun, so there is nothing to report yet."))


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """For which scopes there is a report of a kind; ``only`` names the components that it is limited to."""

    label: Any
    help: Any
    scopes: str
    only: str


def _scope_row(kind: ReportKind) -> ScopeRow:
    return ScopeRow(kind.label, kind.help, scopes_in_words(kind), subsystems_in_words(kind))


def _scope_choices(user: User) -> list[Any]:
    """The whole province, components, agencies and areas; for people of an agency their own alone."""
    if has_role(user, *ASKERS):
        return _all_scopes()
    own = Agency.objects.filter(pk__in=readable_agency_ids(user)).order_by("name")
    return [(f"agency:{agency.pk}", agency.name) for agency in own]


def _all_scopes() -> list[Any]:
    agencies = Agency.objects.order_by("name")
    recent = timezone.localdate() - timedelta(days=2 * 366)
    areas = Area.objects.exclude(valid_to__lt=recent).exclude(level=AreaLevel.PROVINCE).order_by("level", "name")
    return [
        ("province", ScopeKind.PROVINCE.label),
        (_("Components"), [(f"subsystem:{subsystem.value}", subsystem.label) for subsystem in Subsystem]),
        (_("Agencies"), [(f"agency:{agency.pk}", agency.name) for agency in agencies]),
        (_("Areas"), [(f"area:{area.pk}", area.full_name) for area in areas]),
    ]


def _scope_of(code: str) -> Scope:
    """The scope that a choice means; the choice was checked against what the user may choose."""
    kind, _colon, key = code.partition(":")
    if kind == ScopeKind.AGENCY:
        return Scope(kind=ScopeKind.AGENCY, agency=Agency.objects.get(pk=key))
    if kind == ScopeKind.AREA:
        return Scope(kind=ScopeKind.AREA, area=Area.objects.get(pk=key))
    if kind == ScopeKind.SUBSYSTEM:
        return Scope(kind=ScopeKind.SUBSYSTEM, subsystem=key)
    return PROVINCE


class RecipientsForm(forms.Form):
    """Who gets the report; ``people`` are those chosen before, after ``is_valid()`` those chosen now."""

    recipients = forms.MultipleChoiceField(
        label=_("Recipients"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People of your own agencies by name; other agencies get it through those who lead them."),
    )

    def __init__(self, user: User, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_recipients(self, user, people)

    @property
    def people(self) -> list[User]:
        return recipients_of(self.cleaned_data["recipients"])


def _offer_recipients(form: forms.BaseForm, user: User, people: Iterable[User]) -> None:
    choices = recipient_choices(user)
    _choices(form, "recipients").choices = choices
    form.initial["recipients"] = codes_of(people, choices)


class PlanForm(forms.ModelForm):
    """A plan; the service checks who may keep it and what goes together."""

    kind = forms.ChoiceField(label=_("Kind of report"))
    recipients = RecipientsForm.base_fields["recipients"]
    scope_code = forms.ChoiceField(label=_("Scope"), initial="province")

    field_order = ("kind", "period_kind", "scope_code", "for_each_agency", "issuer", "days_after", "recipients")

    class Meta:
        model = ReportPlan
        fields = ("kind", "period_kind", "for_each_agency", "issuer", "days_after", "is_active")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "kind").choices = [(k.code, k.label) for k in offered_kinds() if not k.about_thing]
        regular = [choice for choice in PeriodKind.choices if choice[0] != PeriodKind.FREE]
        _choices(self, "period_kind").choices = regular
        _choices(self, "scope_code").choices = _all_scopes()
        own = issuers_for(user)
        issuers = Agency.objects.filter(pk__in=[agency.pk for agency in own])
        _rows(self, "issuer").queryset = Agency.objects.valid_on() if has_role(user, Role.LEADER) else issuers
        self.fields["days_after"].widget.attrs |= {"min": 1, "max": 60}
        plan = self.instance
        _offer_recipients(self, user, plan.recipients.all() if plan.pk else ())
        if plan.pk:
            key = plan.agency_id or plan.area_id or plan.subsystem
            self.initial["scope_code"] = f"{plan.scope}:{key}" if key else plan.scope

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "scope_code" in data:
            scope = PROVINCE if data.get("for_each_agency") else _scope_of(data["scope_code"])
            plan = self.instance
            plan.scope, plan.agency, plan.area, plan.subsystem = scope.kind, scope.agency, scope.area, scope.subsystem
            self._check_scope(data, scope)
        return data

    def _check_scope(self, data: dict[str, Any], scope: Scope) -> None:
        if "kind" not in data:
            return
        kind = kind_of(data["kind"])
        problem = scope_problem(kind, Scope(kind=ScopeKind.AGENCY) if data.get("for_each_agency") else scope)
        if problem:
            self.add_error("scope_code", problem)


class DossierSignForm(forms.Form):
    """Sign the dossier of a discipline case; ``version`` is the case as the page showed it."""

    signature = forms.CharField(label=_("Signature block"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    signer_name = forms.CharField(label=_("Name of the signer"), max_length=100)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """Check a report by its code."""

    code = forms.CharField(label=_("Verification code"), max_length=40)


class FileForm(forms.Form):
    """Check a report by the file itself, which is read and not kept."""

    file = forms.FileField(label=_("The PDF file"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file
