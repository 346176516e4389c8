"""The `eval` command: asks one or more answerers every labelled question, and reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from assistant.adapters.progress_rich import BuildProgress
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings, load_settings
from assistant.wiring import build
from evals.answerers.choose import OURS, choose
from evals.cases import DATA, UNTOUCHED, Case, read_cases
from evals.gate import print_gate
from evals.judges import choose_judge, written_judge
from evals.metrics.context import Context
from evals.outputs import check_outputs, write_outputs
from evals.proof import print_proof
from evals.replies import Answerer
from evals.runner import Result, run_cases
from evals.runs import Run, RunFolder, new_record, slug
from evals.stability import with_stability
from evals.stored import StoreSearch
from evals.tables import print_report


def evaluate(
    data: Annotated[list[Path] | None, typer.Argument(help="Files of labelled questions; none takes the project's untouched ones.")] = None,
    answerer: Annotated[
        list[str] | None,
        typer.Option(help='"ours" (default), "extractive", "generated", "baselines", "contract:URL" or "chat:URL#MODEL"; may be repeated.'),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses/--no-misses", help="List every miss.")] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for the runs, the report and its other forms; a killed run goes on.")] = None,
    gate: Annotated[bool, typer.Option("--gate", help="End with 1 when a figure is below its floor in evals/gate.yaml.")] = False,
    proof: Annotated[bool, typer.Option("--proof", help="End with 1 unless a chat model changes wording alone, all supported.")] = False,
    judge_model: Annotated[str, typer.Option(help="A chat model as judge of paraphrases, as PROVIDER:MODEL.")] = "",
) -> None:
    """Measure the answers against labelled questions."""
    if out is not None:
        check_outputs()
    console = Console()
    settings = load_settings()
    assistant = build(settings, BuildProgress(Console(stderr=True)), pausing=False)
    clause_ids = frozenset(c.id for c in assistant.parts.clauses)
    files = _read(data or [DATA / f"{name}.jsonl" for name in UNTOUCHED], clause_ids)
    context = _context(assistant, judge_model, settings)
    answerers = choose(answerer or [OURS], assistant, settings.corpus)
    runs = [_run(console, a, files, context, out and out / slug(a.name)) for a in answerers]
    for run in runs:
        print_report(console, run, files, misses=misses)
        if all(r.reply is None for r in run.results):
            raise InvalidInput(
                f"{run.record.answerer} answered none of the {len(run.results)} questions; the first: {run.results[0].error}",
                "Look at the answerer, then run again.",
            )
    if out is not None:
        write_outputs(out, runs, {c.id: c.label for c in assistant.parts.clauses})
        console.print(f"written to {out}: report.html, summary.md and a folder for each answerer", soft_wrap=True)
    if gate and not print_gate(console, runs[0]):
        raise typer.Exit(1)
    if proof and not print_proof(console, runs):
        raise typer.Exit(1)


def _context(assistant: Assistant, judge_model: str, settings: Settings) -> Context:
    """What the metrics know; a chat model as judge also says what it thinks of the sentences that another one wrote."""
    clauses, guide = assistant.parts.clauses, assistant.parts.guide
    judge = choose_judge(judge_model, clauses, guide, settings.data, consent=settings.chat_consent)
    return Context(
        clauses={c.id: c.text for c in clauses},
        judge=judge,
        written=written_judge(clauses, guide),
        second=judge if judge_model else None,
        stored=StoreSearch(settings.data),
    )


def _read(paths: Sequence[Path], clause_ids: frozenset[str]) -> dict[str, list[Case]]:
    """The cases of each file by its name, or by its path where two files have one name; InvalidInput for an id that recurs."""
    stems = [p.stem for p in paths]
    files = {p.stem if stems.count(p.stem) == 1 else str(p): read_cases(p, clause_ids) for p in paths}
    ids = [c.id for cases in files.values() for c in cases]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise InvalidInput(f"Case ids occur in more than one file: {', '.join(twice[:5])}.", "Give each case an id of its own.")
    return files


def _run(console: Console, answerer: Answerer, files: dict[str, list[Case]], context: Context, folder: Path | None) -> Run:
    """Ask the answerer every case, writing each result as it comes where there is a folder."""
    record = new_record(answerer, context.judge.name, files)
    store = RunFolder(folder) if folder else None
    done = store.begin(record) if store else {}
    results: list[Result] = []
    start = perf_counter()
    for name, cases in files.items():
        quiet = not console.is_terminal
        shown = track(cases, description=f"{answerer.name}: {name}", console=Console(stderr=True), disable=quiet)
        for result in run_cases(shown, answerer, context, done=done, data=name):
            results.append(result)
            if store and result.case.fingerprint not in done:
                store.append(result)
    results = with_stability(results)
    seconds = perf_counter() - start
    return store.finish(record, results, seconds) if store else Run(record=record, results=tuple(results))
