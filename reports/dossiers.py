"""Dossiers of discipline cases: made by and for the parties alone, outside of everything that lists reports."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.content import Content
from reports.kinds import Ask, CannotBuild, compute, kind_of
from reports.models import DisciplineDossier
from reports.periods import PeriodKind, period_around
from reports.unsaved import set_unsaved
from subsystems.agencies.models import User
from subsystems.agencies.scoping import AnyUser
from workflows.conduct.models import Discipline
from workflows.conduct.queries import find_case
from workflows.conduct.services import log_reading

KIND = "discipline"


def case_for(user: User, reference: str, what: str) -> Discipline | None:
    """The case of a party, with the reading logged; ``None`` for everybody else as for one that does not exist."""
    case: Discipline | None = find_case(Discipline, user, reference)
    if case is not None:
        log_reading(user, case, what)
    return case


def read_as_party(username: str, reference: str) -> Discipline:
    """For the command line: raises ``CannotBuild`` unless the account is a party of the case."""
    user = User.objects.filter(username=username, is_active=True).first() if username else None
    case = case_for(user, reference.strip().upper(), _("making the dossier")) if user else None
    if case is None:
        raise CannotBuild(f"Không có hồ sơ mang mã “{reference[:30]}”.")
    return case


def content_of(case: Discipline, at: datetime) -> Content:
    """What the dossier of a case says at a moment."""
    return compute(kind_of(KIND), _ask(case, at))


def _ask(case: Discipline, at: datetime) -> Ask:
    period = period_around(PeriodKind.DAY, timezone.localdate(at))
    return Ask(period=period, at=at, subject=str(case.reference))


def make_dossier(case: Discipline, user: User, at: datetime | None = None) -> DisciplineDossier:
    """Set the file and keep it as the next of this case, at once: a job would tell others of it."""
    at = at or timezone.now()
    kind = kind_of(KIND)
    ask = _ask(case, at)
    pdf = set_unsaved(kind, ask, compute(kind, ask))
    digest = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        Discipline.objects.select_for_update().get(pk=case.pk)
        last = DisciplineDossier.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
        dossier = DisciplineDossier(case=case, number=last + 1, sha256=digest, made_by=user, made_at=at)
        # The name says nothing of the case: names of files are listed by whoever keeps the storage.
        dossier.file.save(f"{digest[:32]}.pdf", ContentFile(pdf), save=False)
        dossier.save(force_insert=True)
    return dossier


def dossier_with_digest(user: AnyUser, sha256: str) -> DisciplineDossier | None:
    """For the page that checks files: a dossier that this person is a party of."""
    if not user.is_authenticated:
        return None
    rows = DisciplineDossier.objects.visible_to(user).filter(sha256=sha256.lower()[:64])
    return rows.select_related("case").first()
