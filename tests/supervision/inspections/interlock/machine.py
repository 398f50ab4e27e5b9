"""Acts on visits in any order, on the system and on the oracle at once; both must always say the same."""

from collections import Counter
from datetime import date, datetime, timedelta

import time_machine
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.supervision.inspections import factories as make
from tests.supervision.inspections.interlock.oracle import WINDOW, Oracle
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.org.models import EnforcementStatus, Officer
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.catalog.models import ItemVersion, Qualification
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.choices import COUNTED
from tongjian.supervision.inspections.models import Visit, VisitCode, VisitTeam
from tongjian.supervision.registry.models import Interest

START, LAST = date(2026, 9, 1), date(2026, 9, 17)
"""Within these days every limit ends before 17 October, and the oracle knows the workdays until then by heart."""
KINDS = {"routine": "special_equipment.routine", "post": "special_equipment.post", "plain": ""}
STEPS: Counter[str] = Counter()
"""How often each act was tried, and with which answer."""
NTH = st.integers(0, 2)
CHANGES = ("cap", "certificate", "interest", "subject", "item")
PLACES = st.integers(1, 2)
AGENCIES = st.sampled_from("ab")
DAYS = st.integers(0, 21).map(lambda days: START + timedelta(days=days))
USUAL_DAYS = st.sampled_from([date(2026, 9, day) for day in (7, 8, 9, 10, 14, 16, 18, 20, 22)])


class World:
    """Two departments with three officers each, three items, two enterprises; made once."""

    def __init__(self):
        self.agencies = {
            "a": make.AgencyFactory(name="尖草坪区市场监督管理局"),
            "b": make.AgencyFactory(kind=make.AgencyKindFactory(code="XF"), name="尖草坪区消防救援大队"),
        }
        self.entities = [make.EntityFactory(), make.EntityFactory()]
        self.items = {}
        for name, agency in (("routine", "a"), ("post", "a"), ("plain", "b")):
            version = make.ItemVersionFactory(agency_kind=self.agencies[agency].kind, post_permit=KINDS[name])
            self.items[name] = version
        self.officers, self.people = {}, {}
        for key, agency in self.agencies.items():
            for n in range(3):
                officer = make.OfficerFactory(agency=agency, certificate_until=date(2027, 1, 1))
                self.officers[f"{key}{n}"] = officer
                for version in self.items.values():
                    Qualification.objects.create(officer=officer, item=version.item)
            for role in ("handler", "head"):
                self.people[key, role] = make.actor_in(agency, role)
        self.inspectors = {
            name: make.actor_in(officer.agency, "inspector", officer=officer, via="field")
            for name, officer in self.officers.items()
        }
        self.coordinator = Actor.system("测试", "inspections.create", "inspections.view")


