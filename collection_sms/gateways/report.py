"""Delivery reports of carriers, read by what a gateway says about them."""

from .webhook import Report, Unreadable, Webhook


def read_reports(settings, webhook: Webhook) -> tuple[Report, ...]:
    """The reports in ``webhook``; raises ``Unreadable``."""
    raise Unreadable("This gateway says nothing about delivery reports.")
