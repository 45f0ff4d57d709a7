"""An SMTP server (aiosmtpd) on a free loopback port, for tests of what sends mail.

usage: smtp_server.py LOG MODE [CERTIFICATE KEY]

Prints its port. Each mail becomes a line of JSON in LOG. MODE is plain, starttls, tls or auth (starttls, and the user
"dr" with the password "let me in"). The receiver nobody@example.com is refused; deaf@example.com never gets an answer.
"""
import asyncio
import email
import email.policy
import json
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "nobody@example.com":
            return "550 5.1.1 no such user here"
        if address == "deaf@example.com":
            await asyncio.sleep(120)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": message["Subject"],
            "references": message["References"],
            "body": message.get_content(),
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data.decode() if session.auth_data else "",
            "defects": [str(defect) for defect in message.defects],
            "longest": max(len(part) for part in envelope.content.split(b"\r\n")),
        }
        with open(sys.argv[1], "a") as log:
            log.write(json.dumps(line, sort_keys=True) + "\n")
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == b"dr" and data.password == b"let me in"
    return AuthResult(success=right, auth_data=data.login if right else None)


async def main():
    mode = sys.argv[2]
    context = None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
    options = {"hostname": "mail.example.com"}
    if mode in ("starttls", "auth"):
        options |= {"tls_context": context, "require_starttls": True}
    if mode == "auth":
        options |= {"authenticator": authenticate, "auth_required": True}
    listener = socket.create_server(("127.0.0.1", 0))
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **options), sock=listener, ssl=context if mode == "tls" else None
    )
    print(listener.getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
