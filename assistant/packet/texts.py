"""The names of the texts that a packet needs of the guide."""

NAMES = frozenset(
    "title subtitle date receipt heading_question masked heading_earlier heading_note heading_short kind_quote kind_paraphrase kind_gap "
    "kind_guidance kind_notice kind_model legend heading_clauses section force edition place characters heading_open open_none "
    "heading_others others_lead ours heading_agreed agreed step by_whom by_when present heading_about code file corpus receipt_is verify "
    "disclaimer page unanswered".split()
)
