"""The pages of registration: the form, the code, my page, the ticket."""
