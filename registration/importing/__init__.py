"""People from a spreadsheet: read it, compare it with who is registered, take it in one transaction."""
