"""How a password is set, whichever way it comes."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import SignIn, User
from tongjian.foundation.org.operations._sessions import end_all

# Django's Chinese catalogue lacks some of these sentences.
_SENTENCES = {
    "password_too_short": "密码至少 10 位。",
    "password_too_common": "这个密码太常见，容易被猜到。",
    "password_too_similar": "密码与用户名或者姓名太相近。",
}


def set_password(user: User, password: str) -> None:
    """Ends every session of the person.

    Raises RuleViolated for a weak one (AUTH_PASSWORD_VALIDATORS), saying everything that is wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        sentences = [_SENTENCES.get(error.code or "", "".join(error.messages)) for error in weak.error_list]
        raise RuleViolated("weak_password", "".join(sentences)) from weak
    user.set_password(password)
    user.save(update_fields=["password"])
    end_all(SignIn.objects.filter(user=user))
