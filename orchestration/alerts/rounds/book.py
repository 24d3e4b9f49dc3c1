"""What a round goes by: rules, channels, owners and the metrics' definitions, read once and refused whole."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from expectations.registries.table import Row
from expectations.registries.table import read as read_registries
from orchestration.alerts.owners import Assignment, owner_of
from orchestration.alerts.rules import Known, Rule, known, require, rules_file
from orchestration.alerts.wording.subjects import Answers, Owner
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.settings import read_channels
from orchestration.lib.errors import UserError
from orchestration.lib.registries import SEEDS
from orchestration.lib.settings import Settings
from orchestration.messages import links
from orchestration.messages.rendered import Sender


@dataclass(frozen=True)
class Person:
    """A row of the registry owners: how they are shown, and how and when they are reached."""

    shown: Owner
    email: str | None
    manager: str | None
    is_in_hours: bool
    language: str = "en"


@dataclass(frozen=True)
class Book:
    """`public_url`, `link_secret`: of the page behind links; without an address messages name commands."""

    rules: tuple[Rule, ...]
    known: Known
    channels: Mapping[str, Channel]
    people: Mapping[str, Person]
    assignments: tuple[Assignment, ...]
    public_url: str | None = None
    link_secret: str = ""

    def rule(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.name == name), None)

    def person(self, name: str | None) -> Person | None:
        return self.people.get(name) if name else None

    def owner(self, name: str | None) -> Owner | None:
        person = self.person(name)
        return person.shown if person else None

    def everybody(self) -> str | None:
        """Who looks after whatever nobody else does."""
        return owner_of(self.assignments, {})[0]

    def answers(self, what: str, ref: str, actor: str | None, at: datetime) -> Answers:
        """Links in the owner's name, where there is a page for them."""
        if not self.public_url or not actor:
            return Answers()
        urls: dict[str, Any] = dict(links.urls(self.public_url, self.link_secret, what, ref, actor, at))
        return Answers(**urls)


def read_book(settings: Settings) -> Book:
    """From the rules file and the registries.

    Raises:
        UserError: one of them cannot be used; file, line and reason of every fault. Or links could not be signed.
    """
    seeds = settings.dbt_project / SEEDS
    registries = {registry.name: registry.rows for registry in read_registries(seeds, seeds / "_seeds.yml")}
    what = known(seeds)
    file = require(rules_file(), what, lambda section: read_channels(section, settings.state_dir).problems)
    public_url, link_secret = public_links()
    return Book(
        rules=file.rules,
        known=what,
        channels=read_channels(file.channels or {}, settings.state_dir).channels,
        people={row["owner"]: _person(row) for row in registries.get("owners", [])},
        assignments=tuple(
            Assignment(row["dimension"], row["dimension_value"], row["owner"], row["backup"])
            for row in registries.get("owner_assignments", [])
        ),
        public_url=public_url,
        link_secret=link_secret,
    )


def public_links() -> tuple[str | None, str]:
    """The page's address and the secret that its links are signed with."""
    address, secret = os.environ.get("VOC_PUBLIC_URL") or None, os.environ.get("VOC_LINK_SECRET", "")
    if address and len(secret) < links.SECRET_MIN:
        raise UserError(
            f"VOC_PUBLIC_URL is set, and VOC_LINK_SECRET has fewer than {links.SECRET_MIN} characters. Unset it, and "
            "`voc` makes one in the state folder; Dagster without `voc ui` needs it in its environment."
        )
    return address, secret


def sender_of(channel: Channel) -> Sender:
    """Who a channel's messages come from."""
    name, address = parseaddr(str(getattr(channel, "sender", "") or ""))
    reply_to = parseaddr(str(getattr(channel, "reply_to", "") or ""))[1]
    given: dict[str, Any] = {"name": name, "address": address, "reply_to": reply_to}
    return Sender(**{key: value for key, value in given.items() if value})


def _person(row: Row) -> Person:
    return Person(
        shown=Owner(row["owner"], row["title"] or "", row["time_zone"] or "UTC"),
        email=row["email"],
        manager=row["manager"],
        is_in_hours=bool(row["is_business_hours"]),
        language=row.get("language") or "en",
    )
