"""A small mail server that speaks SMTP (RFC 5321) on this machine and keeps what it is given."""

import email
import email.policy
import socketserver
import threading


class Letterbox:
    """`letters` are the messages, parsed. It refuses recipients in `refused`, and everything while `is_closed`."""

    def __init__(self):
        self.letters, self.refused, self.is_closed = [], set(), False
        box = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                box.talk(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address = True, True

        self.server = Server(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def talk(self, incoming, outgoing):
        def say(line):
            outgoing.write(f"{line}\r\n".encode())

        say("220 letterbox")
        for line in iter(incoming.readline, b""):
            verb, rest = line[:4].upper(), line.decode().strip()
            if verb == b"DATA":
                say("354 go on")
                content = b"".join(iter(incoming.readline, b".\r\n"))
                self.letters.append(email.message_from_bytes(content, policy=email.policy.default))
                say("250 kept")
            elif verb == b"QUIT":
                say("221 bye")
                return
            elif self.is_closed and verb == b"MAIL":
                say("451 not now")
            elif verb == b"RCPT" and any(name in rest for name in self.refused):
                say("550 nobody here")
            else:
                say("250 ok")
