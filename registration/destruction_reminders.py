"""What was taken out has a day by which it is to be destroyed; on that day a mail says so, once."""

from datetime import date

from registration.messages import queue
from registration.models import Download

KIND = "destroy"


def remind(today: date) -> int:
    """Queue one mail for each file whose day has come and of which nobody has said '파기 완료'; return how many."""
    due = Download.objects.without_codes().due(today).select_related("user")
    sent = 0
    for download in due:
        if download.user is not None and download.user.email and download.user.is_active:
            queue(
                key=f"{KIND}:{download.pk}",
                kind=KIND,
                template="registration/emails/destroy",
                context={"download": download},
                address=download.user.email,
                user=download.user,
            )
            sent += 1
    return sent
