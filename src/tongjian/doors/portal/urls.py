from django.urls import URLPattern, URLResolver, include, path

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
<<<<<<< HEAD
    path("", include("tongjian.doors.portal.home.urls")),
=======
    path("draws/", include("tongjian.doors.portal.draws.urls")),
>>>>>>> planning
    path("", include("tongjian.doors.portal.visits.urls")),
]
