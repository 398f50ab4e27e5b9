"""Rows that acts on people begin with."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency, Officer, User
from tongjian.foundation.org.policies import visible_officers, visible_users


def lock_user(actor: Actor, user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(pk__in=visible_users(actor).values("pk"), pk=user_id).first()
    if user is None:
        raise NotFound("user_not_found", "没有这个用户，或者您无权查看。")
    return user


def find_agency(agency_id: UUID) -> Agency:
    agency = Agency.objects.select_related("kind", "region").filter(pk=agency_id, valid_until=None).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个机关，或者机关已撤销。")
    return agency


def lock_agency(agency_id: UUID) -> Agency:
    agencies = Agency.objects.select_related("kind", "region", "line_superior").select_for_update(of=("self",))
    agency = agencies.filter(pk=agency_id, valid_until=None).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个机关，或者机关已撤销。")
    return agency


def lock_officer(actor: Actor, officer_id: UUID) -> Officer:
    officers = Officer.objects.select_related("agency").select_for_update(of=("self",))
    officer = officers.filter(pk__in=visible_officers(actor).values("pk"), pk=officer_id).first()
    if officer is None:
        raise NotFound("officer_not_found", "没有这名执法人员，或者您无权查看。")
    return officer
