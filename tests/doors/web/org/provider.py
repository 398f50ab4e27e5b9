"""A small OpenID provider that speaks HTTP: discovery, keys, authorization, tokens signed with its own key.

Written from the specification (OpenID Connect Core 1.0, RFC 7636), not with the library it is to test.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "tongjian", "s3cret"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Provider:
    """`person` is who signs in there; `bend` changes what a token says, `sign_with` who signs it, `metadata` what the
    provider says of itself."""

    def __init__(self):
        self.key, self.sign_with = KEYS[0], None
        self.person, self.bend, self.metadata, self.codes = {"sub": "u-1"}, {}, {}, {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, urlsplit(self.path), {})

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                provider.answer(self, urlsplit(self.path), dict(parse_qsl(self.rfile.read(length).decode())))

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, url, form):
        pages = {
            "/.well-known/openid-configuration": self.configuration,
            "/keys": self.keys,
            "/token": lambda: self.token(form, handler.headers.get("Authorization", "")),
        }
        body = pages[url.path]()
        status = 400 if "error" in body else 200
        content = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def configuration(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            **self.metadata,
        }

    def keys(self):
        numbers = self.key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k1", "n": number(numbers.n), "e": number(numbers.e)}
        return {"keys": [key]}

    def authorize(self, location):
        """What a person who says yes is sent back with: code and state."""
        asked = {name: value for name, [value] in parse_qs(urlsplit(location).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form, authorization):
        asked = self.codes.pop(form.get("code"), None)
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode() if authorization else ""
        proof = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or given != f"{CLIENT}:{SECRET}" or proof != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        if form["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.signed(said | self.bend)}

    def signed(self, claims):
        head = encoded(json.dumps({"alg": "RS256", "kid": "k1"}).encode())
        text = f"{head}.{encoded(json.dumps(claims).encode())}"
        key = self.sign_with or self.key
        return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"


KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
