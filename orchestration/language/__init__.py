"""Words, numbers, dates and plurals as the reader's language has them.

    with speaking("et"):
        say("NPS fell to {value}.", value=number(3.2, 1))

English texts in the code are the keys of the catalogues (catalogues/<language>.po); what a catalogue lacks is said in
English. Does not belong here: what is said.
"""

from __future__ import annotations

from orchestration.language.locales import LANGUAGES
from orchestration.language.speech import language, say, say_count, say_forms, speaking, title

__all__ = ["LANGUAGES", "language", "say", "say_count", "say_forms", "speaking", "title"]
