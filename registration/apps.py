"""Who comes, what they agreed to, what they were told, who took their data; and everybody's accounts."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Registration and accounts."""

    name = "registration"
    verbose_name = "등록"

    def ready(self) -> None:
        """Listen for new passwords and for logins."""
        from allauth.account.signals import password_changed, password_set
        from django.contrib.auth.signals import user_logged_in

        from registration.accounts import forget_initial_password
        from registration.joining import confirm_after_login

        password_changed.connect(forget_initial_password)
        password_set.connect(forget_initial_password)
        user_logged_in.connect(confirm_after_login)
