"""A real SMTP server on loopback, which a test makes slow, unwilling or unreliable while it runs."""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.browser.site import free_port

# In place of an answer: the connection is cut, or nothing comes until the other side gives up.
CUT, SILENCE = "cut", "silence"


class MailServer:
    """Takes every mail, but for what its attributes say; it may be stopped, and started again on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.pause = 0.0  # seconds before every answer
        self.answers: dict[str, Iterator[str]] = {}  # in turn, to MAIL, RCPT, DATA or QUIT; "" is the usual one
        self.greylists = False
        self.known: set[tuple[str, str]] = set()  # sender and recipient
        self.received: list[EmailMessage] = []  # whole texts, whatever it answered to them
        self.recipients: list[str] = []  # of those

    def start(self) -> None:
        self._controller = PausingController(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Ends it, if it runs; from then on the port refuses connections."""
        if self._controller.server is not None:
            self._controller.stop()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, "MAIL")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        pair = (str(envelope.mail_from), address)
        if self.greylists and pair not in self.known:
            self.known.add(pair)
            return "451 4.7.1 Greylisted, please try again later"
        answer = await self._answer(server, "RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert envelope.original_content is not None
        text = envelope.original_content.replace(b"\r\n", b"\n")
        self.received.append(message_from_bytes(text, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return await self._answer(server, "DATA")

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return await self._answer(server, "QUIT", usual="221 2.0.0 Bye")

    async def _answer(self, server: SMTP, command: str, usual: str = "250 2.0.0 OK") -> str:
        answer = next(self.answers.get(command, iter(())), "") or usual
        if answer == CUT:
            server.transport.abort()
        if answer in (CUT, SILENCE):
            await asyncio.sleep(60)  # the end of the connection ends it
        return answer


class PausingController(Controller):
    """Answers only after the pause of its handler, the `MailServer`."""

    def factory(self) -> SMTP:
        return PausingSMTP(self.handler, hostname="post.example")


class PausingSMTP(SMTP):
    async def push(self, status: str | bytes) -> None:
        try:
            await asyncio.sleep(self.event_handler.pause)
        except asyncio.CancelledError:  # the other side has gone; before the greeting nothing else would close ours
            self._writer.close()
            raise
        await super().push(status)
