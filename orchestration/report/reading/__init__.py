"""What the page shows, read by SQL into columns; one module a subject. Does not belong here: words and looks.

A reader gives plain dictionaries and lists that orjson can write. Numbers that are shown are rounded here, once, to the
decimals of their metric, and travel as whole numbers of the last decimal: the browser only puts them into words.
"""
