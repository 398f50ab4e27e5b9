"""The API as a whole: routers, refusals as problems, keys."""

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongjian.doors.api import entities, inspections, items, key_items, planning
from tongjian.doors.api.problems import Problem, problem_of
from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel.errors import DomainError

api = NinjaAPI(title="通监接口", version="1", urls_namespace="api-v1", docs_url=None)
api.add_router("/entities", entities.router)
api.add_router("/items", items.router)
api.add_router("/key-items", key_items.router)
api.add_router("/demands", planning.demands)
api.add_router("/draws", planning.draws)
api.add_router("/visits", inspections.visits)
api.add_router("/results", inspections.results)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = api.create_response(request, problem.model_dump(), status=problem.status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return _answer(request, problem_of(refusal))


@api.exception_handler(AuthenticationError)
def unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    problem = Problem(title="缺少密钥，或者密钥无效、已吊销、已过期。", status=401, code="key_invalid")
    return _answer(request, problem)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in error.errors)
    return _answer(request, Problem(title=f"请求的内容不对：{places}", status=422, code="request_invalid"))


@api.exception_handler(DataError)
def not_storable(request: HttpRequest, error: DataError) -> HttpResponse:
    """Texts that the database cannot hold or compare, such as one with a NUL character."""
    return _answer(request, Problem(title="请求中有不能处理的字符。", status=422, code="request_invalid"))


@api.exception_handler(HttpError)
def bad_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, Problem(title=str(error), status=error.status_code, code="request_invalid"))


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses, each open to whoever has a key: the site's sign-in page is not for programs."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = public(pattern.callback)
    return patterns, app_name, namespace
