"""A channel's sender under a brand. Does not belong here: reading brands (brands.py)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.messages.rendered import Sender
from orchestration.subscriptions import logo
from orchestration.subscriptions.model import Brand


def branded(sender: Sender, brand: Brand, list_name: str = "") -> Sender:
    """What the brand says, else the channel's. The envelope stays the channel's.

    Args:
        list_name: what the List-ID begins with; without it the sender's stays.

    Raises:
        UserError: the logo is not what it was when the file was read.
    """
    given: dict[str, Any] = {
        "name": brand.name,
        "brand": brand.name,
        "address": brand.sender,
        "reply_to": brand.reply_to,
        "colour": brand.colour,
        "list_id": f"{list_name}.{brand.list_domain}" if list_name else "",
        "logo": _picture(brand),
    }
    return replace(sender, **{key: value for key, value in given.items() if value})


def _picture(brand: Brand) -> bytes | None:
    if brand.logo is None:
        return None
    try:
        return logo.read(brand.logo)
    except ValueError as error:
        raise UserError(f"The logo {brand.logo.name} cannot be used: {error}.") from None
