"""What the phone of somebody with a second factor shows."""

from datetime import UTC, datetime

from django_otp.oath import TOTP


def code_of(device, *, steps=0):
    """The code `steps` half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = datetime.now(UTC).timestamp() + steps * device.step
    return f"{totp.token():06}"


def wrong_code(device):
    return f"{(int(code_of(device)) + 1) % 1_000_000:06}"
