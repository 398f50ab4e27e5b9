"""What the organisation records. Never a name, a phone or a password: people are their keys."""

from dataclasses import dataclass
from typing import ClassVar

from tongjian.foundation.ledger.actions import declare

declare("org.reference_loaded", "载入区划与机关", "regions", "kinds", "agencies", "changed")
declare("org.townships_loaded", "载入乡镇街道", "added")
declare("org.departments_established", "批量设立机关", "agencies", "kinds", "codes_sha256")
declare("agency.established", "设立机关", "code", "kind", "region")
declare("agency.renamed", "机关更名", "before", "after")
declare("agency.abolished", "撤销机关", "valid_until", "successor", "reason")
declare("agency.merged", "机关合并", "successor", "document", "effective_on", "posts", "officers", "left")
declare("agency.took_over", "承接其他机关", "predecessors", "document", "effective_on")
declare("agency.split", "机关分立", "successors", "document", "effective_on", "posts", "officers", "left")
declare("agency.enforcement_published", "公布执法主体资格", "basis", "valid_from")
declare("agency.enforcement_ended", "终止执法主体资格", "valid_until", "reason")
declare("user.created", "创建用户", "kind")
declare("user.deactivated", "停用用户", "reason")
declare("user.link_issued", "签发一次性链接", "expires_at")
declare("user.password_set", "设置密码", "by_link")
declare("user.totp_confirmed", "启用动态口令")
declare("user.totp_reset", "重置动态口令", "reason")
declare("user.signed_in", "登录", "second_factor", "by_provider")
declare("user.identity_linked", "绑定统一身份", "issuer")
declare("user.identity_unlinked", "解除统一身份", "count")
declare("user.signed_out", "退出")
declare("user.sessions_ended", "结束登录会话", "count")
declare("user.locked_out", "登录锁定")
declare("user.post_chosen", "切换岗位", "post_id")
declare("post.opened", "任职", "agency_id", "role", "valid_from")
declare("post.closed", "离任", "valid_until")
declare("post.entrusted", "委托代办", "deputy_id", "valid_from", "valid_until", "reason")
declare("post.entrustment_ended", "结束代办", "deputy_id", "valid_until")
declare("officer.registered", "登记执法人员", "agency_id", "certificate_until")
declare("officer.renewed", "更新执法证有效期", "certificate_until")
declare("officer.certificate_ending", "提醒续办执法证", "certificate_until", "has_ended")
declare("officer.transferred", "随机构改革转隶", "agency_id", "document")
declare("officer.left", "执法人员离岗", "reason")
declare("api_key.created", "创建接口密钥", "prefix", "scopes")
declare("api_key.replaced", "更换接口密钥", "prefix", "by")
declare("api_key.revoked", "吊销接口密钥", "prefix")


@dataclass(frozen=True, slots=True)
class CertificateEnding:
    """An officer's certificate ends soon, or has ended."""

    name: ClassVar[str] = "officer.certificate_ending"

    officer_id: str


@dataclass(frozen=True, slots=True)
class CertificateSettled:
    """Renewed, or the officer has left: nobody need renew it any more."""

    name: ClassVar[str] = "officer.certificate_settled"

    officer_id: str


@dataclass(frozen=True, slots=True)
class AgencySucceeded:
    """What an agency had to do is for its successor from now on."""

    name: ClassVar[str] = "agency.succeeded"

    agency_id: str
    successor_id: str


@dataclass(frozen=True, slots=True)
class PostEntrusted:
    """A colleague stands in for the holder of a post."""

    name: ClassVar[str] = "post.entrusted"

    delegation_id: str
