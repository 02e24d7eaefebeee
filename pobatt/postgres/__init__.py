"""A private PostgreSQL for a checkout that was given none, and the settings for one that was.

``configuration`` turns DATABASE_URL, or its absence, into Django's settings. ``base`` is the Django database engine
used in its absence: it starts the embedded server when nobody else has. ``home`` says where that server lives and as
whom it runs, ``binaries`` where its programs come from, ``cluster`` makes and configures its files, ``processes`` sees
who is alive, and ``server`` starts, adopts and stops it.
"""


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be started. The text is a sentence for the person at the terminal."""
