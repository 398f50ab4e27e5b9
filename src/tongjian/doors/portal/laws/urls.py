from django.urls import path

from tongjian.doors.portal.laws import views

urlpatterns = [
    path("laws/", views.statute_list, name="laws"),
    path("laws/<str:code>/", views.statute, name="law"),
    path("clauses/<str:code>/", views.clause, name="clause"),
]
