"""The pages behind a message's links: to answer a warning, to end an audience's digests, to open the report.

A page says what will be recorded, and records it when a person presses the button. Looking never changes anything,
since mail programs and scanners open every link. Belongs here: the pages. Does not belong here: what a link says
(messages/links.py, reader_links.py) and what is done with it: a function that the caller gives.
"""
