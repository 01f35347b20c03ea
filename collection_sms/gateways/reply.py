"""Replies of customers, read by what a gateway says about them."""

from .webhook import Reply, Unreadable, Webhook


def read_replies(settings, webhook: Webhook) -> tuple[Reply, ...]:
    """The replies in ``webhook``; raises ``Unreadable``."""
    raise Unreadable("This gateway says nothing about replies.")
