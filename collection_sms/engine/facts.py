"""What the engine is told about one case before it decides."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from .caps import Cap, Contacted
from .hours import Hours


class LineStatus(str, Enum):
    """Whether an open receivable line takes part in the follow-up."""

    FOLLOWED = "followed"
    EXCLUDED = "excluded"  # somebody ticked "no follow-up" on the invoice
    BLOCKED = "blocked"  # payment state "blocked": disputed, leave alone
    SETTLED = "settled"  # paid or in payment, though the ledger line is still open
    PLANNED = "planned"  # part of a running payment plan, which speaks for it


class Channel(str, Enum):
    """How a customer can be reached."""

    SMS = "sms"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"


class WayStatus(str, Enum):
    """Whether a message can and may go one way."""

    OPEN = "open"
    MISSING = "missing"  # no number, email or address
    INVALID = "invalid"
    LANDLINE = "landline"  # takes no texts
    OPTED_OUT = "opted_out"
    FAILED = "failed"  # the last message there did not arrive, and the address is the same


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the customer."""

    channel: Channel
    status: WayStatus = WayStatus.OPEN


@dataclass(frozen=True, slots=True)
class Rung:
    """One follow-up level. All durations are in days; ``delay`` is negative before the due date."""

    id: int
    position: int
    delay: int
    gap: int = 0
    repeat: int = 0  # 0: never
    hand_off: bool = False
    approve_first: bool = True
    channel: Channel | None = None  # tried first, whatever the customer prefers


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One open receivable line: what is still owed of one instalment of one invoice.

    ``amount`` is in the line's currency, ``company_amount`` in the company's; both positive.
    """

    id: int
    invoice_id: int
    currency_id: int
    amount: Decimal
    company_amount: Decimal
    due: date
    position: int = -1  # of the highest rung this line has reached, -1 for none
    contacted: date | None = None
    missed: bool = False  # the message of that rung did not arrive: it is due once more
    status: LineStatus = LineStatus.FOLLOWED
    payment_pending: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """Credit notes and payments not reconciled yet; amounts positive."""

    currency_id: int
    amount: Decimal
    company_amount: Decimal


@dataclass(frozen=True, slots=True)
class Promised:
    """An open promise: ``amount`` by ``day``; ``deadline`` is the last day of its grace."""

    currency_id: int
    amount: Decimal
    day: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Bartered:
    """Goods or services worth ``amount`` come by ``day``; ``deadline`` ends their grace."""

    currency_id: int
    amount: Decimal
    day: date
    deadline: date


class NoticeKind(str, Enum):
    """What a text says about an installment, in the order in which they follow each other."""

    BEFORE = "before"
    DUE = "due"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """An installment that is not paid in full: ``left`` is still open of it."""

    id: int
    day: date
    left: Decimal
    noticed: NoticeKind | None = None  # the latest text about it
    tried: bool = False  # the saved card was charged, or should have been


@dataclass(frozen=True, slots=True)
class Planned:
    """A running payment plan. Durations are in days; ``ahead`` of 0: no text before the day."""

    id: int
    currency_id: int
    parts: tuple[PlannedPart, ...]  # oldest first
    ahead: int
    grace: int
    texts: bool = True  # whether the policy wants texts about installments
    credit: Decimal = Decimal(0)  # open credit that its total was agreed on net of
    line_ids: frozenset[int] = frozenset()  # the lines it covers
    autopay: bool = False  # installments are charged to a saved card on their day


class RequestKind(str, Enum):
    """What a customer may ask for."""

    EXTENSION = "extension"  # more time
    HARDSHIP = "hardship"
    DISPUTE = "dispute"  # of one or several invoices
    PAID = "paid"  # "I have paid already"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Respite:
    """A running request lets the ladder rest until the end of ``until``.

    ``waiting``: nobody has answered yet.
    """

    kind: RequestKind
    until: date
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """The rule that applies to a customer, and what it is applied to at the instant ``at``.

    ``rule``: None where no rule applies, and then nobody is contacted. ``home``: the company's
    time zone, in which its days begin.
    """

    at: datetime
    home: str = "UTC"
    rule: int | None = None
    hours: Hours | None = None
    zones: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    contacts: tuple[Contacted, ...] = ()
    unconsented: frozenset[Channel] = frozenset()  # no consent, and the rule requires one


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision about one case depends on, except today's date."""

    case_id: int
    rungs: tuple[Rung, ...] = ()  # ordered by delay; empty: no active policy
    climb: bool = True  # one rung per contact, however old the invoice
    minimum: Decimal = Decimal(0)  # in company currency
    lines: tuple[OpenLine, ...] = ()
    credits: tuple[Credit, ...] = ()
    promises: tuple[Promised, ...] = ()  # open ones only
    barters: tuple[Bartered, ...] = ()  # whose goods are awaited or not netted yet
    plans: tuple[Planned, ...] = ()  # running ones only
    plan_offered_until: date | None = None  # our proposal waits for the customer's answer
    plan_asked_until: date | None = None  # the customer's plan waits for our approval
    goods_offered_until: date | None = None  # our offer to take goods waits for an answer
    goods_asked_until: date | None = None  # the customer's offer of goods waits for ours
    respites: tuple[Respite, ...] = ()  # of running requests
    punctual: int = 0  # invoices settled, if always on time and the policy spares good payers
    ways: tuple[Way, ...] = (Way(Channel.SMS),)  # in the order to try, the preferred one first
    other_ways: tuple[Way, ...] = ()  # only for rungs that insist on one of them
    customer_excluded: bool = False
    paused_until: date | None = None  # first day on which the follow-up goes on
    in_review: bool = False  # handed to a person
    awaiting_approval: bool = False  # a drafted text waits for somebody
    last_contact: date | None = None
    contact: Contact | None = None  # None: no contact rules are asked
