"""Who the people are and what each tool knows of them: the identity puzzle, before anything happens.

A person is known to one to five tools. Each tool holds some of: e-mail (in its own spelling), telephone (in its own
format), the company's own user id. Some chains are long (the help desk knows a telephone, billing a telephone and an
e-mail, the survey an e-mail), some are cut, twelve people share an office telephone, and namesakes are frequent. No
e-mail and no private telephone ever belongs to two people, so every equal pair is a true one.
"""

from dataclasses import dataclass
from random import Random

from sample_company.calendar import DAY, Calendar
from sample_company.catalogue import COUNTRIES, PLANS
from sample_company.words import FIRST, LAST, latin

HUB_SIZE = 12
_DOMAINS = ("gmail.com", "gmail.com", "mail.example", "post.example", "firma.example", "kontor.example")


@dataclass(slots=True)
class Knows:
    """What one tool holds of a person; None means the tool was never told."""

    email: str | None = None
    phone: str | None = None
    user_id: str | None = None


@dataclass(slots=True)
class Person:
    """One simulated human; `pid` is the person_id of the truth files."""

    pid: int
    first: str
    last: str
    country: str
    language: str
    currency: str
    plan: str
    yearly: bool
    email: str
    email2: str
    phone: str
    user_id: str
    joined: int
    mood: float
    stripe: Knows | None
    stripe_again: bool
    zendesk: Knows | None
    zendesk_again: bool
    usage: bool
    usage_email: bool
    surveys: bool
    survey_knows: str
    reviewer: bool
    anonymous_only: bool
    erased_at: int | None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def spell_email(rng: Random, email: str) -> str:
    """The same mailbox as another person typed it: capitals, spaces around, `+tag` where the provider ignores it."""
    draw = rng.random()
    if draw < 0.55:
        return email
    if draw < 0.70:
        return email.title()
    if draw < 0.80:
        return email.upper()
    if draw < 0.88:
        return f" {email} "
    local, domain = email.split("@")
    return f"{local}+{rng.choice(('shop', 'news', 'work'))}@{domain}" if domain == "gmail.com" else email


def spell_phone(rng: Random, phone: str, prefix: str) -> str:
    """The same number in another format; the country code is always there, so the digits decide."""
    digits = phone.removeprefix(prefix)
    draw = rng.random()
    if draw < 0.4:
        return phone
    if draw < 0.6:
        return f"{prefix} " + " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    if draw < 0.8:
        return f"00{prefix[1:]}-{digits[:4]}-{digits[4:]}"
    return f"({prefix}) {digits[:3]} {digits[3:]}"


def _told(rng: Random, person_email: str, phone: str, user_id: str, odds: tuple[float, float, float]) -> Knows:
    """At least one of the three is known."""
    known = Knows(
        person_email if rng.random() < odds[0] else None,
        phone if rng.random() < odds[1] else None,
        user_id if rng.random() < odds[2] else None,
    )
    if not (known.email or known.phone or known.user_id):
        known.email = person_email
    return known


def make_person(pid: int, rng: Random, calendar: Calendar) -> Person:
    """Draw one person. The first twelve of every thousand sit in the same office."""
    hub = pid % 1_000 < HUB_SIZE
    country = "DK" if hub else rng.choices(list(COUNTRIES), [c[0] for c in COUNTRIES.values()])[0]
    _, languages, currency, prefix, digits = COUNTRIES[country]
    language = rng.choice(languages)
    first, last = rng.choice(FIRST[language]), rng.choice(LAST[language])
    email = f"{latin(first)}.{latin(last)}{pid}@{rng.choice(_DOMAINS)}"
    email2 = f"{latin(last)}{pid}@hjem.example"
    own = f"{prefix}{(2 + pid % 7)}{pid:0{digits - 1}d}"
    phone = f"+45{33_000_000 + pid // 1_000}" if hub else own
    user_id = f"u_{pid:06d}"
    anonymous_only = not hub and rng.random() < 0.03
    kind = rng.random()
    in_stripe = hub or kind < 0.84
    stripe = _told(rng, email, phone, user_id, (0.9, 0.5, 0.6)) if in_stripe else None
    in_zendesk = hub or rng.random() < 0.55
    zendesk = _told(rng, email if rng.random() < 0.9 else email2, phone, user_id, (0.75, 0.35, 0.3))
    if hub:
        zendesk = Knows(None, phone, None) if pid % 2 else Knows(email, phone, None)
        stripe = Knows(email, phone, user_id)
    spread = calendar.horizon - calendar.start
    joined = calendar.start - rng.randrange(DAY, 400 * DAY)
    if not hub and rng.random() < 0.5:
        joined = calendar.start + rng.randrange(spread)
    gone = calendar.now - 40 * DAY + rng.randrange(calendar.horizon - calendar.now + 40 * DAY)
    erased = gone if in_stripe and not hub and rng.random() < 0.012 and gone > joined + 3 * DAY else None
    return Person(
        pid=pid,
        first=first,
        last=last,
        country=country,
        language=language,
        currency=currency,
        plan=rng.choices(PLANS, (55, 32, 13))[0],
        yearly=rng.random() < 0.15,
        email=email,
        email2=email2,
        phone=phone,
        user_id=user_id,
        joined=joined,
        mood=min(0.98, max(0.05, rng.gauss(0.68, 0.18))),
        stripe=None if anonymous_only else stripe,
        stripe_again=in_stripe and not hub and rng.random() < 0.02,
        zendesk=zendesk if in_zendesk and not anonymous_only else None,
        zendesk_again=in_zendesk and not hub and rng.random() < 0.04,
        usage=not anonymous_only and rng.random() < 0.7,
        usage_email=rng.random() < 0.85,
        surveys=anonymous_only or rng.random() < 0.8,
        survey_knows=rng.choices(("email", "user_id", "link", "both", "nothing"), (34, 24, 22, 14, 6))[0],
        reviewer=not anonymous_only and rng.random() < 0.35,
        anonymous_only=anonymous_only,
        erased_at=erased,
    )
