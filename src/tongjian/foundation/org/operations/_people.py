"""Rows that acts on people begin with."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency, User
from tongjian.foundation.org.policies import visible_users


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
