"""One made-up report with its whole history: what happened, when, and how the report stands after it."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from workflows.engine.bulk import Past
from workflows.engine.calendars import calendar_for
from workflows.engine.parties import SYSTEM
from workflows.engine.working_time import VIETNAM, WorkingCalendar
from workflows.field_reports.demo.world import Place, World
from workflows.field_reports.enums import ExtensionState, Outcome, Source
from workflows.field_reports.models import FieldReport
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.tokens import private_token, token_hash

OPENS, CLOSES = time(7, 30), time(17, 0)


class Life:
    """Makes one report up: ``report`` is unsaved, ``past`` are the steps made by ``now``.

    Fields of the report are set as the effects of the steps would have set them, for the steps that lie in the past.
    """

    spot: tuple[float, float]
    original: "Life | None"

    def __init__(self, world: World, created: datetime, now: datetime) -> None:
        self.world, self.rnd, self.now = world, world.random, now
        self.calendar: WorkingCalendar = calendar_for("office")
        self.category = self.rnd.choices(world.categories, world.category_weights)[0]
        self.place: Place = self.rnd.choices(world.places, world.place_weights)[0]
        self.original = None
        if world.recent and self.rnd.random() < 0.03:
            self.original = self.rnd.choice(world.recent)
            self.category, self.place = self.original.category, self.original.place
        self.moderator = self.rnd.choice(world.moderators)
        self.spot = self.original.spot if self.original else self.rnd.choice(self.place.spots)
        self.report = self._new_report()
        self.past = [Past("submit", REPORTER, created)]
        self.at, self.is_over = created, False
        self._live()

    def _new_report(self) -> FieldReport:
        rnd, words = self.rnd, self.world.words
        latitude, longitude = self.spot
        address = f"{rnd.randint(1, 380)} {rnd.choice(words.streets)}"
        if rnd.random() < 0.35:
            address = f"{rnd.choice(words.streets)}, {rnd.choice(words.landmarks)}"
        report = FieldReport(
            source=rnd.choices((Source.WEB, Source.OPEN311, Source.STAFF), (88, 7, 5))[0],
            category=self.category,
            area=self.place.area,
            latitude=round(latitude + rnd.gauss(0, 0.0002), 6),
            longitude=round(longitude + rnd.gauss(0, 0.0002), 6),
            address=address[:1].upper() + address[1:],
            description=f"{rnd.choice(words.kinds[self.category.code].texts)} {rnd.choice(words.endings)}".strip(),
            is_urgent=rnd.random() < 0.03,
            is_demo=True,
        )
        report.private_hash = token_hash(private_token(report))
        return report

    # --- telling time and making steps -----------------------------------------------------------------------------

    def _later(self, hours: float, *, office: bool = True) -> datetime:
        """A moment about ``hours`` after the last step; within office hours unless told otherwise."""
        moment = self.at + timedelta(hours=hours * self.rnd.lognormvariate(0, 0.7) + 0.02)
        return office_time(moment, self.rnd) if office else moment

    def step(self, code: str, actor: Any, at: datetime, comment: str = "", **data: Any) -> bool:
        """Add a step if its time has come; nothing happens any more after the first one that lies ahead."""
        at = max(at, self.at + timedelta(seconds=40))
        if self.is_over or at > self.now:
            self.is_over = True
            return False
        self.past.append(Past(code, actor, at, data, comment))
        self.at = at
        return True

    def _set(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self.report, name, value)

    # --- the story -------------------------------------------------------------------------------------------------

    def _live(self) -> None:
        rnd = self.rnd
        if rnd.random() < 0.02 and self.step("withdraw", REPORTER, self._later(3, office=False)):
            self._set(closed_at=self.at)
            return
        if rnd.random() < 0.05 and self._asked("ask_reporter", self.moderator, "submitted"):
            return
        chance = rnd.random()
        if chance < 0.04:
            self._rejected()
        elif chance < 0.055:
            self._redirected()
        elif self.original:
            self._marked_duplicate(self.original.report)
        elif self._accepted():
            self._with_agency()
            if self.report.is_public:
                self.world.recent.append(self)
        self.report.fold_text()

    def _marked_duplicate(self, original: FieldReport) -> None:
        if self.step("mark_duplicate", self.moderator, self._later(5), original=original):
            self._set(duplicate_of=original, closed_at=self.at)

    def _asked(self, code: str, actor: Any, asked_from: str) -> bool:
        """Ask the reporter; whether no answer came (yet)."""
        words = self.world.words
        if not self.step(code, actor, self._later(4), self.rnd.choice(words.questions)):
            return True
        self._set(asked_from=asked_from)
        if self.rnd.random() < 0.06:
            self.is_over = True
            return True
        return not self.step("answer", REPORTER, self._later(14, office=False), self.rnd.choice(words.answers))

    def _rejected(self) -> None:
        reason, text = self.rnd.choice(list(self.world.words.rejections.items()))
        if self.step("reject", self.moderator, self._later(5), text, rejection=reason):
            self._set(rejection=reason, closed_at=self.at)

    def _redirected(self) -> None:
        channel, text = self.rnd.choice(list(self.world.words.redirects.items()))
        if self.step("redirect", self.moderator, self._later(5), text, channel=channel):
            self._set(outcome=Outcome.WRONG_CHANNEL, result=text, closed_at=self.at)

    def _accepted(self) -> bool:
        if not self.step("accept", self.moderator, self._later(2.5)):
            return False
        report = self.report
        self._set(
            accepted_at=self.at,
            is_public=self.rnd.random() < 0.97,
            public_description=report.description,
            public_address=report.address,
        )
        return True

    def _with_agency(self) -> None:
        rnd = self.rnd
        deadline = self.calendar.add(self.at, self.category.handling_time)
        agency = self.world.agency_for(self.category, self.place, self.at)
        if rnd.random() < 0.02:
            wrong = rnd.choice(self.world.handling)
            if not self._assigned(wrong):
                return
            officer = rnd.choice(self.world.officers_of(wrong))
            if not self.step("return_report", officer, self._later(5), rnd.choice(self.world.words.returns)):
                return
            self._set(agency=None)
        if not self._assigned(agency):
            return
        officer = rnd.choice(self.world.officers_of(agency))
        if not self.step("start", officer, self._later(8)):
            return
        self._set(handler=officer)
        if rnd.random() < 0.12:
            self.step("note", officer, self._later(1), rnd.choice(self.world.words.notes))
        # Once a life: the answer goes back to who asked, which the report remembers only for the last time.
        if not self.report.asked_from and rnd.random() < 0.03 and self._asked("ask_by_agency", officer, "in_progress"):
            return
        self._handled(officer, deadline)

    def _assigned(self, agency: Any) -> bool:
        done = self.step("assign", self.moderator, self._later(2), agency=agency)
        if done:
            self._set(agency=agency)
        return done

    def _handled(self, officer: Any, deadline: datetime) -> None:
        """On time mostly; some with more time, some late: how many depends on the agency."""
        rnd, slowness = self.rnd, self.world.slowness_of(self.report.agency_id)
        chance = rnd.random()
        if chance < 0.07 * slowness:
            deadline = self._extended(officer, deadline)
            late = rnd.random() < 0.2
        else:
            late = chance < 0.17 * slowness
        left = max(timedelta(hours=1), deadline - self.at)
        done_at = self.at + left * rnd.uniform(0.15, 0.9)
        if late:
            done_at = deadline + timedelta(hours=rnd.expovariate(1 / 50) + 1)
            self.step("escalate_overdue", SYSTEM, deadline + timedelta(minutes=2))
        self._resolved(officer, office_time(done_at, rnd) if late else done_at)

    def _extended(self, officer: Any, deadline: datetime) -> datetime:
        """Ask for more time a while before the deadline; the deadline that holds then."""
        rnd, words = self.rnd, self.world.words
        last_day = deadline.date() + timedelta(days=rnd.randint(2, 6))
        until = datetime.combine(last_day, CLOSES, tzinfo=VIETNAM)
        asked_at = max(self.at, deadline - timedelta(hours=rnd.uniform(3, 20)))
        if not self._asks_for_time(officer, asked_at, last_day, until):
            return deadline
        if rnd.random() < 0.12:
            if self.step("refuse_extension", self.moderator, self._later(1), rnd.choice(words.extension_reasons)):
                self._set(extension=ExtensionState.REFUSED)
            return deadline
        if self.step("grant_extension", self.moderator, self._later(1), rnd.choice(words.grants)):
            self._set(extension=ExtensionState.GRANTED, is_extended=True)
            return until
        return deadline

    def _asks_for_time(self, officer: Any, at: datetime, last_day: date, until: datetime) -> bool:
        reason = self.rnd.choice(self.world.words.extension_reasons)
        asked = self.step("ask_extension", officer, at, reason, until=last_day)
        if asked:
            self._set(extension=ExtensionState.ASKED, extension_until=until)
        return asked

    def _resolved(self, officer: Any, at: datetime) -> None:
        rnd, words = self.rnd, self.world.words
        result = rnd.choice(words.kinds[self.category.code].results)
        outcomes = (Outcome.FIXED, Outcome.PLANNED, Outcome.NOT_OUR_COMPETENCE, Outcome.CANNOT_BE_FIXED)
        outcome = rnd.choices(outcomes, (86, 8, 3, 3))[0]
        if not self.step("resolve", officer, at, outcome=outcome, result=result):
            return
        self._set(outcome=outcome, result=result, resolved_at=self.at)
        if rnd.random() < 0.04:
            if not self.step("send_back", self.moderator, self._later(4), rnd.choice(words.send_backs)):
                return
            self._set(resolved_at=None)
            if not self.step("resolve", officer, self._later(9), outcome=outcome, result=result):
                return
            self._set(resolved_at=self.at)
        if self.step("approve_result", self.moderator, self._later(5)):
            self._set(closed_at=self.at)
            self._rated(outcome)

    def _rated(self, outcome: Outcome) -> None:
        rnd, words = self.rnd, self.world.words
        if rnd.random() < 0.015 and not self.report.reopened_at:
            if self.step("reopen", REPORTER, self._later(30, office=False), rnd.choice(words.reopenings)):
                self._set(reopened_at=self.at, resolved_at=None, closed_at=None)
                self._with_agency()
            return
        if rnd.random() > 0.34:
            return
        good = outcome == Outcome.FIXED and rnd.random() < 0.82
        rating = rnd.choice((4, 5, 5)) if good else rnd.choice((1, 2, 3, 3))
        said = rnd.choice(words.praise if good else words.complaints) if rnd.random() < 0.5 else ""
        answers: dict[str, Any] = {"rating": rating} | ({"words": said} if said else {})
        if self.step("rate", REPORTER, self._later(20, office=False), **answers):
            self._set(rating=rating, rating_comment=said, rated_at=self.at)


def office_time(moment: datetime, rnd: Random) -> datetime:
    """The moment itself within office hours of a weekday, else some minutes into the next ones."""
    local = moment.astimezone(VIETNAM)
    if local.time() > CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=VIETNAM)
    elif local.time() < OPENS:
        local = datetime.combine(local.date(), OPENS, tzinfo=VIETNAM)
    elif local.weekday() < 5:
        return local
    while local.weekday() >= 5:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, tzinfo=VIETNAM)
    return local + timedelta(seconds=rnd.randint(60, 9000))
