"""A mail server (PyPI `aiosmtpd`) that is as unkind as it is told to be.

The arguments are what happens to one connection after the other; when they are used up, all is well. It prints `port N`, and a
line of JSON for each mail that it has taken.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP

SLOW_S = 0.3
plan = sys.argv[1:]


def parts(raw):
    """What arrived, read by Python's own parser."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    bodies = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    defects = [str(defect) for part in message.walk() for defect in part.defects]
    headers = {name.lower(): str(value) for name, value in message.items()}
    return {"type": message.get_content_type(), "headers": headers, "bodies": bodies, "defects": defects}


class Handler:
    def __init__(self, fate):
        self.fate = fate

    async def step(self, name, server):
        if self.fate == "tarpit":
            await asyncio.sleep(SLOW_S)
        if self.fate == f"drop at {name}":
            server.transport.abort()
            return "451 gone already"
        if self.fate == f"later at {name}":
            return "451 come back later"
        return None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        refused = await self.step("ehlo", server)
        session.host_name = hostname
        return [refused] if refused else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        refused = await self.step("mail", server)
        envelope.mail_from = address
        return refused or "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = await self.step("rcpt", server)
        envelope.rcpt_tos.append(address)
        return refused or "250 ok"

    async def handle_DATA(self, server, session, envelope):
        refused = await self.step("data", server)
        if refused:
            return refused
        told = {"to": envelope.rcpt_tos, "fate": self.fate, **parts(envelope.content)}
        print(json.dumps(told), flush=True)
        if self.fate == "hang up before the answer":
            server.transport.abort()
        return "250 taken"


class Unkind(SMTP):
    """Some fates befall a connection where no handler is asked."""

    def connection_made(self, transport):
        if self.event_handler.fate == "drop at connect":
            transport.abort()
        else:
            super().connection_made(transport)

    async def smtp_DATA(self, arg):
        if self.event_handler.fate == "drop in the text":
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def connection():
    fate = plan.pop(0) if plan else "ok"
    return Unkind(Handler(fate), hostname="mail.example.net", loop=asyncio.get_running_loop())


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
