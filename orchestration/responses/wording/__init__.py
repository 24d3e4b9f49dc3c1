"""What is said of a response: whole, or as a line of a list. Pure.

Subject, kicker, headline and figures say which survey and how good a score, never who or what they wrote: they are read
on locked telephones. Does not belong here: reading, sending, how it looks.
"""
