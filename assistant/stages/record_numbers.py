"""Numbers that are told by the word before them: a record, a policy, an account, a plate."""

from __future__ import annotations

import re

from assistant.stages.spans import Span

_LABEL = re.compile(
    r"\b(?:mrn|hicn|hbn|mbi|ssn|vin|(?:medical |med )?rec(?:ord)?s?|chart|case|file|claim|member|subscriber|beneficiary|policy|plan"
    r"|insurance|insur|ins|account|acct|medicaid|medicare|medi-cal|id|licen[cs]e|lic|passport|badge|inmate|booking|docket|alien|serial|site"
    r"|ref(?:erence)?|confirmation|group|routing|card|patient|client|pt|enrollment|voucher|device|expediente|exp|cuenta|poliza|matricula|caso|seguro|tarjeta)\b[.,]?"
    r"(?:[\s:#(=.]|\b(?:number|num|no|nbr|id|identification|code|rec|policy|plan|record|account|is|are|es|numero|de|del|under|with)\b)*$"
)
_SURE_LABEL = re.compile(r"(?:\b(?:mrn|hicn|hbn|mbi|ssn|vin|id|number|num|no|nbr|numero)\b[^a-z]*|[#:]\s?)(?:is |es )?$")
_VALUE = re.compile(r"(?<![\w$.,-])#?(?:[a-z]{1,6}[-/]?){0,2}\d[\w-]*\w")
_CODED = re.compile(r"#?(?!(?:cms|icd|cpt|hcpcs|dsm|iso|covid)-)[a-z]{1,6}-?\d{5,}\Z")
_A_YEAR = re.compile(r"(?:19|20)\d\d(?:-\d{2,4})?\Z")


def record_numbers(folded: str) -> list[Span]:
    """The numbers of records, policies and accounts in a folded text: announced by a word before, or of a telling shape."""
    spans = []
    for match in _VALUE.finditer(folded):
        value, before = match[0], folded[max(0, match.start() - 48) : match.start()]
        if _CODED.match(value) or (_LABEL.search(before) and _is_number(value, before)):
            spans.append(Span(*match.span(), "number"))
    return spans


def _is_number(value: str, before: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    if value.startswith("#") or _SURE_LABEL.search(before):
        return digits >= 3
    return digits >= 4 and not _A_YEAR.match(value)
