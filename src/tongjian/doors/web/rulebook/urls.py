from django.urls import path

from tongjian.doors.web.rulebook import amending, book, changes, comparing, laws, texts, views

app_name = "rulebook"

urlpatterns = [
    path("", views.parameters, name="parameters"),
    path("checks/", views.checks, name="checks"),
    path("terms/", views.terms, name="terms"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/new/", changes.load_year, name="load-year"),
    path("book/", book.book, name="book"),
    path("book/file/", book.download, name="download"),
    path("book/propose/", book.propose, name="propose-book"),
    path("laws/", laws.statutes, name="statutes"),
    path("laws/<str:code>/", laws.statute, name="statute"),
    path("laws/<str:code>/text/", texts.statute_text, name="statute-text"),
    path("laws/<str:code>/text/accept/", texts.accept, name="accept-statute-text"),
    path("clauses/<str:code>/", laws.clause, name="clause"),
    path("clauses/<str:code>/change/", amending.propose, name="amend"),
    path("clause-changes/", amending.clause_changes, name="clause-changes"),
    path("clause-changes/<uuid:change_id>/", amending.clause_change, name="clause-change"),
    path("clause-changes/<uuid:change_id>/approve/", amending.approve, name="approve-clause-change"),
    path("clause-changes/<uuid:change_id>/reject/", amending.reject, name="reject-clause-change"),
    path("compare/", comparing.compare, name="compare"),
    path("changes/", views.changes, name="changes"),
    path("changes/<uuid:change_id>/", changes.change_detail, name="change"),
    path("changes/<uuid:change_id>/approve/", changes.approve, name="approve"),
    path("changes/<uuid:change_id>/reject/", changes.reject, name="reject"),
    path("<uuid:parameter_id>/", views.parameter_detail, name="parameter"),
    path("<uuid:parameter_id>/change/", changes.propose, name="propose"),
    path("<uuid:parameter_id>/change/effects/", changes.effects, name="effects"),
]
