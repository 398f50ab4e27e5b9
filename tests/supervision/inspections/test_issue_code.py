"""赋码：nobody knocks at a door unless every rule holds at that moment."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.supervision.inspections import factories as make
from tongjian.foundation.kernel.errors import DomainError, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.catalog.models import FrequencyCap, ItemVersion
from tongjian.supervision.duties.models import CommissionedBody
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.errors import VisitRefused
from tongjian.supervision.inspections.models import Visit, VisitCode, VisitTeam
from tongjian.supervision.registry.models import Interest


def issue(story, **changes):
    return act.issue_code(**{"actor": story.handler, "visit_id": story.visit.pk} | changes)


def refused(story):
    with pytest.raises(VisitRefused) as caught:
        issue(story)
    return caught.value


def codes_of(refusal):
    return [single.code for single in refusal.refusals]


def test_an_approved_lawful_visit_gets_a_code_that_lasts_ten_workdays_from_the_last_approval(story):
    code = issue(story.approved())
    assert story.state() == VisitState.CODED
    assert len(code.code) == 12
    # Ten workdays after Tuesday 1 September 2026 is Tuesday the 15th; the end of a day is exclusive.
    assert code.valid_until == make.at(0, on=date(2026, 9, 16))
    entry = Entry.objects.get(action="visit.code_issued")
    assert code.code not in entry.data  # the ledger is read by more people than the code is for


def test_a_visit_that_cannot_be_seen_does_not_exist_and_only_the_lead_issues(story, stranger):
    story.approved()
    with pytest.raises(NotFound):
        issue(story, actor=stranger["handler"])
    for person in (story.of(story.other).handler, story.inspector, story.of(story.lead).head):
        with pytest.raises(NotAllowed):
            issue(story, actor=person)


def test_a_second_code_is_refused_while_the_first_is_valid(story):
    with pytest.raises(IllegalTransition):
        issue(story.coded())


def test_v01_the_body_is_published_on_the_day(story):
    story.approved()
    status = EnforcementStatus.objects.filter(agency=story.other.agency)
    status.update(valid_until=make.DAY)  # exclusive: the day itself is too late
    refusal = refused(story)
    assert codes_of(refusal) == ["V01"]
    assert refusal.citation == "国办发〔2024〕54号；晋政办发〔2025〕9号第1条、第2条"
    assert story.other.agency.name in refusal.sentence
    status.update(valid_until=make.DAY + timedelta(days=1))
    assert issue(story)


def test_v02_the_items_are_published_on_the_day(story):
    story.approved()
    version = ItemVersion.objects.filter(pk=story.lead.items.first().item_version_id)
    version.update(valid_until=make.DAY)
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V02"], "国办发〔2024〕54号")
    version.update(valid_until=make.DAY + timedelta(days=1))
    assert issue(story)


@pytest.mark.parametrize("change", [{"certificate_until": make.DAY}, {"is_active": False}, {"is_auxiliary": True}])
def test_v03_two_officers_hold_a_certificate_on_the_day(story, change):
    story.approved()
    officer = story.lead.officers.first().officer
    type(officer).objects.filter(pk=officer.pk).update(**change)
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V03"], "《行政处罚法》第42条；国办发〔2024〕54号")


def test_v03_a_certificate_that_expires_the_day_after_is_good(story):
    story.approved()
    officer = story.lead.officers.first().officer
    type(officer).objects.filter(pk=officer.pk).update(certificate_until=make.DAY + timedelta(days=1))
    assert issue(story)


def test_v03_a_missing_officer_is_missed(story):
    story.approved()
    story.lead.officers.filter(place=2).delete()
    assert "有效执法人员 1 名，应当不少于 2 名" in refused(story).sentence


def test_v03_an_officer_who_moved_to_another_department_no_longer_counts(story):
    story.approved()
    officer = story.lead.officers.first().officer
    type(officer).objects.filter(pk=officer.pk).update(agency=story.other.agency)
    assert codes_of(refused(story)) == ["V03"]


def commissioned(story, **changes):
    """A body commissioned by the lead for its first item, whose officer is on the team."""
    items = story.lead.items.order_by("pk")
    given = {
        "code": "WT-1", "name": "尖草坪区食品检查中心", "uscc": "12140108DEM0000010", "principal": story.lead.agency,
        "document": "委〔2026〕1号", "scope": "日常检查", "state": "published",
        "registered_at": make.NOW, "published_at": make.NOW,
        "valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1),
    }  # fmt: skip
    body = CommissionedBody.objects.create(**given | changes)
    for item in items:
        body.commissioned_items.create(item=item.item_version.item)
    body.officers.create(officer=story.lead.officers.first().officer, named_at=make.NOW)
    return body


def test_v04_officers_of_a_commissioned_body_check_within_items_and_time_and_in_the_name_of_the_principal(story):
    story.approved()
    body = commissioned(story)
    row = body.commissioned_items.first()
    item = row.item
    row.delete()
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V04"], "《行政处罚法》第20条；国办发〔2024〕54号")
    assert body.name in refusal.sentence
    body.commissioned_items.create(item=item)
    for field, wrong in (("valid_until", make.DAY), ("state", "registered"), ("principal", story.other.agency)):
        right = getattr(body, field)
        type(body).objects.filter(pk=body.pk).update(**{field: wrong})
        assert codes_of(refused(story)) == ["V04"], field
        type(body).objects.filter(pk=body.pk).update(**{field: right})
    assert issue(story)


def test_v04_is_asked_when_the_head_is_asked_and_when_an_officer_is_put_on_the_team(story):
    story.dated()
    body = commissioned(story, valid_until=make.DAY)
    with pytest.raises(VisitRefused) as asked:
        act.submit_team(actor=story.handler, team_id=story.lead.pk)
    assert codes_of(asked.value) == ["V04"]
    other = make.qualified_officer(story.lead.agency, story.lead)
    body.officers.create(officer=other, named_at=make.NOW)
    put = {"team_id": story.lead.pk, "place": 2, "officer_id": other.pk, "reason": "病假"}
    with pytest.raises(RuleViolated) as put_on:
        act.replace_officer(actor=story.handler, **put)
    assert put_on.value.code == "V04"


def test_v05_every_department_has_approved(story):
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    act.approve_team(actor=story.of(story.lead).head, team_id=story.lead.pk)
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V05"], "国办发〔2024〕54号；司法部解答")
    assert story.other.agency.name in refusal.sentence


def test_v06_the_second_visit_of_a_year_is_lawful_and_the_third_is_not(story, another_story):
    entity = story.visit.entity
    assert story.coded().code
    assert another_story(entity=entity).coded().code
    third = another_story(entity=entity).approved()
    refusal = refused(third)
    assert codes_of(refusal) == ["V06"]
    assert refusal.citation == "国办发〔2024〕54号；各部门公布的频次上限"
    assert "已检查 2 次，上限 2 次" in refusal.sentence


def test_v06_a_published_cap_goes_before_the_rulebook_and_counts_over_its_years(story, another_story):
    entity = story.visit.entity
    cap = FrequencyCap.objects.create(
        agency=story.lead.agency, times=1, years=2, citation="市监函〔2026〕1号", state="published",
        set_at=timezone.now(), valid_from="2025-01-01",
    )  # fmt: skip
    assert story.coded().code
    refusal = refused(another_story(entity=entity).approved())
    assert codes_of(refusal) == ["V06"]
    assert "2025—2026 年已检查 1 次" in refusal.sentence and cap.words in refusal.sentence
    FrequencyCap.objects.update(times=3)
    assert another_story(entity=entity).coded().code


def test_v06_what_was_cancelled_or_taken_back_does_not_count(story, another_story):
    entity = story.visit.entity
    story.coded()
    act.cancel_visit(actor=story.handler, visit_id=story.visit.pk, reason="企业停业")
    second = another_story(entity=entity).coded()
    act.revoke_code(actor=second.handler, visit_id=second.visit.pk, reason="信息有误")
    assert queries.count_visits(story.lead.agency_id, [entity.pk], 2026) == 0
    for _ in range(2):
        another_story(entity=entity).coded()


@pytest.mark.parametrize(
    "change",
    [{"visit": {"cause": "complaint"}}, {"year": 2025}, {"visit": {"is_practice": True}}],
    ids=["a lawful cause", "another year", "practice"],
)
def test_v06_counts_planned_real_visits_of_the_calendar_year(story, another_story, change):
    entity = story.visit.entity
    for _ in range(2):
        past = another_story(entity=entity, **change.get("visit", {})).coded()
        if "year" in change:
            Visit.objects.filter(pk=past.visit.pk).update(planned_on=date(change["year"], 12, 31))
    assert issue(story.approved())


def test_v06_a_visit_with_a_lawful_cause_is_exempt_and_an_invented_cause_is_not(story, another_story):
    entity = story.visit.entity
    for _ in range(2):
        another_story(entity=entity).coded()
    assert issue(another_story(entity=entity, cause="complaint").approved())
    invented = another_story(entity=entity, cause="because").approved()
    assert codes_of(refused(invented)) == ["V06", "cause_unfounded"]


def test_v06_the_cap_of_an_agency_goes_before_that_of_everyone(story, another_story):
    everyone = Parameter.objects.get(code="cap.visits_per_year")
    own = {field.name: getattr(everyone, field.name) for field in Parameter._meta.fields if field.name != "id"}
    Parameter.objects.create(**own | {"scope_agency": story.lead.agency.code, "value": "1"})
    another_story(entity=story.visit.entity).coded()
    sentence = refused(story.approved()).sentence
    assert story.lead.agency.name in sentence
    assert story.other.agency.name not in sentence


def test_v06_a_joint_visit_may_count_for_the_lead_only(story, another_story):
    Parameter.objects.filter(code="cap.joint_visit_counts_for_each_agency").update(value="false")
    for _ in range(2):
        another_story(entity=story.visit.entity).coded()
    sentence = refused(story.approved()).sentence
    assert story.lead.agency.name in sentence
    assert story.other.agency.name not in sentence


def test_v07_a_deliberative_body_checks_nobody(story):
    story.approved()
    kind = story.other.agency.kind
    kind.is_deliberative = True
    kind.save()
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V07"], "国办发〔2024〕54号")


def test_v08_nobody_checks_an_enterprise_he_or_she_has_an_interest_in(story):
    story.approved()
    officer = story.lead.officers.first().officer
    interest = Interest.objects.create(
        entity=story.visit.entity, officer=officer, reason="亲属任职", declared_at=make.NOW
    )
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V08"], "《行政处罚法》第43条；市场监管总局令第49号第23条")
    interest.ended_at = make.NOW
    interest.save()
    assert issue(story)


def test_v06_counts_the_visits_of_every_row_that_was_merged_into_the_enterprise(story, another_story):
    for _ in range(2):
        another_story(entity=make.EntityFactory(merged_into=story.visit.entity)).coded()
    assert codes_of(refused(story.approved())) == ["V06"]


def kind_of_items(team, post_permit):
    ItemVersion.objects.filter(pk__in=team.items.values("item_version")).update(post_permit=post_permit)


def test_v09_a_check_after_the_permit_stands_for_the_routine_one_of_the_year(story, another_story):
    post = another_story(entity=story.visit.entity)
    kind_of_items(post.lead, "special_equipment.post")
    kind_of_items(story.lead, "special_equipment.routine")
    story.approved()
    post.coded()
    refusal = refused(story)
    assert (codes_of(refusal), refusal.citation) == (["V09"], "市场监管总局令第57号第17条")
    assert post.visit.number in refusal.sentence
    act.cancel_visit(actor=post.handler, visit_id=post.visit.pk, reason="企业停业")
    assert issue(story)


@pytest.mark.parametrize("change", ["another field", "another year", "practice", "a lawful cause"])
def test_v09_speaks_of_the_same_field_year_and_seriousness_and_of_planned_visits(story, another_story, change):
    entity = story.visit.entity
    post = another_story(entity=entity, is_practice=change == "practice")
    kind_of_items(post.lead, "pressure.post" if change == "another field" else "special_equipment.post")
    post.coded()
    if change == "another year":
        Visit.objects.filter(pk=post.visit.pk).update(planned_on=date(2025, 12, 31))
    routine = another_story(entity=entity, cause="complaint") if change == "a lawful cause" else story
    kind_of_items(routine.lead, "special_equipment.routine")
    assert issue(routine.approved())


def test_everything_that_stands_against_it_is_said_at_once(story):
    story.dated()
    kind = story.other.agency.kind
    kind.is_deliberative = True
    kind.save()
    EnforcementStatus.objects.all().delete()
    ItemVersion.objects.update(state="draft")
    story.lead.officers.filter(place=2).delete()
    Interest.objects.create(
        entity=story.visit.entity, officer=story.lead.officers.first().officer, reason="股东", declared_at=make.NOW
    )
    refusal = refused(story)
    assert codes_of(refusal) == ["V01", "V02", "V03", "V05", "V07", "V08"]
    assert all(single.citation for single in refusal.refusals)


def test_without_a_day_on_a_past_day_or_beyond_the_codes_life_there_is_no_code(story):
    assert "visit_date_missing" in codes_of(refused(story))
    story.approved()
    Visit.objects.filter(pk=story.visit.pk).update(planned_on=date(2026, 9, 16))
    assert codes_of(refused(story)) == ["code_would_expire"]
    Visit.objects.filter(pk=story.visit.pk).update(planned_on=date(2026, 8, 31))
    assert codes_of(refused(story)) == ["visit_date_past"]
    Visit.objects.filter(pk=story.visit.pk).update(planned_on=date(2026, 9, 15))
    assert issue(story)


def test_a_refusal_changes_nothing(story):
    story.dated()
    refused(story)
    assert story.state() == VisitState.PLANNED
    assert not VisitCode.objects.exists()


def test_a_revoked_code_is_worthless_and_another_may_be_issued(story, stranger):
    story.coded()
    with pytest.raises(RuleViolated, match="原因"):
        act.revoke_code(actor=story.handler, visit_id=story.visit.pk, reason="")
    with pytest.raises(NotAllowed):
        act.revoke_code(actor=story.inspector, visit_id=story.visit.pk, reason="信息有误")
    with pytest.raises(NotFound):
        act.revoke_code(actor=stranger["handler"], visit_id=story.visit.pk, reason="信息有误")
    act.revoke_code(actor=story.handler, visit_id=story.visit.pk, reason="信息有误")
    assert story.state() == VisitState.APPROVED
    assert "作废" in queries.check_code(story.code.code).problem
    again = issue(story)
    assert again.code != story.code.code
    with pytest.raises(IllegalTransition):
        act.revoke_code(actor=story.handler, visit_id=another(story).pk, reason="信息有误")


def another(story):
    visit = make.VisitFactory(entity=story.visit.entity)
    make.team_in(visit, story.lead.agency, role="lead")
    return visit


def test_asking_what_stands_against_it_costs_the_same_for_any_number_of_items(story, django_assert_max_num_queries):
    visit = story.approved().visit
    with django_assert_max_num_queries(34):
        queries.refusals_for_code(Visit.objects.select_related("entity").get(pk=visit.pk))
    for _ in range(10):
        version = make.ItemVersionFactory(agency_kind=story.lead.agency.kind)
        story.lead.items.create(item_version=version)
    with django_assert_max_num_queries(34):
        queries.refusals_for_code(Visit.objects.select_related("entity").get(pk=visit.pk))


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_only_the_lawful_number_succeeds(
    transactional_db, market, fire, today, another_story
):
    entity = make.EntityFactory()
    stories = [another_story(entity=entity).approved() for _ in range(6)]
    barrier, outcomes = threading.Barrier(len(stories) * 2), []

    def ask(story):
        barrier.wait()
        try:
            issue(story)
            outcomes.append("issued")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(story,)) for story in stories for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert outcomes.count("issued") == 2, (connection.vendor, outcomes)
    assert set(outcomes) <= {"issued", "V06", "illegal_transition"}
    assert Visit.objects.filter(entity=entity, state=VisitState.CODED).count() == 2
    assert VisitCode.objects.filter(revoked_at=None).count() == 2
    assert VisitTeam.objects.filter(state=TeamState.APPROVED).count() == 12
