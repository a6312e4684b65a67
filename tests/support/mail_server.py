"""A mail server for the tests, on a free port of 127.0.0.1, or the one of --port.

Writes one JSON object a line: first {"port": ..., "ca": ...}, then one for each
mail that it takes: {"from": ..., "to": [...], "text": ..., "connection": ...,
"tls": ..., "user": ...}. Addresses choose their own fate: refused@ (550 to
RCPT), later@ (450), toobig@ (552 to the text), closing@ (421 to the text),
dropped@ (the connection is closed without an answer to the text).
"""
import argparse
import asyncio
import json
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

from aiosmtpd.smtp import SMTP, AuthResult

FATES = {"refused": "550 5.1.1 No such user here", "later": "450 4.2.0 Greylisted, come back"}


def say(**what):
    print(json.dumps(what), flush=True)


class Mailbox:
    def __init__(self, refuse_sender):
        self.refuse_sender = refuse_sender

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuse_sender:
            return "550 5.7.1 Sender not allowed"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        fate = FATES.get(address.split("@")[0])
        if fate:
            return fate
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "toobig":
            return "552 5.3.4 Message too big"
        if name == "closing":
            return "421 4.3.2 Shutting down"
        if name == "dropped":
            server.transport.abort()
            return "250 OK"
        say(**{
  "from" : envelope.mail_from, "to" : envelope.rcpt_tos,
      "text" : envelope.original_content.decode("latin-1"), "connection" : session.peer[1],
      "tls" : session.ssl is not None,
      "user" : session.auth_data.decode() if session.auth_data else ""})
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"ann", b"s3cret")
    return AuthResult(success=known, handled=known, auth_data=data.login)


def identity(directory):
    """Makes a key and a certificate that is its own authority."""
    key, certificate = directory + "/key.pem", directory + "/ca.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context, certificate


async def serve(how):
    directory = tempfile.TemporaryDirectory()
    context, certificate = identity(directory.name) if how.tls else (None, "")
    starttls = context if how.tls == "starttls" else None

    def session():
        return SMTP(Mailbox(how.refuse_sender), hostname="mail.test", tls_context=starttls,
                    require_starttls=starttls is not None, auth_required=how.auth,
                    auth_require_tls=False, authenticator=authenticate if how.auth else None)

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", how.port, ssl=context if how.tls == "implicit" else None)
    say(port=server.sockets[0].getsockname()[1], ca=certificate)
    await server.serve_forever()


class RawSession:
    """Speaks SMTP by hand, to be able to speak it badly."""

    def __init__(self, connection, manner):
        self.connection, self.manner = connection, manner

    def run(self):
        if self.manner == "silent":
            return threading.Event().wait()
        self.reply("220 mail.test")
        lines = self.connection.makefile("rb")
        refused = False
        for line in lines:
            verb = line[:4].upper()
            if refused:
                continue  # It neither answers nor hangs up.
            if verb == b"RCPT" and b"refused@" in line:
                refused = True
                self.reply("550-5.1.1 Nobody is called that;\r\n550 5.1.1 ask somebody else")
            elif verb == b"DATA":
                self.reply("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += lines.readline()
                say(text=text.decode("latin-1"), connection=self.connection.getpeername()[1])
                self.reply("250 OK")
                if self.manner == "brief":
                    self.reply("421 4.4.2 Idle for too long")
                    return self.connection.shutdown(socket.SHUT_RDWR)
            elif verb == b"QUIT" and self.manner == "stubborn":
                refused = True
            else:
                self.reply("250 OK")

    def reply(self, text):
        self.connection.sendall(text.encode() + b"\r\n")


def serve_raw(manner):
    door = socket.create_server(("127.0.0.1", 0))
    say(port=door.getsockname()[1], ca="")
    while True:
        connection, _ = door.accept()
        threading.Thread(target=RawSession(connection, manner).run, daemon=True).start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["starttls", "implicit"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--refuse-sender", action="store_true")
    parser.add_argument("--raw", choices=["silent", "stubborn", "brief"])
    how = parser.parse_args()
    if how.raw:
        serve_raw(how.raw)
    asyncio.run(serve(how))


if __name__ == "__main__":
    sys.exit(main())
