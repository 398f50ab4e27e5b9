"""Addresses of duties, at /duties/."""

from django.urls import path

from tongjian.doors.web.duties import matrix, registers, settlements

app_name = "duties"

urlpatterns = [
    path("", matrix.matrix, name="matrix"),
    path("build/", matrix.build, name="build"),
    path("findings/counts/", matrix.counts, name="counts"),
    path("findings/", matrix.found, name="findings"),
    path("items/<str:code>/", matrix.item, name="item"),
    path("items/<str:code>/assign/", matrix.assign, name="assign"),
    path("rows/<uuid:duty_id>/end/", matrix.end, name="end"),
    path("enforcers/", registers.enforcers, name="enforcers"),
    path("transfers/", registers.transfers, name="transfers"),
    path("transfers/new/", registers.transfer_new, name="transfer-new"),
    path("transfers/<str:code>/", registers.transfer, name="transfer"),
    path("transfers/<str:code>/publish/", registers.transfer_publish, name="transfer-publish"),
    path("transfers/<str:code>/end/", registers.transfer_end, name="transfer-end"),
    path("commissions/", registers.commissions, name="commissions"),
    path("commissions/new/", registers.commission_new, name="commission-new"),
    path("commissions/<str:code>/", registers.commission, name="commission"),
    path("commissions/<str:code>/publish/", registers.commission_publish, name="commission-publish"),
    path("commissions/<str:code>/officers/", registers.commission_officers, name="commission-officers"),
    path("commissions/<str:code>/end/", registers.commission_end, name="commission-end"),
    path("settlements/", settlements.settlement_list, name="settlements"),
    path("settlements/new/", settlements.open_one, name="open"),
    path("settlements/propose/", settlements.propose, name="propose"),
    path("settlements/<str:code>/", settlements.detail, name="settlement"),
    path("settlements/<str:code>/take-up/", settlements.take_up, name="take-up"),
    path("settlements/<str:code>/answer/", settlements.answer, name="answer"),
    path("settlements/<str:code>/decide/", settlements.decide, name="decide"),
    path("settlements/<str:code>/close/", settlements.close, name="close"),
]
