"""Programmes that other programs or other people wrote.

A reader (`frab_xml`, `schedule_json`, `pretalx`, or `program.importing.tables`) says what the file says, unjudged
(`programme`); `decisions` makes records of it and says every choice in the report.
"""
