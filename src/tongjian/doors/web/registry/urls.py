from django.urls import path

from tongjian.doors.web.registry import history, likenesses, map, merging, permits, premises, relations, tags, views

app_name = "registry"

urlpatterns = [
    path("", views.entity_list, name="list"),
    path("map/", map.entity_map, name="map"),
    path("new/", views.register, name="register"),
    path("<uuid:entity_id>/", views.entity_detail, name="detail"),
    path("<uuid:entity_id>/print/", views.entity_print, name="print"),
    path("<uuid:entity_id>/correct/", views.correct, name="correct"),
    path("<uuid:entity_id>/known/", history.known_on, name="known"),
    path("<uuid:entity_id>/merge/", merging.merge, name="merge"),
    path("likenesses/", likenesses.likeness_list, name="likenesses"),
    path("likenesses/<uuid:likeness_id>/", likenesses.decide, name="decide-likeness"),
    path("merges/<uuid:merge_id>/undo/", merging.unmerge, name="unmerge"),
    path("<uuid:entity_id>/interests/new/", views.declare_interest, name="declare-interest"),
    path("<uuid:entity_id>/interests/<uuid:interest_id>/end/", views.end_interest, name="end-interest"),
    path("<uuid:entity_id>/premises/new/", premises.add, name="add-premises"),
    path("<uuid:entity_id>/premises/<uuid:premises_id>/correct/", premises.correct, name="correct-premises"),
    path("<uuid:entity_id>/premises/<uuid:premises_id>/close/", premises.close, name="close-premises"),
    path("<uuid:entity_id>/permits/new/", permits.add, name="add-permit"),
    path("<uuid:entity_id>/permits/<uuid:permit_id>/correct/", permits.correct, name="correct-permit"),
    path("<uuid:entity_id>/permits/<uuid:permit_id>/end/", permits.end, name="end-permit"),
    path("<uuid:entity_id>/relations/new/", relations.add, name="add-relation"),
    path("<uuid:entity_id>/relations/<uuid:relation_id>/end/", relations.end, name="end-relation"),
    path("tags/", tags.add_many, name="tag-many"),
    path("<uuid:entity_id>/tags/new/", tags.add, name="add-tag"),
    path("<uuid:entity_id>/tags/<uuid:tagging_id>/remove/", tags.remove, name="remove-tag"),
]
