"""Freezing and running a draw behind the page: asked for once, done once, nothing half-done."""

import json
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.foundation.org.factories import PostFactory, UserFactory
from tests.supervision.planning.factories import (
    City,
    actor_of,
    commit_all,
    drawn,
    freeze,
    make_demand,
    make_ready_draw,
    reveal_all,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.queries import actor_for
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning import queries, tasks
from tongjian.supervision.planning.choices import STAGES, DrawState, JobKind, JobStage, JobState
from tongjian.supervision.planning.models import DrawJob, Unit
from tongjian.supervision.planning.operations import (
    carry_out_draw_job,
    freeze_draw,
    name_parties,
    release_demand,
    request_draw_job,
    run_draw,
    take_demand_into_draw,
)
from tongjian.supervision.planning.operations.carry_out_draw_job import BROKEN

FREEZE, RUN = JobKind.FREEZE, JobKind.RUN


def person_of(city: City, agency, role: Role) -> Actor:
    user = UserFactory()
    post = PostFactory(user=user, agency=agency, role=role)
    return actor_for(user, post_id=post.pk, via="web")


@pytest.fixture
def coordinator(city):
    return person_of(city, city.bureau, Role.COORDINATOR)


def work():
    """What the worker does: each task once."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        tasks.carry_out.func(*queued.args_kwargs["args"])
        queued.delete()


def test_the_worker_freezes_and_draws_in_the_name_of_who_asked(city, coordinator):
    draw = make_ready_draw(city)
    job = tasks.start_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    draw.refresh_from_db()
    assert (job.state, draw.state) == (JobState.QUEUED, DrawState.DRAFTING)

    work()
    draw.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, draw.state, draw.figures["units"]) == (JobState.DONE, DrawState.FROZEN, 40)
    entry = Entry.objects.get(action="draw.frozen")
    assert (entry.actor_user_id, entry.agency_id, entry.via) == (str(coordinator.user_id), str(city.bureau.pk), "job")

    reveal_all(city, commit_all(city, draw))
    fire = person_of(city, city.fire, Role.HANDLER)
    tasks.start_draw_job(actor=fire, draw_id=draw.pk, kind=RUN)
    work()
    draw.refresh_from_db()
    assert (draw.state, Visit.objects.count()) == (DrawState.DRAWN, draw.figures["joint_actual"])
    assert Entry.objects.get(action="draw.drawn").actor_user_id == str(fire.user_id)


def test_a_second_press_is_refused_in_words_and_nothing_changes_under_the_worker(city, coordinator):
    draw = make_ready_draw(city)
    other = make_demand(city, city.market)
    request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    for act in (
        lambda: request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE),
        lambda: name_parties(actor=coordinator, draw_id=draw.pk, agency_ids=[city.market.pk]),
        lambda: take_demand_into_draw(actor=coordinator, draw_id=draw.pk, demand_id=other.pk),
        lambda: release_demand(actor=coordinator, draw_id=draw.pk, demand_id=draw.demands.first().pk),
    ):
        with pytest.raises(Conflict, match="后台正在办理“冻结名录”"):
            act()
    assert draw.jobs.count() == 1


def test_what_the_step_would_refuse_is_refused_before_anything_waits(city, coordinator):
    draw = make_ready_draw(city)
    name_parties(actor=city.coordinator, draw_id=draw.pk, agency_ids=[city.market.pk])
    with pytest.raises(RuleViolated, match="至少应有 2 个部门"):
        tasks.start_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    with pytest.raises(IllegalTransition):
        tasks.start_draw_job(actor=coordinator, draw_id=draw.pk, kind=RUN)
    with pytest.raises(NotAllowed):
        tasks.start_draw_job(actor=city.heads[city.market.pk], draw_id=draw.pk, kind=FREEZE)
    with pytest.raises(NotAllowed, match="命令行"):
        host = replace(Actor.host(*HOST_CAPABILITIES), agency_id=city.bureau.pk)
        tasks.start_draw_job(actor=host, draw_id=draw.pk, kind=FREEZE)
    stranger = replace(actor_of(city.bureau, Role.COORDINATOR), region_code="140200", agency_id=None)
    with pytest.raises(NotFound):
        tasks.start_draw_job(actor=stranger, draw_id=draw.pk, kind=FREEZE)
    assert not DrawJob.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_refusal_ends_the_job_with_its_sentence_and_one_may_try_again(city, coordinator):
    draw = make_ready_draw(city)
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    # Whatever the page refuses now could still come about, by a fault or on the command line.
    draw.demands.update(scope={"words": ["没有这样的企业"]})
    job = carry_out_draw_job(actor=coordinator, job_id=job.pk)
    assert job.state == JobState.FAILED
    assert "没有可抽取的监管对象" in job.failure
    assert json.loads(Entry.objects.get(action="draw.freeze_failed").data)["code"] == "frame_empty"

    draw.demands.update(scope={})
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    assert carry_out_draw_job(actor=coordinator, job_id=job.pk).state == JobState.DONE


def test_demands_that_changed_while_the_frame_was_built_stop_the_freezing(city):
    draw = make_ready_draw(city)
    lost = draw.demands.first()

    def meddle(stage, _done, _total):
        if stage == JobStage.FILES:
            draw.demands.filter(pk=lost.pk).update(draw=None)

    with pytest.raises(Conflict, match="需求有变动"):
        freeze_draw(actor=city.coordinator, draw_id=draw.pk, watch=meddle)
    draw.refresh_from_db()
    assert draw.state == DrawState.DRAFTING


def test_a_fault_is_said_and_raised_and_leaves_nothing(city, coordinator, monkeypatch):
    draw = reveal_all(city, commit_all(city, freeze(city)))
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=RUN)
    with monkeypatch.context() as patched:
        patched.setattr(sys.modules[run_draw.__module__], "settle", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out_draw_job(actor=coordinator, job_id=job.pk)
    job.refresh_from_db()
    draw.refresh_from_db()
    assert (job.state, job.failure) == (JobState.FAILED, f"{BROKEN}ZeroDivisionError。")
    assert (draw.state, draw.seed, Visit.objects.count()) == (DrawState.REVEALED, "", 0)


def test_a_job_whose_worker_died_is_simply_done_again(city, coordinator):
    draw = make_ready_draw(city)
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)

    class Killed(BaseException):
        pass

    def die(stage, done, _total):
        if stage == JobStage.UNITS and done == 0 and Unit.objects.exists() is False:
            raise Killed

    with pytest.raises(Killed), transaction.atomic():
        freeze_draw(actor=coordinator, draw_id=draw.pk, watch=die)
    assert not Unit.objects.exists()
    DrawJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING)

    assert carry_out_draw_job(actor=coordinator, job_id=job.pk).state == JobState.DONE
    units = Unit.objects.count()
    assert carry_out_draw_job(actor=coordinator, job_id=job.pk).state == JobState.DONE
    assert (Unit.objects.count(), Entry.objects.filter(action="draw.frozen").count()) == (units, 1)


def test_the_command_line_may_be_faster_and_the_job_is_over_with_it(city, coordinator):
    draw = make_ready_draw(city)
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert carry_out_draw_job(actor=coordinator, job_id=job.pk).state == JobState.DONE
    assert not Entry.objects.filter(action="draw.freeze_failed").exists()


def test_a_lost_job_may_be_asked_for_again(city, coordinator, clock):
    draw = make_ready_draw(city)
    first = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    clock.shift(timedelta(minutes=11))
    second = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    first.refresh_from_db()
    assert (first.state, second.state) == (JobState.FAILED, JobState.QUEUED)
    assert carry_out_draw_job(actor=coordinator, job_id=first.pk).state == JobState.FAILED
    assert carry_out_draw_job(actor=coordinator, job_id=second.pk).state == JobState.DONE


def test_who_lost_the_post_meanwhile_freezes_nothing(city):
    user = UserFactory()
    post = PostFactory(user=user, agency=city.bureau, role=Role.COORDINATOR)
    draw = make_ready_draw(city)
    asked = actor_for(user, post_id=post.pk, via="web")
    tasks.start_draw_job(actor=asked, draw_id=draw.pk, kind=FREEZE)
    post.valid_until = timezone.localdate()
    post.save()
    work()
    draw.refresh_from_db()
    assert (draw.state, draw.jobs.get().state) == (DrawState.DRAFTING, JobState.FAILED)


@pytest.mark.django_db(transaction=True)
def test_progress_can_be_read_while_the_worker_is_at_it(city, coordinator):
    draw = make_ready_draw(city)
    job = request_draw_job(actor=coordinator, draw_id=draw.pk, kind=FREEZE)
    carry_out_draw_job(actor=coordinator, job_id=job.pk)
    job.refresh_from_db()
    # The last note before the one transaction that keeps everything.
    assert (job.stage, job.total) == (JobStage.FILES, 80)


def test_the_stages_of_each_step_add_up_and_come_in_order(city):
    for kind, stages in STAGES.items():
        assert sum(share for _stage, share in stages) == 100
        ends = [queries.percent_of(kind, stage, 1, 1) for stage, _share in stages]
        assert ends == sorted(ends)
        assert ends[-1] == 100
    heard = []
    draw = make_ready_draw(city)
    freeze_draw(actor=city.coordinator, draw_id=draw.pk, watch=lambda *told: heard.append(told[0]))
    reveal_all(city, commit_all(city, draw))
    run_draw(actor=city.coordinator, draw_id=draw.pk, watch=lambda *told: heard.append(told[0]))
    assert list(dict.fromkeys(heard)) == [stage for stages in STAGES.values() for stage, _share in stages]


def test_a_drawn_draw_is_not_drawn_again_by_a_late_press(city, coordinator):
    draw = drawn(city)
    with pytest.raises(IllegalTransition):
        request_draw_job(actor=coordinator, draw_id=draw.pk, kind=RUN)
