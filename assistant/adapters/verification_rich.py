"""Prints what became of an answer that was verified again (rich)."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.adapters.answer_rich import MAX_WIDTH
from assistant.verification import StatementFinding, Verification

_REASONS = {
    "not_verbatim": "these are not the clause's words",
    "no_such_clause": "there is no such clause",
    "no_citation": "it names no clause",
    "not_in_guide": "it is no wording of the guide",
    "other_verdict": "the receipt gives it the verdict of another kind",
}


def print_verification(console: Console, findings: Verification) -> None:
    """Print the versions, each statement with its old and its new verdict, and the sum."""
    width = min(console.width, MAX_WIDTH)
    console.print(_versions(findings), width=width)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("then", no_wrap=True)
    table.add_column("now", no_wrap=True)
    table.add_column("statement", ratio=1)
    for finding in findings.statements:
        now = Text(finding.now, style="green") if finding.now else Text("FAILS", style="bold red")
        table.add_row(Text(finding.then), now, _told(finding))
    console.print()
    console.print(table, width=width)
    if shown := _shown(findings):
        console.print(Text(f"\n{shown}", style="bold red" if findings.differs else "yellow"), width=width)
    console.print(Text(f"\n{_sum(findings)}", style="bold green" if findings.stands else "bold red"), width=width)


def _shown(findings: Verification) -> str:
    """What the answer shows beside its statements, where that is not what they say or cannot be told."""
    if findings.differs:
        fields = ", ".join(findings.differs)
        return f"What the answer shows is not what its statements say: {fields}."
    if findings.shown_as_stated is None:
        return "Only the statements are verified: there is no whole answer here, or its other wordings are not those of today's guide."
    return ""


def _versions(findings: Verification) -> Table:
    table = Table.grid(padding=(0, 2))
    content = Text("as it was made", style="green") if findings.unchanged else Text("CHANGED since it was made", style="bold red")
    table.add_row(Text("receipt", style="bold"), Text(_plain(findings.receipt_id)), content)
    for version in findings.versions:
        state = Text("the same") if version.same else Text(f"now {version.now}", style="yellow")
        table.add_row(Text(version.name, style="bold"), Text(_plain(version.then)), state)
    return table


def _told(finding: StatementFinding) -> Text:
    told = Text(_plain(finding.text))
    if finding.citations:
        told.append(_plain(f" [{', '.join(finding.citations)}]"), style="dim")
    if finding.reason:
        told.append(f"\n{_REASONS.get(finding.reason, f'the verifier finds: {finding.reason}')}", style="yellow")
    return told


def _plain(text: str) -> str:
    """A receipt may come from anywhere: nothing in it may steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _sum(findings: Verification) -> str:
    failed = sum(s.now is None for s in findings.statements)
    count = len(findings.statements)
    changed = "" if findings.unchanged else "The receipt is not as it was made. "
    if failed:
        return f"{changed}{failed} of {count} statements no longer stand{'s' if failed == 1 else ''}."
    other = [v.name for v in findings.versions if not v.same]
    since = f", although other versions are in use now ({', '.join(other)})" if other else ""
    shown = ", and nothing else is shown" if findings.shown_as_stated else ""
    return f"{changed}All {count} statements stand{since}{shown}."
