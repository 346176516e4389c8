"""The command line. Every error is rendered here once: one line, a hint, the exit code of the contract."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from assistant.commands import keys, records
from assistant.commands.deck import deck
from assistant.commands.live import live
from assistant.commands.mcp import mcp
from assistant.commands.packet import packet
from assistant.commands.verify import verify
from assistant.errors import EthicsDeskError, UnknownClause, UnknownScenario
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.adapters.progress_rich import BuildProgress

app = typer.Typer(
    name="ethics-desk",
    help="Answers case managers' ethics questions from two codes, clause by clause.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys.app, name="keys")
app.add_typer(records.app, name="records")
app.command()(verify)
app.command()(packet)
app.command()(deck)
app.command()(live)
app.command()(mcp)
_errors = Console(stderr=True)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong use."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.ERROR)  # on the handler, because bm25s sets the level of its own logger
    logging.basicConfig(handlers=[handler])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe of an old encoding gets "?" for what it cannot show, not a traceback.
            stream.reconfigure(errors="replace")
    try:
        _add_commands(sys.argv[1] if len(sys.argv) > 1 else "")
        app()
    except EthicsDeskError as error:
        _errors.print(Text.assemble(("error:", "bold red"), " ", error.message), soft_wrap=True)
        if error.hint:
            _errors.print(Text.assemble(("hint:", "bold"), " ", error.hint), soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in your own words.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    batch: Annotated[Path | None, typer.Option(help="Questions as JSON lines, each with an id and turns.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers to --batch go.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Tell on standard error how the explanation came about.")] = False,
) -> None:
    """Answer one question, or a file of questions in one process."""
    if (batch is None) == (not question) or (batch is None) != (out is None):
        raise typer.BadParameter("give either a QUESTION, or both --batch IN.jsonl and --out OUT.jsonl")
    if batch is not None and out is not None:
        _batch(batch, out)
        return
    from assistant.adapters.answer_rich import print_stream, print_trace
    from assistant.schemas import answer_out
    from assistant.wiring import build

    with _progress() as progress:
        assistant = build(load_settings(), progress)
    if as_json:
        answer = assistant.answer([question])
        typer.echo(answer_out(answer, assistant.parts.guide.phrases).model_dump_json(indent=2))
    else:
        answer = print_stream(Console(), assistant.stream([question]), assistant.parts.guide.phrases)
    if trace:
        print_trace(_errors, answer)


def _batch(source: Path, target: Path) -> None:
    from assistant.adapters.batch_jsonl import read_questions, write_answers
    from assistant.wiring import build

    questions = read_questions(source)
    with _progress() as progress:
        assistant = build(load_settings(), progress)
    count = write_answers(assistant, questions, target)
    _errors.print(Text(f"{count} answers written to {target}"), soft_wrap=True)


@app.command()
def chat() -> None:
    """Ask and follow up in the terminal."""
    from assistant.adapters.chat_rich import read_terminal, run_chat
    from assistant.wiring import build

    with _progress() as progress:
        assistant = build(load_settings(), progress)
    run_chat(assistant, Console(), read_terminal)


@app.command()
def clauses(
    clause_id: Annotated[str, typer.Argument(help="A clause id such as NACM-7; none lists all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """List the clauses, or print one."""
    from assistant.adapters.clauses_rich import print_clause, print_clause_list
    from assistant.adapters.register_json import read_register
    from assistant.schemas import clause_out

    codes, register = read_register(load_settings().corpus / "register.json")
    chosen = [c for c in register if not clause_id or c.id == clause_id.upper()]
    if not chosen:
        raise UnknownClause(f"No clause has the id {clause_id!r}.", "Run `ethics-desk clauses` for the list.")
    outs = [clause_out(c, codes) for c in chosen]
    if as_json:
        document = [o.model_dump() for o in outs]
        typer.echo(json.dumps(document[0] if clause_id else document, ensure_ascii=False, indent=2))
    elif clause_id:
        print_clause(Console(), outs[0])
    else:
        print_clause_list(Console(), outs)


@app.command()
def api(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 0,
    workers: Annotated[int, typer.Option(help="How many processes serve.")] = 0,
) -> None:
    """Serve the HTTP API; options go before the settings ETHICS_DESK_API_HOST, _PORT and _WORKERS."""
    # By way of the environment, so that the workers, which are processes of their own, see them too.
    for name, value in {"HOST": host, "PORT": port, "WORKERS": workers}.items():
        if value:
            os.environ[f"ETHICS_DESK_API_{name}"] = str(value)
    settings = load_settings()
    from assistant.api.serve import serve

    serve(settings)


@app.command()
def scenarios(
    scenario_id: Annotated[str, typer.Argument(help="A scenario id as the list shows it; none lists all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """List the cases for a discussion, or print one with the facilitator's notes."""
    from assistant.adapters.scenarios_rich import print_scenario, print_scenario_list
    from assistant.schemas import scenario_out, scenario_summary_out
    from assistant.wiring import read_knowledge

    with _progress() as progress:
        guide, _, register = read_knowledge(load_settings(), progress)
    if not scenario_id:
        outs = [scenario_summary_out(s, guide, register) for s in guide.scenarios]
        if as_json:
            typer.echo(json.dumps([o.model_dump() for o in outs], ensure_ascii=False, indent=2))
        else:
            print_scenario_list(Console(), outs)
        return
    found = guide.scenario(scenario_id.lower())
    if found is None:
        raise UnknownScenario(f"No scenario has the id {scenario_id!r}.", "Run `ethics-desk scenarios` for the list.")
    out = scenario_out(found, guide, register, facilitating=True)
    if as_json:
        typer.echo(out.model_dump_json(indent=2))
    else:
        print_scenario(Console(), out)


@app.command()
def doctor() -> None:
    """Check the installation, the corpus, the weights and the index; say what to do about each fault."""
    from assistant.adapters.checks_rich import print_checks
    from assistant.doctor import run_checks

    checks = run_checks(load_settings())
    print_checks(Console(), checks)
    if not all(c.passed for c in checks):
        raise typer.Exit(1)


def _add_commands(invoked: str) -> None:
    """Add the commands of the packages that depend on this one, which offer them as entry points.

    Only the one invoked is loaded, or all for the help: they bring libraries that a question does not need.
    """
    for entry in sorted(entry_points(group="ethics_desk.commands"), key=lambda e: e.name):
        if invoked in (entry.name, "", "--help"):
            offered = entry.load()
            if isinstance(offered, typer.Typer):
                app.add_typer(offered, name=entry.name)
            else:
                app.command(name=entry.name)(offered)


def _progress() -> BuildProgress:
    from assistant.adapters.progress_rich import BuildProgress

    return BuildProgress(_errors)
