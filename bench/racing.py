"""Thousands of requests at once for codes of few enterprises: only the lawful number may succeed.

    python -m bench.racing [--requests 10000] [--enterprises 20] [--workers 8] [--threads 2] [--seed 1]

Every enterprise has far more approved visits than the yearly cap of its department allows, and every visit is asked
for several times; some codes are revoked in between, which gives their place back. The requests are
spread over processes with threads. Afterwards the codes that stand are counted in the database, by the rule in words:
of one department at one enterprise in one year no more than the cap, of one visit no more than one.
DATABASE_URL is respected when given. On a throw-away PostgreSQL:

    python scripts/postgres.py sh -c 'DATABASE_URL="$TEST_DATABASE" exec python -m bench.racing'
"""

import argparse
import multiprocessing
import random
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

from bench.import_entities import load_reference
from bench.measure import report, scratch_home

TIMES_ASKED = 10
"""How often each visit's code is asked for."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--enterprises", type=int, default=20)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with scratch_home():
        from django.db import connection

        load_reference()
        handler, visits = make_world(arguments.enterprises, arguments.requests // TIMES_ASKED)
        asked = [visit for visit in visits for _ in range(TIMES_ASKED)]
        random.Random(arguments.seed).shuffle(asked)
        started = time.perf_counter()
        outcomes = race(handler, asked, arguments.workers, arguments.threads)
        seconds = time.perf_counter() - started
        figures = count(arguments.enterprises) | {
            "requests": len(asked),
            "outcomes": dict(sorted(outcomes.items())),
            "seconds": round(seconds, 1),
            "workers": arguments.workers,
            "threads": arguments.threads,
        }
        name = "racing" if connection.vendor == "sqlite" else f"racing_{connection.vendor}"
        report(name, {"engine": connection.vendor, **figures})
    return 1 if figures["unlawful"] else 0


def make_world(enterprises: int, visits: int) -> tuple[Any, list[str]]:
    """One department, whose approved visits wait for their code. Returns its handler and the keys of the visits."""
    from django.db import transaction
    from django.utils import timezone

    from tests.supervision.inspections import factories as make

    today, now = timezone.localdate(), timezone.now()
    with transaction.atomic():
        agency = make.AgencyFactory(name="尖草坪区市场监督管理局")
        entities = [make.EntityFactory() for _ in range(enterprises)]
        made = []
        for number in range(visits):
            visit = make.VisitFactory(
                number=f"检查-140108-{today.year}-{number:06d}",
                entity=entities[number % enterprises],
                state="approved",
                year=today.year,
                planned_on=today + timedelta(days=1),
                window_from=today,
                window_until=today + timedelta(days=30),
            )
            made.append(visit)
        first = make.team_in(made[0], agency, role="lead", **_approved(now))
        officers = [row.officer for row in first.officers.all()]
        version = first.items.get().item_version
        for visit in made[1:]:
            team = visit.teams.create(agency=agency, role="lead", **_approved(now))
            team.items.create(item_version=version)
            for place, officer in enumerate(officers, start=1):
                team.officers.create(place=place, officer=officer, source="drawn")
        return make.actor_in(agency, "handler"), [str(visit.pk) for visit in made]


def _approved(now: Any) -> dict[str, Any]:
    from tongjian.foundation.kernel.ids import new_id

    return {"state": "approved", "approved_by": new_id(), "approved_at": now}


def race(handler: Any, asked: list[str], workers: int, threads: int) -> Counter[str]:
    """Each worker takes every n-th request. A process that dies breaks the race."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("spawn")  # a forked process may inherit a lock that nobody gives back
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        parts = [pool.submit(_work, handler, asked[place::workers], threads) for place in range(workers)]
        return sum((part.result() for part in parts), Counter())


def _begin() -> None:
    import django

    django.setup()


def _work(handler: Any, asked: list[str], threads: int) -> Counter[str]:
    outcomes: list[str] = []
    parts = [asked[place::threads] for place in range(threads)]
    helpers = [threading.Thread(target=_ask, args=(handler, part, outcomes)) for part in parts]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    return Counter(outcomes)


def _ask(handler: Any, asked: list[str], outcomes: list[str]) -> None:
    from django.db import connections

    from tongjian.foundation.kernel.errors import DomainError
    from tongjian.supervision.inspections import operations as act

    for number, visit in enumerate(asked):
        try:
            act.issue_code(actor=handler, visit_id=visit)
            outcomes.append("issued")
            if number % 3 == 0:  # and somebody thinks better of it
                act.revoke_code(actor=handler, visit_id=visit, reason="信息有误")
                outcomes.append("revoked")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        except Exception as broken:  # noqa: BLE001 - a race that breaks anything must show in the figures
            outcomes.append(f"broken: {type(broken).__name__}")
    connections.close_all()


def count(enterprises: int) -> dict[str, Any]:
    """`issued`: codes that stand. `lawful`: as many as the cap allows when everybody has asked. `unlawful`: codes
    beyond the cap of their enterprise, and second codes of one visit."""
    from django.db.models import Count

    from tongjian.foundation.rulebook import queries as rulebook
    from tongjian.supervision.inspections.models import VisitCode

    cap = rulebook.number("cap.visits_per_year", region="140108")
    standing = VisitCode.objects.filter(revoked_at=None)
    by_entity = dict(standing.values_list("visit__entity").annotate(n=Count("pk")).values_list("visit__entity", "n"))
    by_visit = standing.values("visit").annotate(n=Count("pk")).values_list("n", flat=True)
    beyond = sum(max(0, made - cap) for made in by_entity.values()) + sum(made - 1 for made in by_visit)
    return {"issued": sum(by_entity.values()), "lawful": enterprises * cap, "unlawful": beyond}


if __name__ == "__main__":
    raise SystemExit(main())
