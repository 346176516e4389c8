"""A run on disk: what was run with what, and every result, written as it comes so that a killed run resumes."""

from __future__ import annotations

import hashlib
import platform
import re
import resource
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InvalidInput
from evals.cases import Case
from evals.rates import SEED
from evals.replies import Answerer
from evals.runner import Result

_RECORD, _RESULTS = "run.json", "results.jsonl"
_UNKNOWN = "unknown"


class RunRecord(BaseModel):
    """What a run was made with; `datasets` maps file names to a hash of their cases,
    `models` names to versions; `code` is a hash of the Python files."""

    model_config = ConfigDict(frozen=True)

    answerer: str
    kind: str
    models: dict[str, str]
    judge: str
    datasets: dict[str, str]
    cases: int
    commit: str
    dirty: bool
    code: str
    started: str
    seed: int
    python: str
    machine: str
    seconds: float = 0.0
    peak_memory_mib: float = 0.0

    @property
    def known_commit(self) -> bool:
        """Whether it was made in a checkout, so that its files can be had again."""
        return self.commit != _UNKNOWN


class Run(BaseModel):
    """A run with its results."""

    model_config = ConfigDict(frozen=True)

    record: RunRecord
    results: tuple[Result, ...]


def new_record(answerer: Answerer, judge: str, datasets: Mapping[str, Sequence[Case]]) -> RunRecord:
    """The record of a run that starts now."""
    commit, dirty = _commit()
    return RunRecord(
        answerer=answerer.name,
        kind=answerer.kind,
        models=answerer.describe(),
        judge=judge,
        datasets={name: dataset_hash(cases) for name, cases in datasets.items()},
        cases=sum(map(len, datasets.values())),
        commit=commit,
        dirty=dirty,
        code=code_hash(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=SEED,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
    )


def dataset_hash(cases: Iterable[Case]) -> str:
    """Changes when any case of a data set does."""
    return hashlib.sha256("".join(c.fingerprint for c in cases).encode()).hexdigest()[:16]


class RunFolder:
    """The folder of one answerer's run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, record: RunRecord) -> dict[str, Result]:
        """Start the run, or go on with one of the same answerer, models and judge; returns what is done by fingerprint."""
        done: dict[str, Result] = {}
        if (earlier := self._earlier()) and _same(earlier, record):
            done = {r.case.fingerprint: r for r in self._results() if not r.error}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / _RECORD).write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
            with (self.folder / _RESULTS).open("w", encoding="utf-8") as file:
                file.writelines(r.model_dump_json() + "\n" for r in done.values())
        except OSError as error:
            raise InvalidInput(f"{self.folder} cannot be written: {error.strerror}.", "Give a folder that you can write to.") from error
        return done

    def append(self, result: Result) -> None:
        """Write one result, at once."""
        with (self.folder / _RESULTS).open("a", encoding="utf-8") as file:
            file.write(result.model_dump_json() + "\n")

    def finish(self, record: RunRecord, results: Sequence[Result], seconds: float) -> Run:
        """Write the results in order, and the time and memory taken."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        record = record.model_copy(update={"seconds": round(seconds, 3), "peak_memory_mib": round(memory, 1)})
        (self.folder / _RECORD).write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
        with (self.folder / _RESULTS).open("w", encoding="utf-8") as file:
            file.writelines(r.model_dump_json() + "\n" for r in results)
        return Run(record=record, results=tuple(results))

    def read(self) -> Run:
        """The run as written; InvalidInput when the folder holds none."""
        return Run(record=self._record(), results=tuple(self._results()))

    def _earlier(self) -> RunRecord | None:
        """The record of an earlier run; none where there is none, or the run was killed while it was written."""
        try:
            return self._record()
        except InvalidInput:
            return None

    def _record(self) -> RunRecord:
        try:
            return RunRecord.model_validate_json((self.folder / _RECORD).read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise InvalidInput(f"{self.folder} holds no run.", "Give a folder that `ethics-desk eval --out` wrote.") from error

    def _results(self) -> Iterator[Result]:
        """Every whole line; a run that was killed may have left half of one."""
        path = self.folder / _RESULTS
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            try:
                yield Result.model_validate_json(line)
            except ValidationError:
                continue


def slug(name: str) -> str:
    """A name as a folder's name."""
    return re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-") or "answerer"


def _same(one: RunRecord, other: RunRecord) -> bool:
    return all(getattr(one, f) == getattr(other, f) for f in ("answerer", "models", "judge", "code"))


def code_hash() -> str:
    """Changes when a Python file of the assistant or of the evaluation does."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(f for package in ("assistant", "evals") for f in (root / package).rglob("*.py"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def _commit() -> tuple[str, bool]:
    """The commit of the checkout and whether its files differ from it."""
    here = Path(__file__).resolve().parent
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)  # noqa: S607
        status = subprocess.run(["git", "status", "--porcelain"], cwd=here, capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return _UNKNOWN, False
    return commit.stdout.strip(), bool(status.stdout.strip())
