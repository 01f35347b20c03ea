"""Pure follow-up decisions: frozen facts in, one frozen decision out.

Nothing in this package imports Odoo, reads a clock or touches a database, so every rule can be read
and tested on its own. ``models/`` gathers the facts and applies the decisions.
"""

from .afterwards import afterwards, without_draft
from .amounts import read_money
from .autopay import ChargeRefusal, refuse_charge
from .backoff import back_off
from .balance import free_credits, still_true, what_is_due
from .barter import (
    Arrival,
    BarterLimits,
    BarterRefusal,
    DeliveryCondition,
    DeliveryRefusal,
    Netting,
    OpenItem,
    in_company_currency,
    most_in_kind,
    net,
    refuse_barter,
    refuse_delivery,
)
from .caps import Cap, Contacted, spare, tightest
from .cells import harmless_cell
from .channels import choose_way, still_goes, ways_in_order
from .contact import FREE, contact_hold, next_instant, opening
from .covered import Covered, CoveredLine
from .date_rules import compile_date_rules
from .dates import FoundDate, read_date
from .decide import decide, notice_hold, standing_hold
from .decisions import Due, HandOff, Hold, HoldReason, Nothing, Notice, Step, Text
from .delivery import is_news
from .facts import (
    Bartered,
    Channel,
    Contact,
    Credit,
    Facts,
    LineStatus,
    NoticeKind,
    OpenLine,
    Planned,
    PlannedPart,
    Promised,
    RequestKind,
    Respite,
    Rung,
    Way,
    WayStatus,
)
from .hours import Hours, Window, is_open, narrowed, next_opening, weekly
from .installments import Plan, PlanVerdict, allot, allotted, judge_plan, missed
from .intents import Intent, IntentRules, Reading, compile_intent_rules, read_intents
from .looking import next_look
from .notices import is_current, passed_notice
from .numbers import classify_number, international
from .offer_changes import GoodsChange, compare_goods
from .offers import (
    GOODS_LIMIT,
    OFFERS_PER_CASE,
    Goods,
    OfferRefusal,
    Side,
    StandingOffer,
    is_expired,
    last_day_of_rest,
    refuse_acceptance,
    refuse_goods,
    refuse_standing,
)
from .opt_out import ChannelWish, compile_opt_out_rules, read_channel_wish
from .payers import PaymentHistory, history_begins, pays_on_time
from .payment import (
    Payable,
    chosen,
    due_part,
    open_by_currency,
    overdue_by_currency,
    parse_amount,
    payable_lines,
)
from .plans import (
    Part,
    PlanChoice,
    PlanOffer,
    PlanRefusal,
    PlanTerms,
    Rhythm,
    due_days,
    latest_first_day,
    possible_counts,
    refuse_plan,
    schedule,
    split,
)
from .preferences import Wishes, WishOffer, WishRefusal, refuse_wishes
from .promises import (
    Promise,
    PromiseOffer,
    Refusal,
    Verdict,
    judge,
    minimum_amount,
    refuse,
)
from .public_holidays import public_holidays
from .requests import (
    COURTESIES,
    WAITING_DAYS,
    WORDS_LIMIT,
    Outcome,
    RequestOffer,
    RequestRefusal,
    RequestTerms,
    RequestVerdict,
    Wish,
    judge_request,
    money_has_come,
    offer_request,
    outcome,
    refuse_request,
)
from .scripts import TYPICAL, fill, named_in, unknown_placeholders
from .segments import Segments, cheaper_letters, count_segments, plain_letters, plain_spaces
from .signature import SignatureRefusal, refuse_signature
from .timeline import Event, Timeline, arrange
from .tone import TONE_KINDS, Finding, ScriptUse, Severity, ToneKind, lint, tone
from .tone_rules import ToneRules, tone_rules
from .uploads import FILE_LIMIT, FILES_LIMIT, Upload, UploadRefusal, clean_name, refuse_uploads
from .zones import country_of_number, time_zones
