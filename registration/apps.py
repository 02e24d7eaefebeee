"""Who comes, what they agreed to, what they were told, who took their data; and everybody's accounts."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Registration and accounts."""

    name = "registration"
    verbose_name = "등록"

    def ready(self) -> None:
        """Listen for new passwords."""
        from allauth.account.signals import password_changed, password_set

        from registration.accounts import forget_initial_password

        password_changed.connect(forget_initial_password)
        password_set.connect(forget_initial_password)