class Interlock(RuleBasedStateMachine):
    """`world` is set by whoever runs it."""

    world: World

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.clock = time_machine.travel(make.NOW, tick=False)
        self.traveller = self.clock.start()
        certificates = {name: (name[0], date(2027, 1, 1)) for name in self.world.officers}
        items = {"routine": ("a", "routine", None), "post": ("a", "post", None), "plain": ("b", "plain", None)}
        self.oracle, self.rows, self.documents = Oracle(certificates, items, cap=2), {}, 0

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def expect(self, name, against, operation, **given):
        """The system must refuse for just these reasons, one of them where it names only the first, or do it."""
        try:
            with transaction.atomic():
                result = operation(**given)
        except DomainError as refusal:
            said = {one.code for one in getattr(refusal, "refusals", ())} or {refusal.code}
            several = hasattr(refusal, "refusals")
            STEPS[f"{name} refused"] += 1
            assert said == against if several else said <= against, (name, said, against)
            return None
        STEPS[f"{name} done"] += 1
        assert not against, (name, "done", against)
        return result

    def visit(self, number):
        return list(self.rows)[number % len(self.rows)]

    def team(self, key, agency):
        if agency not in self.oracle.visits[key]["teams"]:
            agency = next(iter(self.oracle.visits[key]["teams"]))
        return agency, VisitTeam.objects.get(visit=self.rows[key], agency=self.world.agencies[agency])

    # --- making visits ------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.rows) < 7)
    @rule(
        entity=st.integers(0, 1), item=st.sampled_from(["routine", "post"]), joint=st.booleans(), n=st.integers(0, 2)
    )
    def plan(self, entity, item, joint, n):
        parts = {"a": ((item,), (f"a{n}", f"a{(n + 1) % 3}"))}
        if joint:
            parts["b"] = (("plain",), ("b0", "b1"))
        teams = tuple(
            act.TeamDraft(
                agency_id=self.world.agencies[agency].pk,
                role="lead" if agency == "a" else "cooperate",
                items=tuple(act.ItemDraft(item_version_id=self.world.items[name].pk) for name in items),
                officers=tuple(
                    act.OfficerDraft(place=place, officer_id=self.world.officers[name].pk)
                    for place, name in enumerate(officers, start=1)
                ),
            )
            for agency, (items, officers) in parts.items()
        )
        draft = act.VisitDraft(
            entity_id=self.world.entities[entity].pk, region_code="140108", address="兴华街", origin="test",
            sequence=1, year=2026, is_practice=False, window_from=WINDOW[0], window_until=WINDOW[1], teams=teams,
        )  # fmt: skip
        [row] = self.expect("plan", set(), act.create_visits, actor=self.world.coordinator, drafts=[draft])
        self.rows[str(row.pk)] = row
        self.oracle.plan(str(row.pk), entity, parts)

    @precondition(lambda self: len(self.rows) < 7)
    @rule(
        entity=st.integers(0, 1),
        n=st.integers(0, 2),
        again=st.booleans(),
        emergency=st.booleans(),
        age=st.sampled_from([0, 3, 30]),
    )
    def order(self, entity, n, again, emergency, age):
        self.documents += 0 if again else 1
        document, written_on = f"文书{self.documents}", self.oracle.today - timedelta(days=age)
        officers = (f"a{n}", f"a{(n + 1) % 3}")
        content = act.CauseContent(
            entity_id=self.world.entities[entity].pk,
            kind="accident" if emergency else "complaint",
            document_number=document, document_from="热线", document_on=written_on, reason="反映",
            item_version_ids=(self.world.items["routine"].pk,),
            officer_ids=tuple(self.world.officers[name].pk for name in officers),
            is_emergency=emergency,
        )  # fmt: skip
        asked = (entity, "a", ("routine",), officers, document, written_on, emergency)
        against = {"cause_expired"} if age == 30 else self.oracle.against_order(*asked)
        row = self.expect("order", against, act.order_visit, actor=self.world.people["a", "handler"], content=content)
        if row is not None:
            self.rows[str(row.pk)] = row
            self.oracle.order(str(row.pk), *asked)

    # --- preparing ----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), day=DAYS)
    def set_date(self, number, day):
        key = self.visit(number)
        against = self.oracle.against_date(key, day)
        given = {"actor": self.world.people["a", "handler"], "visit_id": self.rows[key].pk, "planned_on": day}
        if self.expect("date", against, act.set_visit_date, **given):
            self.oracle.set_date(key, day)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), agency=AGENCIES)
    def submit(self, number, agency):
        key = self.visit(number)
        agency, team = self.team(key, agency)
        against, actor = self.oracle.against_submitting(key, agency), self.world.people[agency, "handler"]
        if self.expect("submit", against, act.submit_team, actor=actor, team_id=team.pk):
            self.oracle.submit(key, agency)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), agency=AGENCIES, agrees=st.sampled_from([True, True, True, False]))
    def ask_head(self, number, agency, agrees):
        key = self.visit(number)
        agency, team = self.team(key, agency)
        against, actor = self.oracle.against_head(key, agency), self.world.people[agency, "head"]
        if agrees and self.expect("approve", against, act.approve_team, actor=actor, team_id=team.pk):
            self.oracle.approve(key, agency)
        if not agrees and self.expect("decline", against, act.decline_team, actor=actor, team_id=team.pk, note="不妥"):
            self.oracle.decline(key, agency)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), day=USUAL_DAYS)
    def prepare_whole(self, number, day):
        """The usual way, in one step, so that many runs get as far as a code."""
        self.set_date(number, day)
        for agency in list(self.oracle.visits[self.visit(number)]["teams"]):
            self.submit(number, agency)
            self.ask_head(number, agency, agrees=True)
        self.issue(number)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6))
    def issue(self, number):
        key = self.visit(number)
        given = {"actor": self.world.people["a", "handler"], "visit_id": self.rows[key].pk}
        if self.expect("issue", self.oracle.against_code(key), act.issue_code, **given):
            self.oracle.issue(key)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), agency=AGENCIES, place=PLACES, name=st.sampled_from(["a0", "a1", "a2", "b2"]))
    def replace(self, number, agency, place, name):
        key = self.visit(number)
        agency, team = self.team(key, agency)
        against = self.oracle.against_replacing(key, agency, place, name)
        given = {"actor": self.world.people[agency, "handler"], "team_id": team.pk, "place": place, "reason": "病假"}
        if self.expect("replace", against, act.replace_officer, officer_id=self.world.officers[name].pk, **given):
            self.oracle.replace(key, agency, place, name)

    # --- at the door --------------------------------------------------------------------------------------------

    def inspector_of(self, key):
        officers = next(iter(self.oracle.visits[key]["teams"].values()))["officers"]
        return self.world.inspectors[officers[1]]

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6))
    def enter(self, number):
        key = self.visit(number)
        given = {"actor": self.inspector_of(key), "visit_id": self.rows[key].pk}
        if self.expect("enter", self.oracle.against_entering(key), act.record_entry, **given):
            self.oracle.enter(key)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6))
    def leave(self, number):
        key = self.visit(number)
        given = {"actor": self.inspector_of(key), "visit_id": self.rows[key].pk}
        if self.expect("leave", self.oracle.against_leaving(key), act.record_exit, **given):
            self.oracle.leave(key)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 6), revoke=st.booleans())
    def take_back(self, number, revoke):
        key = self.visit(number)
        given = {"actor": self.world.people["a", "handler"], "visit_id": self.rows[key].pk, "reason": "有误"}
        if revoke and self.expect("revoke", self.oracle.against_revoking(key), act.revoke_code, **given):
            self.oracle.revoke(key)
        if not revoke and self.expect("cancel", self.oracle.against_cancelling(key), act.cancel_visit, **given):
            self.oracle.cancel(key)

    # --- what changes around it ---------------------------------------------------------------------------------

    @precondition(lambda self: self.oracle.today < LAST)
    @rule(days=st.integers(1, 3))
    def pass_days(self, days):
        self.move_to(self.oracle.today + timedelta(days=days))

    def move_to(self, day):
        self.oracle.today = day
        self.traveller.move_to(datetime.combine(self.oracle.today, make.NOW.timetz()))

    @precondition(lambda self: any(visit["state"] == "coded" for visit in self.oracle.visits.values()))
    @rule(number=st.integers(0, 6), leaves=st.booleans())
    def go_there(self, number, leaves):
        """Time passes until the day of a visit that has its code."""
        coded = [key for key, visit in self.oracle.visits.items() if visit["state"] == "coded"]
        key = coded[number % len(coded)]
        day = self.oracle.visits[key]["day"]
        if self.oracle.today <= day <= LAST:
            self.move_to(day)
        number = list(self.rows).index(key)
        self.enter(number)
        if leaves:
            self.leave(number)

    @rule(what=st.sampled_from(CHANGES), place=NTH, day=DAYS, ends=st.booleans())
    def change(self, what, place, day, ends):
        """One of the things of which the interlock depends changes, or changes back."""
        if what == "cap":
            self.change_cap(place + 1)
        elif what == "certificate":
            self.change_certificate(("a0", "a1", "b0")[place], day, ends)
        elif what == "interest":
            self.change_interest(("a0", "a2", "b1")[place], int(ends))
        elif what == "subject":
            self.change_subject("aab"[place], day, ends)
        else:
            self.change_item(("routine", "routine", "plain")[place], day, ends)

    def change_cap(self, cap):
        self.oracle.cap = cap
        Parameter.objects.filter(code="cap.visits_per_year").update(value=str(cap))

    def change_certificate(self, name, day, ends):
        until = day if ends else date(2027, 1, 1)
        self.oracle.certificates[name] = (name[0], until)
        Officer.objects.filter(pk=self.world.officers[name].pk).update(certificate_until=until)

    def change_interest(self, name, entity):
        officer, row = self.world.officers[name], self.world.entities[entity]
        open_ones = Interest.objects.filter(officer=officer, entity=row, ended_at=None)
        if (name, entity) in self.oracle.interests:
            self.oracle.interests.remove((name, entity))
            open_ones.update(ended_at=make.NOW)
        else:
            self.oracle.interests.add((name, entity))
            Interest.objects.create(officer=officer, entity=row, reason="亲属任职", declared_at=make.NOW)

    def change_subject(self, agency, day, ends):
        self.oracle.published.pop(agency, None)
        if ends:
            self.oracle.published[agency] = day
        EnforcementStatus.objects.filter(agency=self.world.agencies[agency]).update(valid_until=day if ends else None)

    def change_item(self, item, day, ends):
        agency, kind, _ = self.oracle.items[item]
        self.oracle.items[item] = (agency, kind, day if ends else None)
        ItemVersion.objects.filter(pk=self.world.items[item].pk).update(valid_until=day if ends else None)

    # --- what must always hold ----------------------------------------------------------------------------------

    @invariant()
    def both_see_the_same(self):
        states = {str(pk): state for pk, state in Visit.objects.values_list("pk", "state")}
        assert states == {key: visit["state"] for key, visit in self.oracle.visits.items()}
        valid = {str(pk) for pk in VisitCode.objects.filter(revoked_at=None).values_list("visit_id", flat=True)}
        assert valid == {key for key, state in states.items() if state in COUNTED}
