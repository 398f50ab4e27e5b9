"""What is done to the ground itself."""

from tongjian.foundation.kernel.operations.discard_expired import discard_expired
from tongjian.foundation.kernel.operations.reencrypt_fields import reencrypt_fields

__all__ = ["discard_expired", "reencrypt_fields"]
