"""Every write to rules, tags and what rules leave behind; running them is in ``running``."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.permissions import require
from subsystems.agencies.models import User
from workflows.rules import running
from workflows.rules.kinds import kind_of
from workflows.rules.models import CaseTag, ContentRule, RuleRun
from workflows.rules.permissions import user_can_keep_rules

KEPT_DAYS = 365


@transaction.atomic
def save_rule(rule: ContentRule, user: User, fields: Mapping[str, Any]) -> ContentRule:
    """Make or change a rule from checked answers (see ``forms.RuleForm``); from now on it acts as ``user``.

    Raises ``PermissionDenied``, and ``ValidationError`` for a kind of case that no rule can be about.
    """
    require(user_can_keep_rules(user, rule))
    if kind_of(rule.workflow) is None:
        raise ValidationError(_("No rule can be about this kind of case."))
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.owner = user
    rule.full_clean(exclude=["conditions", "settings"])
    rule.save()
    transaction.on_commit(running.forget)
    return rule


@transaction.atomic
def switch_rule(rule: ContentRule, user: User, *, on: bool) -> ContentRule:
    """Let a rule act (as ``user``), or stop it."""
    return save_rule(rule, user, {"is_active": on})


@transaction.atomic
def delete_rule(rule: ContentRule, user: User) -> None:
    """Delete a rule with its log; tags and follow-ups that it made stay."""
    require(user_can_keep_rules(user, rule))
    rule.delete()
    transaction.on_commit(running.forget)


def remove_tag(tag: CaseTag, user: User) -> None:
    """Take a tag off a case that this person sees; moderators do it, as they keep the rules that add tags."""
    require(user_can_keep_rules(user))
    tag.delete()


def forget_old_runs() -> int:
    """Delete runs older than a year; how many."""
    return RuleRun.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()[0]
