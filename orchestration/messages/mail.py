"""A message as a mail: text and HTML that say the same, the pictures inside, headers that keep a thread together.

Nothing in it is fetched from anywhere. The same message, recipient and time give the same bytes, boundaries included.
Does not belong here: what the HTML looks like (html.py and templates/), and sending.
"""

from __future__ import annotations

import hashlib
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.utils import format_datetime

from orchestration.messages import html, inert, pictures, text
from orchestration.messages.headers import POLICY, add_unsubscribe
from orchestration.messages.message import Message, Severity, State
from orchestration.messages.rendered import Occasion, Rendered, Sender

CONTENT_TYPE = "message/rfc822"
# They follow something that was said before; State tells the same of what was acknowledged or resolved.
FOLLOWING = frozenset({"worsened", "resolved", "reminder", "escalated"})
# Each is a letter of its own: programs show it as a new mail, not below the last one.
APART = frozenset({"digest", "delayed", "response"})


def message_id(message: Message, channel_kind: str, recipient: str, sender: Sender) -> str:
    """The same for the same message to the same recipient: a second delivery is known as one everywhere."""
    return f"<{_digest('message', message.key, channel_kind, recipient)}@{_idna(sender.domain)}>"


def thread_id(message: Message, recipient: str, sender: Sender) -> str:
    """What all messages of a thread refer to. No message bears it, so none has to be the first."""
    return f"<{_digest('thread', message.thread, recipient)}@{_idna(sender.domain)}>"


def subject(message: Message) -> str:
    """Equal but for `Re:` throughout a thread, for programs that look at subjects as well as at references."""
    follows = message.kind not in APART and (message.kind in FOLLOWING or message.state is not State.TRIGGERED)
    return f"Re: {inert.one_line(message.subject)}" if follows else inert.one_line(message.subject)


def eml(message: Message, occasion: Occasion) -> Rendered:
    """The whole mail."""
    sender, recipient = occasion.sender, occasion.recipient
    mail = EmailMessage(policy=POLICY)
    mail["Message-ID"] = message_id(message, occasion.kind, recipient, sender)
    if message.kind not in APART:
        mail["In-Reply-To"] = mail["References"] = thread_id(message, recipient, sender)
    mail["Date"] = format_datetime(occasion.said_at)
    mail["From"] = _address(sender.name, sender.address)
    mail["To"] = _address("", recipient) if "@" in recipient else Group(recipient or "undisclosed")
    if sender.reply_to:
        mail["Reply-To"] = _address("", sender.reply_to)
    mail["Subject"] = subject(message)
    # No answers from absent colleagues' programs: RFC 3834, and Exchange's own header.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["List-ID"] = f"<{inert.clean(sender.list_id)}>"
    add_unsubscribe(mail, message.unsubscribe)
    if message.severity is Severity.CRITICAL and message.state is State.TRIGGERED:
        mail["Importance"] = "high"
    words = text.plain(message)
    page = html.page(message, occasion)
    mail.set_content(words, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    part = mail.get_payload()[1]  # type: ignore[index]
    for each in pictures.within(message, sender, page):
        part.add_related(  # type: ignore[union-attr]
            each.png, "image", "png", cid=f"<{each.name}>", disposition="inline", filename=f"{each.name}.png"
        )
    # Last, since add_alternative() moves Content-* headers into the first part.
    mail["Content-Language"] = message.language
    # Of the content too: nobody who writes a comment can know it, and end a part with it.
    seal = _digest("boundary", message.key, recipient, words, page)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seal}.{number}")
    return Rendered(inert.one_line(message.subject), CONTENT_TYPE, mail.as_bytes())


def _address(name: str, address: str) -> Address:
    """Raises ValueError for what is no address, or one that needs a mail server of another kind (SMTPUTF8)."""
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError("An address has letters before its @ that not every mail server takes.")
    return Address(display_name=inert.one_line(name), addr_spec=f"{local}@{_idna(domain)}")


def _idna(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _digest(*parts: str) -> str:
    # Lengths keep ("a", "bc") and ("ab", "c") apart.
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:40]
