from django.urls import path

from tongjian.doors.web.inspections import acts, arbitration, attendances, causes, papers, reports, views, watch

app_name = "inspections"

urlpatterns = [
    path("", views.visit_list, name="list"),
    path("approvals/", acts.approvals, name="approvals"),
    path("watch/", watch.notice_list, name="watch"),
    path("watch/<uuid:notice_id>/", watch.notice_detail, name="watch-detail"),
    path("watch/parts/<uuid:part_id>/answer/", watch.answer, name="watch-answer"),
    path("watch/parts/<uuid:part_id>/return/", watch.send_back, name="watch-return"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<uuid:report_id>/", reports.report_detail, name="report"),
    path("reports/<uuid:report_id>/conclude/", reports.conclude, name="conclude-report"),
    path("order/<uuid:entity_id>/", causes.order, name="order"),
    path("announce/<uuid:entity_id>/", attendances.announce, name="announce"),
    path("<uuid:visit_id>/", views.visit_detail, name="detail"),
    path("<uuid:visit_id>/notice/", views.visit_notice, name="notice"),
    path("<uuid:visit_id>/notice/preview/", papers.preview_notice, name="preview-notice"),
    path("<uuid:visit_id>/notice/issue/", papers.issue_notice, name="issue-notice"),
    path("<uuid:visit_id>/date/", acts.set_date, name="set-date"),
    path("<uuid:visit_id>/code/", acts.issue, name="issue-code"),
    path("<uuid:visit_id>/code/revoke/", acts.revoke, name="revoke-code"),
    path("<uuid:visit_id>/cancel/", acts.cancel, name="cancel"),
    path("teams/<uuid:team_id>/submit/", acts.submit, name="submit"),
    path("teams/<uuid:team_id>/approve/", acts.approve, name="approve"),
    path("teams/<uuid:team_id>/decline/", acts.decline, name="decline"),
    path("teams/<uuid:team_id>/officers/<int:place>/", acts.replace, name="replace-officer"),
    path("teams/<uuid:team_id>/results/", views.team_results, name="results"),
    path("teams/<uuid:team_id>/results/accept/", acts.accept_results, name="review"),
    path("teams/<uuid:team_id>/results/return/", acts.send_back, name="return-results"),
    path("teams/<uuid:team_id>/results/publish/", acts.publish, name="publish"),
    path("teams/<uuid:team_id>/result/preview/", papers.preview_result, name="preview-result"),
    path("teams/<uuid:team_id>/result/issue/", papers.issue_result, name="issue-result"),
    path("teams/<uuid:team_id>/offer/", acts.offer, name="offer"),
    path("handovers/<uuid:handover_id>/accept/", acts.accept_offer, name="accept-offer"),
    path("handovers/<uuid:handover_id>/return/", acts.return_offer, name="return-offer"),
    path("handovers/<uuid:handover_id>/arbitration/", arbitration.arbitration, name="arbitration"),
    path("handovers/<uuid:handover_id>/arbitration/ask/", arbitration.ask_again, name="ask-designation"),
]
