"""A scenario that breaks a rule is refused, and every fault is named with its file, its id and its field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from assistant.errors import CorpusFault
from assistant.scenario_checks import ScenarioRules
from assistant.scenarios import Scenario
from assistant.settings import default_corpus
from ingest.checks import load_corpus
from ingest.guide import read_guide
from ingest.scenarios import scenario_faults
from tests.corpora import read_yaml, write_yaml

CORPUS = default_corpus()
GUIDE, _ = read_guide(CORPUS)
CLAUSES = {g.id for g in GUIDE.glosses}
TOPICS = {t.id for t in GUIDE.topics}
NAME = "the-car-for-sale"
PLACE = f"scenarios/{NAME}.yaml ({NAME}): "
Change = Callable[[dict[str, Any]], object]


def document(change: Change) -> dict[str, Any]:
    """The document of one scenario, changed."""
    read: dict[str, Any] = read_yaml(CORPUS / "guide" / "scenarios" / f"{NAME}.yaml")
    change(read)
    return read


def faults_of(change: Change) -> list[str]:
    """The faults of one scenario after a change that leaves its form sound."""
    scenario = TypeAdapter(Scenario).validate_python(document(change))
    return list(scenario_faults([scenario], ScenarioRules(CLAUSES, TOPICS, GUIDE.lexicon)))


def refused(corpus: Path, change: Change) -> list[str]:
    """The faults for which the guide is refused with the changed scenario in it."""
    write_yaml(corpus / "guide" / "scenarios" / f"{NAME}.yaml", document(change))
    with pytest.raises(CorpusFault) as error:
        read_guide(corpus)
    return error.value.faults


def test_the_guide_holds_every_file_as_a_scenario(sound: Path) -> None:
    """Each file is one scenario, in the order of their ids."""
    files = sorted(p.stem for p in (sound / "guide" / "scenarios").glob("*.yaml"))
    guide, _ = read_guide(sound)
    assert [s.id for s in guide.scenarios] == files
    assert guide.scenario(files[0]) is guide.scenarios[0]
    assert guide.scenario("no-such-scenario") is None


def test_no_scenario_becomes_a_way_of_asking(sound: Path) -> None:
    """Stories are presented; nothing is learnt from them."""
    guide, examples = read_guide(sound)
    texts = {text for s in guide.scenarios for _, text in s.texts()}
    assert [e.source for e in examples if "scenarios" in e.source or e.text in texts] == []


def test_every_missing_field_is_named(corpus: Path) -> None:
    """Every field of a scenario is required."""
    names = [f.name for f in fields(Scenario) if f.name != "id"]
    for name in names:
        spoilt = document(lambda d, name=name: d.pop(name)) | {"id": f"without-{name}"}
        write_yaml(corpus / "guide" / "scenarios" / f"without-{name}.yaml", spoilt)
    with pytest.raises(CorpusFault) as error:
        read_guide(corpus)
    assert sorted(error.value.faults) == sorted(f"scenarios/without-{n}.yaml (without-{n}): {n}: Field required" for n in names)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.update(story="A short story."), "story: has 3 words, not 60 to 150"),
        (lambda d: d.update(story="word " * 151), "story: has 151 words, not 60 to 150"),
        (lambda d: d["prompts"].clear(), "prompts: has 0 entries, not 3 to 4"),
        (lambda d: d["options"].extend(d["options"][:1]), "options: has 5 entries, not 3 to 4"),
        (lambda d: d["options"][1].update(id=d["options"][0]["id"]), "options: the id 'buy-at-value' is given 2 times"),
        (lambda d: d["options"][0].update(speaks_for=[]), "options.0.speaks_for: names no clause"),
        (lambda d: d["options"][2].update(speaks_against=[]), "options.2.speaks_against: names no clause"),
        (lambda d: d["options"][0]["speaks_for"].append("NACM-7"), "options.0: NACM-7 speaks both for and against it"),
        (lambda d: d["options"][0]["speaks_for"].append("NACM-99"), "options.0.speaks_for: names the unknown clause NACM-99"),
        (lambda d: d["options"][0]["speaks_for"].append("NACM-20"), "options.0.speaks_for: NACM-20 is neither central nor related"),
        (lambda d: d["central"].append("CCMC-PRINCIPLE-8"), "central: names the unknown clause CCMC-PRINCIPLE-8"),
        (lambda d: d["central"].append("NACM-20"), "central: no option, consultation or twist rests on NACM-20"),
        (lambda d: d["central"].append("NACM-2"), "related: NACM-2 is central already"),
        (lambda d: d["related"].append("NACM-2"), "related: names NACM-2 2 times"),
        (lambda d: d["related"].append("X"), "related: names the unknown clause X"),
        (lambda d: d["related"].clear(), "related: is empty"),
        (lambda d: d["topics"].append("cars"), "topics: names the unknown topic cars"),
        (lambda d: d["topics"].clear(), "topics: is empty"),
        (lambda d: d["consult"].clear(), "consult: is empty"),
        (lambda d: d["consult"][0].update(clauses=["X"]), "consult.0.clauses: names the unknown clause X"),
        (lambda d: d["twist"].update(clauses=["X"]), "twist.clauses: names the unknown clause X"),
        (lambda d: d["twist"].update(clauses=[]), "twist.clauses: names no clause"),
        (lambda d: d["twist"].update(text=" "), "twist.text: is empty"),
        (lambda d: d["facilitator"].update(minutes=31), "facilitator.minutes: is 31, but the steps take 30"),
        (lambda d: d["facilitator"]["steps"][0].update(minutes=0), "facilitator.steps.0.minutes: must be 1 or more"),
        (lambda d: d["facilitator"]["notes"].clear(), "facilitator.notes: is empty"),
        (lambda d: d["facilitator"]["notes"].append("The code allows it."), "facilitator.notes.3: 'the code allows' reads like a verdict"),
        (lambda d: d["options"][0].update(text="You may accept the car."), "options.0.text: 'you may accept' reads like a verdict"),
        (
            lambda d: d["prompts"].insert(0, "Who says that buying it is a violation?"),
            "prompts.0: 'buying it is a violation' reads like a verdict",
        ),
        (lambda d: d["twist"].update(text="El código le permite comprarlo."), "twist.text: 'el codigo le permite' reads like a verdict"),
    ],
)
def test_a_fault_of_content_is_named(change: Change, fault: str) -> None:
    """The file, the id, the field and what is wrong with it."""
    assert PLACE + fault in faults_of(change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d["options"][0].pop("speaks_for"), f"{PLACE}options.0.speaks_for: Field required"),
        (lambda d: d["options"][0].update(verdict="right"), f"{PLACE}options.0.verdict: Unexpected keyword argument"),
        (
            lambda d: d["consult"][0].update(who="priest"),
            f"{PLACE}consult.0.who: Input should be 'supervisor', 'commission', 'legal' or 'emergency'",
        ),
        (lambda d: d.update(id="another-name"), f"scenarios/{NAME}.yaml: id: 'another-name' is not the name of the file, '{NAME}'"),
    ],
)
def test_a_fault_of_form_is_named(corpus: Path, change: Change, fault: str) -> None:
    """The file, the id, the field and what is wrong with it."""
    assert refused(corpus, change) == [fault]


def test_the_corpus_is_refused_for_all_faults_at_once(corpus: Path) -> None:
    """Faults of several fields and scenarios come in one refusal."""
    folder = corpus / "guide" / "scenarios"
    write_yaml(folder / "a-public-post.yaml", read_yaml(folder / "a-public-post.yaml") | {"topics": ["posts"], "story": "Too short."})
    write_yaml(folder / f"{NAME}.yaml", document(lambda d: (d["facilitator"].update(minutes=1), d["prompts"].clear())))
    with pytest.raises(CorpusFault) as error:
        load_corpus(corpus)
    assert [f.split(": ")[:2] for f in error.value.faults] == [
        ["scenarios/a-public-post.yaml (a-public-post)", "story"],
        ["scenarios/a-public-post.yaml (a-public-post)", "topics"],
        [PLACE.removesuffix(": "), "prompts"],
        [PLACE.removesuffix(": "), "facilitator.minutes"],
    ]


def test_one_id_in_two_files_is_refused(corpus: Path) -> None:
    """Names of files are unique, so a copy under another name cannot keep its id."""
    folder = corpus / "guide" / "scenarios"
    shutil.copy(folder / f"{NAME}.yaml", folder / "The_Copy.yaml")
    with pytest.raises(CorpusFault, match="id: 'the-car-for-sale' is not the name of the file, 'The_Copy'"):
        read_guide(corpus)


def test_an_id_is_a_slug(corpus: Path) -> None:
    """An id stands in addresses: lower-case words joined by hyphens."""
    folder = corpus / "guide" / "scenarios"
    write_yaml(folder / "The_Copy.yaml", read_yaml(folder / f"{NAME}.yaml") | {"id": "The_Copy"})
    with pytest.raises(CorpusFault, match="id: 'The_Copy' must be lower-case words joined by hyphens"):
        read_guide(corpus)


def test_a_broken_pattern_of_verdicts_is_the_lexicons_fault(corpus: Path) -> None:
    """It is named once, where it stands, and not met as a crash in the scenarios."""
    path = corpus / "guide" / "lexicon.yaml"
    lexicon = read_yaml(path)
    lexicon["verdicts"]["en"].append("(a")
    write_yaml(path, lexicon)
    with pytest.raises(CorpusFault) as error:
        load_corpus(corpus)
    assert [f.split(":")[0] for f in error.value.faults] == ["lexicon verdicts has the broken pattern '(a'"]
