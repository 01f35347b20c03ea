"""Delivery reports of carriers, read by what a gateway says about them."""

from .incoming import Fields, read_each, read_items
from .price import read_price
from .settings import Settings
from .webhook import Report, Unreadable, Webhook


def read_reports(settings: Settings, webhook: Webhook) -> tuple[Report, ...]:
    """The reports in ``webhook``, none if it is about something else; raises ``Unreadable``."""
    if not settings.report_status:
        raise Unreadable("This gateway says nothing about delivery reports.")
    items = read_items(webhook, settings.report_list, settings.report_filter)
    return read_each(_read, settings, items)


def _read(settings: Settings, item: Fields) -> Report:
    status = item.text(settings.report_status)
    report = Report(
        status=status,
        state=(settings.report_states or {}).get(status.casefold(), ""),
        uuid=item.text(settings.report_uuid),
        carrier_ref=item.text(settings.report_ref),
        code=_code(settings, item.text(settings.report_code)),
        reason=item.text(settings.report_reason),
        **read_price(
            settings,
            cost=item.text(settings.report_cost),
            currency=item.text(settings.report_currency),
            segments=item.text(settings.report_segments),
        ),
    )
    if not status:
        raise Unreadable(f"There is no status: “{settings.report_status}” is missing.")
    if not report.uuid and not report.carrier_ref:
        raise Unreadable("It does not say which text it is about.")
    return report


def _code(settings: Settings, code: str) -> str:
    """Carriers report success as an error with the code 0 or 000."""
    return settings.report_code_prefix + code if code.strip("0") else ""
