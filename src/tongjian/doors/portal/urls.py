from django.urls import URLPattern, URLResolver, include, path

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongjian.doors.portal.home.urls")),
    path("caps/", include("tongjian.doors.portal.caps.urls")),
    path("", include("tongjian.doors.portal.concerns.urls")),
    path("", include("tongjian.doors.portal.data.urls")),
    path("documents/", include("tongjian.doors.portal.documents.urls")),
    path("draws/", include("tongjian.doors.portal.draws.urls")),
    path("handbooks/", include("tongjian.doors.portal.handbooks.urls")),
    path("items/", include("tongjian.doors.portal.items.urls")),
    path("", include("tongjian.doors.portal.key_items.urls")),
    path("", include("tongjian.doors.portal.laws.urls")),
    path("ledger/", include("tongjian.doors.portal.ledger.urls")),
    path("plans/", include("tongjian.doors.portal.plans.urls")),
    path("reports/", include("tongjian.doors.portal.reports.urls")),
    path("", include("tongjian.doors.portal.scenarios.urls")),
    path("", include("tongjian.doors.portal.trust.urls")),
    path("", include("tongjian.doors.portal.visits.urls")),
]
