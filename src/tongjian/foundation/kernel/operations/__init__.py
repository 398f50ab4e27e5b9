"""What is done to the ground itself."""

from tongjian.foundation.kernel.operations.reencrypt_fields import reencrypt_fields

__all__ = ["reencrypt_fields"]
