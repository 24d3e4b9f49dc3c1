"""From the published file, and from `restricted` for texts and names, to facts. Every query is bounded.

Belongs here: SQL that chooses rows. Does not belong here: numbers that no mart has, and words.
"""
