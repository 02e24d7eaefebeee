"""Programme files into the working copy.

A form (`yaml_form`) turns a file into plain records (`records`); `loading` brings records into the working copy,
whatever form they came from, and says what it did (`report`).
"""
