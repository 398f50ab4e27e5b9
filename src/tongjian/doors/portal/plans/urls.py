"""Addresses of published plans, in the portal's namespace at /public/plans/."""

from django.urls import path

from tongjian.doors.portal.plans import views

urlpatterns = [
    path("", views.plan_list, name="plans"),
    path("<str:code>/", views.plan, name="plan"),
    path("<str:code>/lines.<str:form>", views.lines_file, name="plan-lines"),
]
