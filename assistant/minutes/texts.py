"""The fixed wordings of minutes, which are the guide's."""

from __future__ import annotations

from assistant.guide import Guide
from assistant.packet.texts import Texts as PacketTexts

NAMES = frozenset(
    "title subtitle date time time_value running room people heading_credit credit_quoted credit_chosen credit_whose heading_time part "
    "taken planned time_counted minutes_planned minutes_taken total none heading_opening heading_closing asked_in heading_case "
    "not_reached ways first second both_votes way all_votes chart chart_alt chart_way chart_count few_votes no_votes vote_open moved "
    "moved_few votes_no_ruling clauses_read clauses_again consultation twist heading_questions heading_desk asked gap_lead "
    "heading_parking heading_others heading_about corpus votes_rule disclaimer".split()
)
"""What the guide must have."""


class Texts:
    """Looks the wordings up; those that minutes share with a packet are the packet's, in English."""

    def __init__(self, guide: Guide) -> None:
        self._minutes = guide.handouts.minutes
        self.packet = PacketTexts(guide, "en")

    def text(self, name: str, /, **values: object) -> str:
        """A wording, filled in where there are values."""
        return self._minutes[name].format(**values) if values else self._minutes[name]
