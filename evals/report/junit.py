"""A run as JUnit XML, which continuous integration shows case by case."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

from assistant.errors import InvalidInput
from evals.metrics import GRADED
from evals.runner import Result
from evals.runs import Run

# What XML 1.0 cannot hold, not even escaped; questions and replies may.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, run: Run) -> None:
    """Write one testcase for each case: a failure for each missed score, an error where there is no reply."""
    record, results = run.record, run.results
    suite = Xml.Element(
        "testsuite",
        name=_possible(record.answerer),
        tests=str(len(results)),
        failures=str(sum(not r.error and any(s.missed and s.metric not in GRADED for s in r.scores) for r in results)),
        errors=str(sum(bool(r.error) for r in results)),
        time=f"{sum(r.seconds for r in results):.3f}",
        timestamp=record.started,
    )
    for result in results:
        _add_case(suite, result)
    root = Xml.Element("testsuites")
    root.append(suite)
    Xml.indent(root)
    try:
        Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", "Give a file in a folder that you can write to.") from error


def _add_case(suite: Xml.Element, result: Result) -> None:
    case = result.case
    group = ".".join(filter(None, (result.data, case.category)))
    element = Xml.SubElement(suite, "testcase", classname=_possible(group), name=_possible(case.id), time=f"{result.seconds:.3f}")
    if result.error:
        Xml.SubElement(element, "error", type="refused", message=_possible(result.error))
        return
    for score in result.scores:
        if score.missed and score.metric not in GRADED:
            message = f"{score.metric}: {score.hits:.3g} of {score.total:.3g}"
            Xml.SubElement(element, "failure", type=score.metric, message=message).text = _possible(score.reason)


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("�", text)
