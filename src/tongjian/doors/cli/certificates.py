"""A certificate authority of this installation, and the server certificate it signs.

Cameras, service workers and WebCrypto need a secure context as soon as the address is not localhost. People install
`ca.crt` on their devices once; server certificates are renewed under it without their doing.
"""

import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ANYWHERE = ("0.0.0.0", "::")
CA_DAYS, SERVER_DAYS, RENEW_DAYS = 3650, 397, 30
_ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: belongs to nobody; asking for the way there sends nothing


def server_certificate(folder: Path, *names_given: str) -> tuple[Path, Path]:
    """Certificate and key (PKCS#8) for this machine's names and those given, made or renewed where needed."""
    names = machine_names(*names_given)
    certificate, key = folder / "server.crt", folder / "server.key"
    if not _is_good(certificate, names):
        _issue(folder, names)
    return certificate, key


def machine_names(*given: str) -> list[str]:
    """Names and addresses under which this machine can be reached, without duplicates; what was given comes first."""
    own = socket.gethostname()
    found = ["localhost", "127.0.0.1", "::1", own, socket.getfqdn(), *_addresses(own), _outward_address()]
    return list(dict.fromkeys(name for name in [*given, *found] if name and name not in ANYWHERE))


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Until when phones and browsers accept the server, and its authority."""

    server: datetime
    authority: datetime
    names: list[str]


def lifetime(folder: Path) -> Lifetime | None:
    """None where no certificate was made."""
    if not (folder / "server.crt").exists():
        return None
    server, authority = (x509.load_pem_x509_certificate((folder / f"{n}.crt").read_bytes()) for n in ("server", "ca"))
    known = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Lifetime(server.not_valid_after_utc, authority.not_valid_after_utc, [str(name.value) for name in known])


def _addresses(name: str) -> list[str]:
    try:
        return [str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(name, None)]
    except socket.gaierror:
        return []


def _outward_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _is_good(path: Path, names: list[str]) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    known = set(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    lasting = certificate.not_valid_after_utc - datetime.now(UTC) > timedelta(days=RENEW_DAYS)
    return lasting and {_general_name(name) for name in names} <= known


def _subject(name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "通监")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority of this home, made at first need."""
    certificate, key = folder / "ca.crt", folder / "ca.key"
    if certificate.exists() and key.exists():
        loaded = serialization.load_pem_private_key(key.read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        return x509.load_pem_x509_certificate(certificate.read_bytes()), loaded
    private = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(f"通监本地根证书 {socket.gethostname()}"[:64])
    made = (
        _builder(subject, subject, private.public_key())
        .not_valid_after(datetime.now(UTC) + timedelta(days=CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    _write(certificate, key, made, private)
    return made, private


def _issue(folder: Path, names: list[str]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = _authority(folder)
    private = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    made = (
        _builder(_subject(names[0]), authority.subject, private.public_key())
        .not_valid_after(datetime.now(UTC) + timedelta(days=SERVER_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / "server.crt", folder / "server.key", made, private)


def _write(certificate: Path, key: Path, made: x509.Certificate, private: ec.EllipticCurvePrivateKey) -> None:
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secret)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
