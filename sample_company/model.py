"""What happened to one person: plain objects between the simulation, the vendors' renderings and the truth.

Nothing here knows JSON, HTTP or files.
"""

from dataclasses import dataclass, field

from sample_company.numbers import PER_PERSON, position, scramble
from sample_company.people import Person
from sample_company.states import State, States, fold


def stripe_id(prefix: str, created: int, number: int) -> str:
    """`in_9f3c...`: a Stripe id that hides the creation second and the number."""
    return f"{prefix}_{scramble(position(created, number))}"


@dataclass(slots=True)
class Account:
    """A Stripe customer."""

    number: int
    created: int
    states: States
    deleted_at: int | None
    user_id: str | None
    email: str | None
    phone: str | None

    @property
    def id(self) -> str:
        return stripe_id("cus", self.created, self.number)


@dataclass(slots=True)
class Subscription:
    number: int
    created: int
    account: Account
    changes: list[tuple[int, State]]

    @property
    def id(self) -> str:
        return stripe_id("sub", self.created, self.number)

    @property
    def states(self) -> States:
        return fold(self.changes, ("status", "canceled"))


@dataclass(slots=True)
class Invoice:
    number: int
    created: int
    account: Account
    subscription: Subscription | None
    amount: int
    plan: str
    states: States

    @property
    def id(self) -> str:
        return stripe_id("in", self.created, self.number)


@dataclass(slots=True)
class Charge:
    number: int
    created: int
    invoice: Invoice
    succeeded: bool
    states: States

    @property
    def id(self) -> str:
        return stripe_id("ch", self.created, self.number)


@dataclass(slots=True)
class Refund:
    number: int
    created: int
    charge: Charge
    amount: int

    @property
    def id(self) -> str:
        return stripe_id("re", self.created, self.number)


@dataclass(slots=True)
class HelpUser:
    """A Zendesk end user."""

    number: int
    created: int
    states: States
    email: str | None
    phone: str | None
    external_id: str | None

    @property
    def id(self) -> int:
        return 360_000_000_000 + self.number


@dataclass(slots=True)
class Ticket:
    number: int
    created: int
    requester: HelpUser
    subject: str
    body: str
    channel: str
    agent: int
    states: States = field(default_factory=list)
    audits: list[tuple[int, State]] = field(default_factory=list)
    metrics: list[tuple[int, str, str, int]] = field(default_factory=list)
    rating: States = field(default_factory=list)
    rating_number: int = 0

    @property
    def id(self) -> int:
        return 7_000_000_000 + self.number


@dataclass(slots=True)
class Response:
    """A Typeform response. `scores` holds what was answered; a question that is absent was skipped."""

    number: int
    form: str
    submitted: int
    landed: int
    visible: int
    gone: int | None
    hidden: dict[str, str]
    scores: dict[str, int]
    text: str | None
    tokens: list[str]
    platform: str

    @property
    def id(self) -> str:
        pos = position(self.submitted, self.number)
        return scramble(pos) + scramble(pos ^ 0x5A5A_5A5A)


@dataclass(slots=True)
class Review:
    number: int
    created: int
    consumer: str
    email: str | None
    reference: Invoice | None
    states: States
    gone: int | None

    @property
    def id(self) -> str:
        return f"{self.created:08x}{scramble(position(self.created, self.number))}"


@dataclass(slots=True)
class Life:
    """Everything that one person did and will do until the horizon."""

    person: Person
    plans: list[tuple[int, str]]
    accounts: list[Account] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    users: list[HelpUser] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    activity: list[float] = field(default_factory=list)
    mood: float = 0.5
    _taken: dict[str, int] = field(default_factory=dict)

    def take(self, resource: str) -> int:
        """The next object number of a resource; unique over all people."""
        local = self._taken.get(resource, 0)
        if local >= PER_PERSON:
            raise AssertionError(f"person {self.person.pid} has over {PER_PERSON} {resource}")
        self._taken[resource] = local + 1
        return self.person.pid * PER_PERSON + local

    def plan_at(self, second: int) -> str:
        """The plan in force at an instant."""
        return [plan for at, plan in self.plans if at <= second or at == self.plans[0][0]][-1]

    def feel(self, quality: float, weight: float = 0.3) -> None:
        """Let an experience (0 bad .. 1 good) move the mood."""
        self.mood = (1 - weight) * self.mood + weight * min(1.0, max(0.0, quality))
