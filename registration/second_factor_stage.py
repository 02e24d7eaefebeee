"""When a login asks for a second factor; imported with the first login, since allauth's stage weighs 11 MiB."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):
    """allauth's, for staff alone: the passkey of an attendee is a convenience, and a lost one must lock nobody out."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return bool(self.login.user and self.login.user.is_staff and super()._should_handle(request))
