"""`serve --tls`, walked by a client that trusts only the authority of the home."""

import http.client
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from tongjian.doors.cli import serve
from tongjian.doors.cli.certificates import lifetime, machine_names, server_certificate
from tongjian.doors.cli.supervisor import Child, Supervisor

pytestmark = pytest.mark.engine("sqlite")

NAME = "jianguan.example"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def site():
    """Pages behind TLS and the redirect beside them, as `serve` starts them; no database is needed."""
    keys = settings.TONGJIAN_HOME / "keys" / "tls"
    address = serve.Address("127.0.0.1", free_port(), server_certificate(keys, NAME))
    plain = free_port()
    children = [serve._web(address, 1), serve._redirect(address, plain, machine_names(NAME))]
    ours = {"PYTHONPATH": "src:.", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for child in children:
        child.environment = {**child.environment, **ours}
        child.start()
    deadline = time.monotonic() + 30
    while not address.answers() and time.monotonic() < deadline:
        time.sleep(0.1)
    yield address, plain, keys
    Supervisor(children).stop()


def trusting(keys):
    return ssl.create_default_context(cafile=str(keys / "ca.crt"))


def test_who_trusts_the_authority_reaches_the_site_and_gets_it_for_his_phone(site):
    address, plain, keys = site
    page = urllib.request.urlopen(f"https://localhost:{address.port}/public/trust/", context=trusting(keys))
    over_tls = urllib.request.urlopen(f"{address.url}public/trust/ca.crt", context=trusting(keys)).read()
    over_http = urllib.request.urlopen(f"http://127.0.0.1:{plain}/ca.crt").read()

    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "下载根证书" in page.read().decode()
    assert over_tls == over_http == (keys / "ca.crt").read_bytes()


def test_cookies_travel_over_https_only(site):
    address, _, keys = site
    page = urllib.request.urlopen(f"{address.url}org/sign-in/", context=trusting(keys))

    cookies = page.headers.get_all("Set-Cookie")
    assert cookies and all("Secure" in cookie for cookie in cookies)


def test_who_does_not_trust_the_authority_is_warned(site):
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(site[0].url, context=ssl.create_default_context())


@pytest.mark.parametrize(("name", "good"), [(NAME, True), ("127.0.0.1", True), ("elsewhere.example", False)])
def test_the_certificate_is_good_for_the_names_given_and_no_others(site, name, good):
    address, _, keys = site
    with socket.create_connection(("127.0.0.1", address.port)) as raw:
        try:
            trusting(keys).wrap_socket(raw, server_hostname=name).close()
            accepted = True
        except ssl.SSLCertVerificationError:
            accepted = False
    assert accepted is good


@pytest.mark.parametrize(
    ("host", "target"), [(NAME, NAME), (f"{NAME}:8080", NAME), ("evil.example", NAME), ("[::1]:80", "[::1]")]
)
def test_plain_http_leads_to_https_of_a_known_name(site, host, target):
    address, plain, _ = site
    asking = http.client.HTTPConnection("127.0.0.1", plain)
    asking.request("GET", "/visits/?q=1", headers={"Host": host})
    answer = asking.getresponse()
    asking.close()

    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{target}:{address.port}/visits/?q=1"


def test_a_certificate_that_nears_its_end_is_renewed_while_the_pages_run(tmp_path, monkeypatch, time_machine):
    certificate, _ = server_certificate(tmp_path, NAME)
    first = certificate.read_bytes()
    web = Child("网页", [sys.executable, "-c", "import time; time.sleep(60)"])
    web.start()
    old = web.process
    renewal = serve.Renewal(certificate, (NAME,), web)
    renewal()
    assert certificate.read_bytes() == first, "looked at a few times a day only"

    monkeypatch.setattr(serve, "LOOK_SECONDS", 0.0)
    renewal.not_before = 0.0
    time_machine.move_to(lifetime(tmp_path).server, tick=True)
    renewal()
    old.wait(5)
    web.tend()
    web.tend()

    try:
        assert certificate.read_bytes() != first and NAME in lifetime(tmp_path).names
        assert web.is_running and web.process is not old and web.pause == 1.0
    finally:
        Supervisor([web]).stop()


@pytest.mark.django_db
def test_names_and_the_http_port_are_for_tls_only(tongjian):
    code, _, err = tongjian("serve", "--http-port", free_port())

    assert (code, "--tls" in err) == (1, True)
