"""The `evals` commands: check cases, check a judge, compare runs, export or publish one, and turn feedback into a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from assistant.adapters.register_json import read_register
from assistant.errors import InvalidInput, InvalidQuestion
from assistant.settings import Settings, load_settings
from assistant.types import Example
from evals.cases import DATA, FILES, UNTOUCHED, Case, read_cases
from evals.runs import RunFolder

app = typer.Typer(no_args_is_help=True, help="Tools of the evaluation: cases, judges, runs.")

Files = Annotated[list[Path] | None, typer.Argument(help="Files of labelled questions; none takes the project's own.")]
RunPath = Annotated[Path, typer.Argument(help="A folder of one answerer that `ethics-desk eval --out` wrote.")]


@app.command("check")
def check_cases(data: Files = None) -> None:
    """Name every fault of the cases, near-copies within a file, and leaks from what is tuned on into what is not."""
    from evals.similarity import leaks, near_duplicates
    from ingest.checks import load_corpus

    console = Console()
    settings = load_settings()
    files = _read(data or [DATA / name for name in FILES], settings)
    found = [copy for cases in files.values() for copy in near_duplicates(cases)]
    tuned_on = [c for name, cases in files.items() if name not in UNTOUCHED for c in cases]
    seen: list[Case | Example] = [*tuned_on, *load_corpus(settings.corpus).examples]
    found += [copy for name in UNTOUCHED if name in files for copy in leaks(files[name], seen)]
    for copy in found:
        console.print(f"{copy.similarity:.2f}  {copy.one}  {copy.other}", markup=False, highlight=False, soft_wrap=True)
    if found:
        raise InvalidInput(f"{len(found)} pairs of cases are too like one another.", "Read each pair, and rewrite or remove one of it.")
    console.print(f"{sum(map(len, files.values()))} cases in {len(files)} files: no fault, no near-copy, no leak")


@app.command("judge-check")
def check_judge(
    data: Annotated[list[Path] | None, typer.Option(help="JSONL of claim, label and clause_id or context; may be repeated.")] = None,
    judge_model: Annotated[str, typer.Option(help="Check a chat model, as PROVIDER:MODEL, instead of the offline judge.")] = "",
) -> None:
    """Measure the judge of paraphrases on labelled pairs and on mutated sentences, beside word overlap."""
    from evals.judge_check import check
    from evals.judges import choose_judge
    from ingest.guide import read_guide

    settings = load_settings()
    guide, _ = read_guide(settings.corpus)
    _, clauses = read_register(settings.corpus / "register.json")
    judge = choose_judge(judge_model, clauses, guide, settings.data, consent=settings.chat_consent)
    check(judge, clauses, guide, data or [], Console())


@app.command("compare")
def compare_runs(first: RunPath, second: RunPath) -> None:
    """Show how the second run differs from the first, and which cases flipped."""
    from evals.compare import compare, print_comparison

    print_comparison(Console(), compare(RunFolder(first).read(), RunFolder(second).read()))


@app.command("export")
def export_run(
    run: RunPath,
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    shape: Annotated[Literal["ragas", "langsmith"], typer.Option("--as", help="Whose data set shape.")] = "ragas",
) -> None:
    """Write a run in the shape that another evaluation tool reads."""
    from evals.exports import export_langsmith, export_ragas

    _, clauses = read_register(load_settings().corpus / "register.json")
    write = export_ragas if shape == "ragas" else export_langsmith
    write(RunFolder(run).read(), {c.id: c.text for c in clauses}, target)


@app.command("add-feedback")
def add_feedback(
    feedback: Annotated[Path, typer.Argument(help="A feedback record as JSON, or an array of them.")],
    cases: Annotated[Path, typer.Argument(help="The file of cases to add to.")],
) -> None:
    """Turn users' feedback into labelled cases; what a person must still decide is named."""
    from assistant.stages.mask import Masker
    from evals.feedback import add_case, draft, read_feedback
    from ingest.guide import read_guide

    settings = load_settings()
    guide, _ = read_guide(settings.corpus)
    _, clauses = read_register(settings.corpus / "register.json")
    masker, clause_ids = Masker.of(guide.names), frozenset(c.id for c in clauses)
    records, refused = read_feedback(feedback), []
    for record in records:
        try:
            added = add_case(cases, draft(record, masker, clause_ids))
        except (InvalidInput, InvalidQuestion) as error:
            refused.append(error)
            continue
        Console().print(f"{added.id} added to {cases}; look at its labels: {added.source}", markup=False, soft_wrap=True)
    if len(records) == 1 and refused:
        raise refused[0]
    if refused:
        faults = " ".join(e.message for e in refused)
        raise InvalidInput(f"{len(refused)} of {len(records)} records were left out: {faults}", "The others are added; correct these.")


@app.command("publish")
def publish_run(
    run: RunPath,
    out: Annotated[Path | None, typer.Option(help="The file to write; none takes evaluation.json of the corpus folder.")] = None,
) -> None:
    """Write the main rates of a finished run for the API and the web chat to show; asks the danger cases besides."""
    from assistant.adapters.evaluation_json import EVALUATION, write_evaluation
    from assistant.adapters.progress_rich import BuildProgress
    from assistant.wiring import build
    from evals.danger import untouched_rates
    from evals.publish import check_publishable, published
    from ingest.command import build_from

    # Whether somebody is in danger is told without a chat model.
    settings = load_settings().model_copy(update={"chat_model": ""})
    made = RunFolder(run).read()
    with BuildProgress(Console(stderr=True)) as progress:
        manifest, _ = build_from(settings, progress)
        check_publishable(made, manifest.version)
        evaluation = published(made, untouched_rates(build(settings, progress)))
    path = out or settings.corpus / EVALUATION
    write_evaluation(evaluation, path)
    typer.echo(f"{len(evaluation.measures)} rates of {evaluation.corpus_version} written to {path}")


def _read(paths: list[Path], settings: Settings) -> dict[str, list[Case]]:
    _, clauses = read_register(settings.corpus / "register.json")
    ids = frozenset(c.id for c in clauses)
    return {p.stem: read_cases(p, ids) for p in paths}
