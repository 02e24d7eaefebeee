"""Starred sessions: kept in the visitor's browser, carried by an address, never known to the site."""
