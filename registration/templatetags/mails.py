"""What the first page of the admin says of mails."""

from django import template

from registration.models import Message

register = template.Library()


@register.simple_tag
def parked_letters() -> int:
    """Return how many mails were given up and wait for somebody to look at them."""
    return Message.objects.letters().parked().count()
