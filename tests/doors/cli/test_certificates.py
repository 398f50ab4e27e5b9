from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from tongjian.doors.cli.certificates import RENEW_DAYS, SERVER_DAYS, server_certificate

read = x509.load_pem_x509_certificate


def trusts(folder, name):
    """What a browser that trusts the authority does with the server's certificate."""
    store = Store([read((folder / "ca.crt").read_bytes())])
    verifier = PolicyBuilder().store(store).build_server_verifier(x509.DNSName(name))
    return verifier.verify(read((folder / "server.crt").read_bytes()), [])


def test_a_browser_that_trusts_the_authority_trusts_the_server_under_its_names(tmp_path):
    server_certificate(tmp_path, "jianguan.example")

    assert trusts(tmp_path, "localhost") and trusts(tmp_path, "jianguan.example")


def test_keys_are_readable_by_their_owner_only(tmp_path):
    server_certificate(tmp_path, "127.0.0.1")

    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}


def test_a_certificate_is_kept_while_it_lasts(tmp_path):
    server_certificate(tmp_path, "127.0.0.1")
    first = (tmp_path / "server.crt").read_bytes()
    server_certificate(tmp_path, "127.0.0.1")

    assert (tmp_path / "server.crt").read_bytes() == first


@pytest.mark.parametrize("days", [SERVER_DAYS - RENEW_DAYS + 1, SERVER_DAYS + 1])
def test_a_certificate_near_its_end_is_renewed_under_the_same_authority(tmp_path, time_machine, days):
    server_certificate(tmp_path, "127.0.0.1")
    authority, first = (tmp_path / "ca.crt").read_bytes(), (tmp_path / "server.crt").read_bytes()
    time_machine.move_to(datetime.now(UTC) + timedelta(days=days))
    server_certificate(tmp_path, "127.0.0.1")

    assert (tmp_path / "ca.crt").read_bytes() == authority
    assert (tmp_path / "server.crt").read_bytes() != first


def test_a_new_name_gets_a_new_certificate(tmp_path):
    server_certificate(tmp_path, "127.0.0.1")
    server_certificate(tmp_path, "jianguan.example")

    assert trusts(tmp_path, "jianguan.example")
