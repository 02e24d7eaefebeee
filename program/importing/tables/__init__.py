"""Programmes in tables: our own spreadsheet, whatever office or contractor made another one, and CSV."""
