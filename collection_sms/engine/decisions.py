"""What the engine can answer. A decision always names its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from .facts import Channel, NoticeKind, OpenLine, Rung


class HoldReason(str, Enum):
    """Why a customer is not contacted now."""

    POLICY_OFF = "policy_off"
    CUSTOMER_EXCLUDED = "customer_excluded"
    HARDSHIP = "hardship"
    PAUSED = "paused"
    IN_REVIEW = "in_review"
    AWAITING_APPROVAL = "awaiting_approval"
    INVOICE_BLOCKED = "invoice_blocked"
    INVOICE_EXCLUDED = "invoice_excluded"
    IN_PAYMENT = "in_payment"
    PAYMENT_PENDING = "payment_pending"
    UNRECONCILED_CREDIT = "unreconciled_credit"
    EXTENSION = "extension"
    CHECKING_PAYMENT = "checking_payment"
    REQUEST_WAITING = "request_waiting"
    PROMISED = "promised"
    BARTER = "barter"
    BARTER_OFFERED = "barter_offered"
    BARTER_TO_ANSWER = "barter_to_answer"
    PLAN_OFFERED = "plan_offered"
    PLAN_TO_APPROVE = "plan_to_approve"
    ON_PLAN = "on_plan"
    BELOW_MINIMUM = "below_minimum"
    GOOD_PAYER = "good_payer"
    NUMBER_MISSING = "number_missing"
    NUMBER_INVALID = "number_invalid"
    LANDLINE = "landline"
    EMAIL_MISSING = "email_missing"
    EMAIL_INVALID = "email_invalid"
    ADDRESS_MISSING = "address_missing"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"
    MINIMUM_GAP = "minimum_gap"
    NO_RULE = "no_rule"
    NO_CONSENT = "no_consent"
    CONTACT_CAP = "contact_cap"
    OUTSIDE_HOURS = "outside_hours"
    NO_COMMON_HOUR = "no_common_hour"
    FAILED = "failed"  # never decided here: the facts could not be read, or the text not written


@dataclass(frozen=True, slots=True)
class Due:
    """What a text would name."""

    amounts: tuple[tuple[int, Decimal], ...] = ()  # (currency id, net of credits), positive only
    company_amount: Decimal = Decimal(0)  # net of credits, in company currency
    lines: tuple[OpenLine, ...] = ()

    @property
    def oldest(self) -> date | None:
        """The earliest due date; None when nothing is due."""
        return min((line.due for line in self.lines), default=None)

    @property
    def invoices(self) -> int:
        """How many invoices the lines belong to."""
        return len({line.invoice_id for line in self.lines})


@dataclass(frozen=True, slots=True)
class Step:
    """One line moves up to a rung because of this contact."""

    line_id: int
    rung: Rung


@dataclass(frozen=True, slots=True)
class Text:
    """Send the script of ``rung``; afterwards the lines stand where ``steps`` says."""

    rung: Rung
    steps: tuple[Step, ...]
    due: Due
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class Notice:
    """Send a text about an installment of a plan: ``amount`` is all of the plan that is to be paid
    by ``day``. ``parts``: the installments it speaks for, each with what is said about it now."""

    plan_id: int
    kind: NoticeKind
    parts: tuple[tuple[int, NoticeKind], ...]
    amount: Decimal
    day: date
    due: Due
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class HandOff:
    """The ladder has ended: a person takes over."""

    rung: Rung
    steps: tuple[Step, ...]
    due: Due


@dataclass(frozen=True, slots=True)
class Hold:
    """Do not contact now. ``until``: the first day this may change by itself, if one is known;
    ``at``: the same as an instant, where the contact rules name one."""

    reason: HoldReason
    due: Due
    until: date | None = None
    figure: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """No rung is due before ``until`` (None: the ladder has nothing more to say)."""

    due: Due
    until: date | None = None


Decision = Text | Notice | HandOff | Hold | Nothing
