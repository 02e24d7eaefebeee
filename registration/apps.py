"""Who comes, what they agreed to, what they were told, who took their data; and everybody's accounts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse


class RegistrationConfig(AppConfig):
    """Registration and accounts."""

    name = "registration"
    verbose_name = "등록"

    def ready(self) -> None:
        """Listen for new passwords and logins; say what the site collects; give organisers their permissions."""
        from allauth.account.signals import password_changed, password_set
        from allauth.mfa.signals import authentication_failed, authenticator_added
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

        from program.policy import tells_policy
        from registration import day_passes
        from registration.access import grant
        from registration.accounts import forget_initial_password
        from registration.exports import forget_person
        from registration.joining import confirm_after_login
        from registration.login_records import note_failure, note_login, note_logout, note_wrong_number
        from registration.policy import tell
        from registration.second_factor import count_enrolment
        from registration.signals import attendee_erased
        from registration.social_adapter import attach_pending

        day_passes.opens("desk", "등록대", lambda day_pass: reverse("staff:desk"))
        attendee_erased.connect(forget_person)
        password_changed.connect(forget_initial_password)
        password_set.connect(forget_initial_password)
        authenticator_added.connect(count_enrolment)
        user_logged_in.connect(confirm_after_login)
        user_logged_in.connect(note_login)
        user_logged_in.connect(attach_pending)
        user_logged_out.connect(note_logout)
        user_login_failed.connect(note_failure)
        authentication_failed.connect(note_wrong_number)
        post_migrate.connect(grant)
        tells_policy(tell)
