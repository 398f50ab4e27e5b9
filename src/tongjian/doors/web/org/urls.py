from django.urls import path

from tongjian.doors.web.org import accounts, agencies, deputies, officers, reforms, signing, users

app_name = "org"

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("second-step/", signing.second_step, name="second-step"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("link/<str:token>/", signing.redeem_link, name="redeem-link"),
    path("account/", accounts.account, name="account"),
    path("account/password/", accounts.password, name="password"),
    path("account/totp/", accounts.totp, name="totp"),
    path("account/post/", accounts.switch_post, name="switch-post"),
    path("account/deputies/", deputies.deputies, name="deputies"),
    path("account/deputies/<uuid:delegation_id>/end/", deputies.end, name="end-entrustment"),
    path("posts/<uuid:post_id>/deputy/", deputies.entrust, name="entrust-post"),
    path("agencies/", agencies.agency_list, name="agencies"),
    path("agencies/new/", agencies.establish, name="establish"),
    path("agencies/merge/", reforms.merge, name="merge-agencies"),
    path("agencies/<uuid:agency_id>/split/", reforms.split, name="split-agency"),
    path("agencies/<uuid:agency_id>/", agencies.agency_detail, name="agency"),
    path("agencies/<uuid:agency_id>/name/", agencies.rename, name="rename-agency"),
    path("agencies/<uuid:agency_id>/abolish/", agencies.abolish, name="abolish-agency"),
    path("agencies/<uuid:agency_id>/enforcement/", agencies.publish_enforcement, name="publish-enforcement"),
    path("agencies/<uuid:agency_id>/enforcement/end/", agencies.end_enforcement, name="end-enforcement"),
    path("agencies/<uuid:agency_id>/keys/", agencies.create_key, name="create-key"),
    path("keys/<uuid:key_id>/revoke/", agencies.revoke_key, name="revoke-key"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.create, name="create-user"),
    path("users/<uuid:user_id>/", users.user_detail, name="user"),
    path("users/<uuid:user_id>/link/", users.issue_link, name="issue-link"),
    path("users/<uuid:user_id>/deactivate/", users.deactivate, name="deactivate"),
    path("users/<uuid:user_id>/totp/", users.reset_second_factor, name="reset-totp"),
    path("users/<uuid:user_id>/posts/", users.add_post, name="add-post"),
    path("posts/<uuid:post_id>/close/", users.end_post, name="end-post"),
    path("officers/", officers.officer_list, name="officers"),
    path("officers/new/", officers.register, name="register-officer"),
    path("officers/<uuid:officer_id>/", officers.officer_detail, name="officer"),
    path("officers/<uuid:officer_id>/release/", officers.release, name="release-officer"),
    path("officers/<uuid:officer_id>/renew/", officers.renew, name="renew-certificate"),
]
