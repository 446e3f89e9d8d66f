"""Dossiers of discipline cases: made by and for the parties alone, outside of everything that lists reports."""

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from reports import signing
from reports.content import Content
from reports.issuing import place_of, signature_problem
from reports.kinds import PROVINCE, Ask, CannotBuild, compute, kind_of
from reports.models import DisciplineDossier
from reports.periods import PeriodKind, period_around
from reports.services import issuer_of
from reports.unsaved import set_unsaved
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import AnyUser
from workflows.conduct.guards import missing_documents
from workflows.conduct.models import Discipline
from workflows.conduct.permissions import user_can_review
from workflows.conduct.queries import find_case
from workflows.conduct.services import log_reading
from workflows.engine.errors import NotAllowed

KIND = "discipline"
_SIGNED_IN = ("consulted", "proposed")


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
    return _keep(DisciplineDossier(case=case, case_version=case.version, made_by=user, made_at=at), pdf)


def issuer() -> Agency:
    """Who submits dossiers to the Chairman (Article 10 clause 3)."""
    return issuer_of(kind_of(KIND), PROVINCE)


def may_sign(user: User, case: Discipline) -> Decision:
    """Who proposes to the Chairman signs, never about himself or his own agency; what is missing from the case, or was
    signed already, is said. Called for parties only: the reasons tell of the case."""
    decision = user_can_review(user, case)
    if not decision:
        return decision
    if not signing.has_certificate():
        return Refused(_("The portal has no certificate, so the dossier is printed and signed by hand."))
    if case.state not in _SIGNED_IN:
        return Refused(_("A dossier is signed after the opinion of Sở Nội vụ and before the decision."))
    if case.heard_on is None:
        return Refused(_("The person concerned has not been heard."))
    missing = missing_documents(case)
    if missing:
        return Refused(_("The case lacks: %(documents)s.") % {"documents": "; ".join(missing)})
    if DisciplineDossier.objects.filter(case=case, case_version=case.version).exclude(signed_by="").exists():
        return Refused(_("The dossier was signed already, and nothing has changed in the case since."))
    return ALLOWED


def sign_dossier(
    case: Discipline, user: User, *, signature: str, signer_name: str, expected_version: int
) -> DisciplineDossier:
    """Set the file as it is submitted, sign it and keep it as the next of this case: all of it, or nothing.

    Raises ``NotAllowed`` with a sentence for people, ``ValidationError`` for a signature block that the issuer cannot
    have.
    """
    problem = signature_problem(issuer(), signature)
    if problem:
        raise ValidationError({"signature": problem})
    at, kind = timezone.now(), kind_of(KIND)
    with transaction.atomic():
        locked = Discipline.objects.select_for_update().get(pk=case.pk)
        if locked.version != expected_version:
            raise NotAllowed(_("The case has changed since you opened the page; read it again before you sign."))
        decision = may_sign(user, locked)
        if isinstance(decision, Refused):
            raise NotAllowed(str(decision.reason))
        ask = _ask(locked, at)
        content = compute(kind, ask)
        plain = set_unsaved(kind, ask, content, signature=signature, signer_name=signer_name, final=True)
        try:
            used = signing.certificate()
            if used is None:
                raise signing.SigningError("no certificate")
            # The reason stands in the file for everybody who opens it, and says nothing of the case.
            signed = signing.sign_pdf(plain, used, reason="Ký hồ sơ", location=place_of(issuer()))
        except signing.SigningError as error:
            message = _("The certificate of the portal cannot be used; the operator has to look at it.")
            raise NotAllowed(message) from error
        row = DisciplineDossier(case=locked, case_version=locked.version, made_by=user, made_at=at)
        row.signed_by, row.is_test_signature = used.holder[:200], used.is_test
        return _keep(row, signed)


def _keep(dossier: DisciplineDossier, pdf: bytes) -> DisciplineDossier:
    """The row and its file as the next of the case."""
    digest = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        Discipline.objects.select_for_update().get(pk=dossier.case_id)
        last = DisciplineDossier.objects.filter(case=dossier.case_id).aggregate(last=Max("number"))["last"] or 0
        dossier.number, dossier.sha256 = last + 1, digest
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
