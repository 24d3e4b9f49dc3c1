"""The page behind a message's links: it says what will be recorded, and records it when a person presses the button.

Looking never changes anything, since mail programs and scanners open every link. Belongs here: the page. Does not
belong here: what a link says (messages/links.py) and what is done with it: a function that the caller gives.
"""
