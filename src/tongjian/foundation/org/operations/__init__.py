"""Every way to change agencies and people."""

from tongjian.foundation.org import events
from tongjian.foundation.org.operations._succession import Carried
from tongjian.foundation.org.operations.abolish_agency import abolish_agency
from tongjian.foundation.org.operations.change_password import change_password
from tongjian.foundation.org.operations.choose_post import choose_post
from tongjian.foundation.org.operations.close_post import close_post
from tongjian.foundation.org.operations.confirm_totp import confirm_totp
from tongjian.foundation.org.operations.create_api_key import create_api_key
from tongjian.foundation.org.operations.create_user import create_user
from tongjian.foundation.org.operations.deactivate_user import deactivate_user
from tongjian.foundation.org.operations.end_enforcement_status import end_enforcement_status
from tongjian.foundation.org.operations.end_entrustment import end_entrustment
from tongjian.foundation.org.operations.end_session import end_session
from tongjian.foundation.org.operations.end_sessions import end_sessions
from tongjian.foundation.org.operations.entrust_post import PERSONAL_ROLES, entrust_post
from tongjian.foundation.org.operations.establish_agency import establish_agency
from tongjian.foundation.org.operations.establish_departments import establish_departments
from tongjian.foundation.org.operations.issue_one_time_link import issue_one_time_link
from tongjian.foundation.org.operations.link_by_username import link_by_username
from tongjian.foundation.org.operations.link_identity import link_identity
from tongjian.foundation.org.operations.load_reference import load_reference
from tongjian.foundation.org.operations.load_townships import TownshipRow, load_townships
from tongjian.foundation.org.operations.merge_agencies import merge_agencies
from tongjian.foundation.org.operations.note_lockout import note_lockout
from tongjian.foundation.org.operations.note_sign_in import note_sign_in
from tongjian.foundation.org.operations.note_sign_out import note_sign_out
from tongjian.foundation.org.operations.offer_totp import offer_totp
from tongjian.foundation.org.operations.open_post import open_post
from tongjian.foundation.org.operations.open_session import open_session
from tongjian.foundation.org.operations.pass_second_step import pass_second_step
from tongjian.foundation.org.operations.publish_enforcement_status import publish_enforcement_status
from tongjian.foundation.org.operations.redeem_one_time_link import redeem_one_time_link
from tongjian.foundation.org.operations.register_officer import register_officer
from tongjian.foundation.org.operations.release_officer import release_officer
from tongjian.foundation.org.operations.rename_agency import rename_agency
from tongjian.foundation.org.operations.renew_certificate import renew_certificate
from tongjian.foundation.org.operations.reset_totp import reset_totp
from tongjian.foundation.org.operations.revoke_api_key import revoke_api_key
from tongjian.foundation.org.operations.rotate_api_key import rotate_api_key
from tongjian.foundation.org.operations.set_up_region import set_up_region
from tongjian.foundation.org.operations.split_agency import split_agency
from tongjian.foundation.org.operations.take_on_people import Newcomer, TakenOn, take_on_people
from tongjian.foundation.org.operations.tell_of_certificates import tell_of_certificates
from tongjian.foundation.org.operations.touch_session import touch_session
from tongjian.foundation.org.operations.unlink_identity import unlink_identity
from tongjian.foundation.org.operations.use_api_key import use_api_key

__all__ = [
    "Carried",
    "Newcomer",
    "PERSONAL_ROLES",
    "TakenOn",
    "TownshipRow",
    "abolish_agency",
    "change_password",
    "choose_post",
    "close_post",
    "confirm_totp",
    "create_api_key",
    "create_user",
    "deactivate_user",
    "end_enforcement_status",
    "end_entrustment",
    "end_session",
    "end_sessions",
    "entrust_post",
    "establish_agency",
    "establish_departments",
    "events",
    "issue_one_time_link",
    "link_by_username",
    "link_identity",
    "load_reference",
    "load_townships",
    "merge_agencies",
    "note_lockout",
    "note_sign_in",
    "note_sign_out",
    "offer_totp",
    "open_post",
    "open_session",
    "pass_second_step",
    "publish_enforcement_status",
    "redeem_one_time_link",
    "register_officer",
    "release_officer",
    "rename_agency",
    "renew_certificate",
    "reset_totp",
    "revoke_api_key",
    "rotate_api_key",
    "set_up_region",
    "split_agency",
    "take_on_people",
    "tell_of_certificates",
    "touch_session",
    "unlink_identity",
    "use_api_key",
]
