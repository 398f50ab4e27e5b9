"""Every address of the site."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongjian.config import health, metrics
from tongjian.doors.api.v1 import urls as api_urls
from tongjian.doors.face.styleguide import styleguide

handler500 = "tongjian.config.failure.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("tongjian.doors.web.workbench.urls")),
    path("todo/", include("tongjian.doors.web.casework.urls")),
    path("documents/", include("tongjian.doors.web.documents.urls")),
    path("items/", include("tongjian.doors.web.catalog.urls")),
    path("duties/", include("tongjian.doors.web.duties.urls")),
    path("scenarios/", include("tongjian.doors.web.scenarios.urls")),
    path("key-items/", include("tongjian.doors.web.key_items.urls")),
    path("handbooks/", include("tongjian.doors.web.handbooks.urls")),
    path("entities/", include("tongjian.doors.web.registry.urls")),
    path("imports/", include("tongjian.doors.web.imports.urls")),
    path("annual-plans/", include("tongjian.doors.web.plans.urls")),
    path("consolidation/", include("tongjian.doors.web.consolidation.urls")),
    path("plans/", include("tongjian.doors.web.planning.urls")),
    path("draws/", include("tongjian.doors.web.planning.draw_urls")),
    path("schedules/", include("tongjian.doors.web.planning.schedule_urls")),
    path("pools/", include("tongjian.doors.web.planning.pool_urls")),
    path("visits/", include("tongjian.doors.web.inspections.urls")),
    path("rules/", include("tongjian.doors.web.rulebook.urls")),
    path("ledger/", include("tongjian.doors.web.ledger.urls")),
    path("setup/", include("tongjian.doors.web.setup.urls")),
    path("org/", include("tongjian.doors.web.org.urls")),
    path("public/", include("tongjian.doors.portal.urls")),
    path("field/", include("tongjian.doors.field.urls")),
    path("api/v1/", api_urls()),
]

if settings.DEBUG:
    urlpatterns += [path("face/", styleguide), path("face/<str:page>/", styleguide)]
