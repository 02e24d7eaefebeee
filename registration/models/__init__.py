"""The concepts of registration, a file each."""

from registration.models.initial_password import InitialPassword

__all__ = ["InitialPassword"]
