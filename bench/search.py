"""Search by a part of a name through the page, against looking at every row and the engine's own trigram index.

    python -m bench.search [--rows 50000 500000] [--questions 200]

SQLite by default; with DATABASE_URL on PostgreSQL. Questions are parts of two to six characters of names, initials and
numbers of the register. The rivals answer the same question (the first five
entities by key); FTS5's trigram answers nothing to two characters and pg_trgm reads everything for them, which is
said beside their figures.
"""

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.measure import report, scratch_home

FIRST = "华盛泰和鑫源宏达瑞丰晋恒通兴隆凯旋锦绣天成博远志明德润金龙长安永利"
TRADES = ("商贸", "药业", "煤业", "餐饮", "科技", "建材", "物流", "化工", "食品", "农业", "机械", "电子")
PLACES = ("太原", "大同", "长治", "晋城", "朔州", "晋中", "运城", "忻州", "临汾", "吕梁", "阳泉", "山西")
FORMS = ("有限公司", "有限责任公司", "商行", "经营部", "店", "股份有限公司")


def fill(first: int, rows: int) -> None:
    from django.utils import timezone

    from tongjian.foundation.exchange.writing import insert_rows
    from tongjian.supervision.registry.columns import normalise_name
    from tongjian.supervision.registry.models import Entity

    dice, now = random.Random(first), timezone.now()
    for start in range(first, rows, 20_000):
        chunk = []
        for number in range(start, min(start + 20_000, rows)):
            own = "".join(
                chr(0x4E00 + int(dice.paretovariate(0.6) * 37) % 6000) for _ in range(dice.choice((2, 2, 3)))
            )
            name = dice.choice(PLACES) + (dice.choice(FIRST) if number % 3 else "") + own
            name += dice.choice(TRADES) + dice.choice(FORMS)
            uscc = f"91{dice.randrange(10**16):016X}"[:18]
            chunk.append(
                Entity(name=name, search_name=normalise_name(name), kind="enterprise", status="active",
                       uscc=f"{uscc[:8]}{number:010d}", created_at=now, updated_at=now)
            )  # fmt: skip
        insert_rows(chunk)


def questions_of(count: int) -> list[str]:
    from tongjian.supervision.registry.models import SearchText

    dice = random.Random(11)
    texts = SearchText.objects.order_by("id").values_list("text", flat=True)
    low, high = (SearchText.objects.order_by(order).values_list("id", flat=True)[0] for order in ("id", "-id"))
    questions = []
    while len(questions) < count:
        line = dice.choice(texts.filter(id__gte=dice.randint(low, high))[0].split("\n"))
        length = dice.randint(2, 6)
        place = dice.randrange(max(1, len(line) - length + 1))
        if len(line) >= 2:
            questions.append(line[place : place + length])
    return questions


def milliseconds(act: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    times = []
    for question in questions:
        started = time.perf_counter()
        act(question)
        times.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "worst": round(max(times), 2)}


def by_page(question: str) -> int:
    """The whole view with its template; without middleware and network."""
    from django.test import RequestFactory

    from tongjian.doors.web.workbench.search import search
    from tongjian.foundation.kernel.actor import Actor

    request: Any = RequestFactory().get("/search/", {"q": question})
    request.actor = Actor.host("registry.view")
    return len(search(request).content)


def by_query(question: str) -> list[Any]:
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.supervision.registry.queries import EntityFilter, list_entities

    actor = Actor.host("registry.view")
    return list(list_entities(actor, EntityFilter(words=question)).order_by("-pk").values_list("pk", flat=True)[:5])


def fetch(sql: str, parameters: Sequence[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def by_scan(question: str) -> list[Any]:
    """The same five without an index: a walk in the order of the list."""
    sql = "select e.id from registry_entity e join registry_searchtext t on t.entity_id = e.id where t.text like %s"
    return fetch(f"{sql} order by e.id desc limit 5", [f"%{question}%"])


def make_trigram() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("drop index if exists bench_trigram")
            cursor.execute("analyze")
            cursor.execute("create extension if not exists pg_trgm")
            cursor.execute("create index bench_trigram on registry_searchtext using gin (text gin_trgm_ops)")
        else:
            cursor.execute("drop table if exists bench_trigram")
            cursor.execute("create virtual table bench_trigram using fts5(text, tokenize='trigram', detail=none)")
            cursor.execute("insert into bench_trigram(rowid, text) select id, text from registry_searchtext")


def by_trigram(question: str) -> list[Any]:
    from django.db import connection

    if connection.vendor == "postgresql":
        return fetch("select entity_id from registry_searchtext where text like %s limit 5", [f"%{question}%"])
    return fetch("select rowid from bench_trigram where text like %s limit 5", [f"%{question}%"])


def measure(first: int, rows: int, count: int) -> dict[str, Any]:
    """The register grows from `first` to `rows`; the text of what is new is made, and the questions are asked."""
    from django.db import connection

    from tongjian.foundation.kernel.actor import Actor
    from tongjian.supervision.registry.finding import needles
    from tongjian.supervision.registry.operations import refresh_search

    fill(first, rows)
    started = time.perf_counter()
    refresh_search(actor=Actor.host("registry.reindex"))
    build = time.perf_counter() - started
    questions = questions_of(count)
    make_trigram()
    contenders = {"page": by_page, "query": by_query, "scan": by_scan, "trigram": by_trigram}
    figures: dict[str, Any] = {name: milliseconds(act, questions) for name, act in contenders.items()}
    missed = sum(not by_trigram(question) for question in questions)
    wrong = [one for one in questions if needles(one) and len(by_query(one)) < min(5, len(by_scan(needles(one)[0])))]
    return {
        "engine": connection.vendor,
        "rows": rows,
        "questions": len(questions),
        "build_s": round(build, 1),
        "milliseconds": figures,
        "missed_by_trigram": missed,
        "missed_by_index": len(wrong),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[50_000, 500_000])
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    with scratch_home():
        from django.conf import settings
        from django.test import override_settings

        plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        with override_settings(STORAGES={**settings.STORAGES, **plain}):
            steps = zip([0, *arguments.rows], arguments.rows, strict=False)
            runs = [measure(first, rows, arguments.questions) for first, rows in steps]
    first, last = runs[0], runs[-1]
    growth = math.log(last["rows"] / first["rows"]) if len(runs) > 1 else 0
    ratio = last["milliseconds"]["page"]["p95"] / first["milliseconds"]["page"]["p95"]
    report("search", {"runs": runs, "exponent_of_p95": round(math.log(ratio) / growth, 2) if growth else None})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
