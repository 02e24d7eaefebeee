"""What is on now and what comes next, by the clock of the conference."""

from program.now.moment import Now, RoomNow, is_on, next_change

__all__ = ["Now", "RoomNow", "is_on", "next_change"]
