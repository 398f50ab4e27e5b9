"""Addresses of published plans, in the portal's namespace at /public/plans/."""

from django.urls import path

from tongjian.doors.portal.plans import joint, views

urlpatterns = [
    path("", views.plan_list, name="plans"),
    path("joint/", joint.joint_list, name="joint-plans"),
    path("joint/<str:code>/", joint.joint_plan, name="joint-plan"),
    path("<str:code>/", views.plan, name="plan"),
    path("<str:code>/lines.<str:form>", views.lines_file, name="plan-lines"),
]
