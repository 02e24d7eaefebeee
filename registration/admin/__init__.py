"""What organisers see and do in the admin, a file per concept."""

from registration.admin.message import MessageAdmin

__all__ = ["MessageAdmin"]
