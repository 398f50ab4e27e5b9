"""Plain http beside `serve --tls`: hands out the authority's certificate and sends everything else to https.

A process of its own without Django, started by `serve --http-port`. It asks for names that the certificate knows, so
that nobody is sent to a foreign host.
"""

import argparse
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = "/ca.crt"


class Redirect(BaseHTTPRequestHandler):
    """`main` makes a class of it with `names`, `default`, `to_port` and `authority`."""

    names: frozenset[str]
    default: str
    to_port: int
    authority: Path
    timeout = 10

    def do_GET(self) -> None:  # noqa: N802  the name http.server calls
        if self.path == CERTIFICATE:
            return self._answer(
                HTTPStatus.OK, {"Content-Type": "application/x-x509-ca-cert"}, self.authority.read_bytes()
            )
        port = "" if self.to_port == 443 else f":{self.to_port}"
        path = self.path if self.path.startswith("/") else "/"
        return self._answer(HTTPStatus.PERMANENT_REDIRECT, {"Location": f"https://{self._host()}{port}{path}"}, b"")

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _host(self) -> str:
        asked = self.headers.get("Host", "")
        host = asked.partition("]")[0].removeprefix("[") if asked.startswith("[") else asked.partition(":")[0]
        host = host if host in self.names else self.default
        return f"[{host}]" if ":" in host else host

    def _answer(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  http.server's own name
        """Says nothing: what is redirected is logged where it arrives."""


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, kind in (("--host", str), ("--port", int), ("--to-port", int), ("--authority", Path)):
        parser.add_argument(name, type=kind, required=True)
    parser.add_argument("--name", action="append", required=True)
    given = parser.parse_args()
    facts = {"names": frozenset(given.name), "default": given.name[0], "to_port": given.to_port}
    handler = type("Handler", (Redirect,), {**facts, "authority": given.authority})
    with ThreadingHTTPServer((given.host, given.port), handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
