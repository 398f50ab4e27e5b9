"""Settings. Everything that differs between places comes from the environment (docs/operations.md)."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tongjian.config import environment
from tongjian.config.logs import logging_for

ROOT = Path(__file__).resolve().parents[1]
TONGJIAN_HOME = environment.home()

DEBUG = environment.flag("TONGJIAN_DEBUG", default=False)
SECRET_KEY = environment.secret("TONGJIAN_SECRET_KEY", TONGJIAN_HOME / "keys" / "django.key")
SECRET_KEY_FALLBACKS = environment.previous_secret(TONGJIAN_HOME / "keys" / "django-previous.key")
ALLOWED_HOSTS = environment.words("TONGJIAN_HOSTS", default="*")
CSRF_TRUSTED_ORIGINS = environment.words("TONGJIAN_ORIGINS", default="")
TLS = environment.flag("TONGJIAN_TLS", default=False)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "ninja",
    "tongjian.foundation.kernel",
    "tongjian.foundation.ledger",
    "tongjian.foundation.rulebook",
    "tongjian.foundation.org",
    "tongjian.foundation.exchange",
    "tongjian.foundation.casework",
    "tongjian.supervision.registry",
    "tongjian.supervision.catalog",
    "tongjian.supervision.duties",
    "tongjian.supervision.scenarios",
    "tongjian.supervision.handbooks",
    "tongjian.supervision.inspections",
    "tongjian.supervision.key_items",
    "tongjian.supervision.plans",
    "tongjian.supervision.planning",
    "tongjian.doors.face",
    "tongjian.doors.web",
    "tongjian.doors.portal",
    "tongjian.doors.field",
    "tongjian.doors.cli",
]

MIDDLEWARE = [
    "tongjian.config.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongjian.doors.face.middleware.IdleMiddleware",
    "tongjian.doors.face.middleware.ActorMiddleware",
    "tongjian.doors.face.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tongjian.config.urls"
WSGI_APPLICATION = "tongjian.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongjian.doors.face.context.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

_DATABASE_FORM = "应为 postgres://用户:口令@主机:5432/库名（口令中的特殊字符用 %XX 表示）；用 SQLite 时不设置它。"
_SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE: a transaction that will write waits at its start instead of failing in the middle.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return _named_database(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": TONGJIAN_HOME / "tongjian.sqlite3",
        "OPTIONS": _SQLITE_OPTIONS,
    }


def _named_database(url: str) -> dict[str, Any]:
    """The address itself is not repeated: it holds a password."""
    try:
        found = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL 的写法不对。{_DATABASE_FORM}") from error
    if found.get("ENGINE") != "django.db.backends.postgresql" or not found.get("NAME"):
        raise ImproperlyConfigured(f"DATABASE_URL 不是 PostgreSQL 的地址。{_DATABASE_FORM}")
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "org:sign-in"
LOGIN_REDIRECT_URL = "web:workbench"
AXES_LOCK_OUT_AT_FAILURE = True
AXES_FAILURE_LIMIT = "tongjian.doors.web.org.signing.failure_limit"
AXES_COOLOFF_TIME = "tongjian.doors.web.org.signing.cool_off"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "tongjian.doors.web.org.signing.locked_out"
OTP_TOTP_ISSUER = "通监"
OPENID = environment.openid()

SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_SSL_REDIRECT = False
if environment.flag("TONGJIAN_PROXY", default=False):  # a proxy in front does TLS and sets this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = TONGJIAN_HOME / "static"
STATICFILES_DIRS = [("vendor", ROOT / "doors" / "face" / "vendor")]
MEDIA_ROOT = TONGJIAN_HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "schedule"]}}

SITE_NAME = os.environ.get("TONGJIAN_SITE_NAME", "通监")
IS_DEMO = (TONGJIAN_HOME / "demo-accounts.json").exists()
DEMO_NOTICE = "演示系统：单位、人员和检查结果均为虚构，抽取为演练。" if IS_DEMO else ""

# Events go up through this table only; see config/subscribers.py.
TONGJIAN_SUBSCRIBERS = "tongjian.config.subscribers.SUBSCRIBERS"
TONGJIAN_RULE_EFFECTS = "tongjian.config.effects.EFFECTS"
TONGJIAN_RETENTION = "tongjian.config.retention.RETENTION"

SITE_URL = environment.address("TONGJIAN_URL")
EMAIL = environment.mail("TONGJIAN_MAIL")
EMAIL_HOST, EMAIL_PORT = EMAIL.host, EMAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.user, EMAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = EMAIL.starts_tls, EMAIL.is_tls, 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("TONGJIAN_MAIL_FROM", "")
WEBHOOK_NETWORKS = environment.networks("TONGJIAN_WEBHOOK_NETWORKS")
WEBHOOK_PLAIN = environment.flag("TONGJIAN_WEBHOOK_PLAIN", default=False)
BACKUP_DAYS = environment.days("TONGJIAN_BACKUP_DAYS", default=7)

LOGGING = logging_for(environment.choice("TONGJIAN_LOG", ("text", "json")))
METRICS_TOKEN = os.environ.get("TONGJIAN_METRICS_TOKEN", "")
METRICS = environment.choice("TONGJIAN_METRICS", ("off", "loopback", "token"))
if (METRICS == "token") != bool(METRICS_TOKEN):
    raise ImproperlyConfigured("TONGJIAN_METRICS=token 和 TONGJIAN_METRICS_TOKEN 必须同时设置。")

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
