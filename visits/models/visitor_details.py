"""What a visitor tells a host beyond the registration, encrypted; it never leaves but with the host's list."""

from typing import Any, Self

from django.db import models

from pobatt.encryption import decrypted, encrypted, rotated
from visits.models.booking import Booking


class VisitorDetailsQuerySet(models.QuerySet["VisitorDetails"]):
    """Words for choosing details."""

    def of_bookings(self, bookings: models.QuerySet[Booking]) -> Self:
        """Keep those of some bookings."""
        return self.filter(booking__in=bookings)


class VisitorDetails(models.Model):
    """The details of one booking: one token, since nobody needs to search in them."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="details", verbose_name="신청")
    token = models.TextField(editable=False)
    filled_in_at = models.DateTimeField("적은 때")

    objects = VisitorDetailsQuerySet.as_manager()

    class Meta:
        verbose_name = "방문자 상세 정보"
        verbose_name_plural = "방문자 상세 정보"

    def __str__(self) -> str:
        return str(self.booking)

    @property
    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the names of `Detail`; raises `pobatt.encryption.Undecipherable`."""
        return decrypted(self.token)

    @values.setter
    def values(self, values: dict[str, Any]) -> None:
        self.token = encrypted(values)

    def rotate(self) -> None:
        """Encrypt anew with the newest key; raises `pobatt.encryption.Undecipherable`."""
        self.token = rotated(self.token)
        self.save(update_fields=["token"])
