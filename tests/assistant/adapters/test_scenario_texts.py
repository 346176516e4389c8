"""Scenarios as YAML and Markdown: what is written is read as it was, slips are named with their line, and hostile texts do no harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.adapters.scenarios_markdown import read_markdown_scenario
from assistant.adapters.scenarios_markdown_written import write_markdown_scenario
from assistant.adapters.scenarios_yaml import read_yaml_scenario, write_yaml_scenario
from assistant.scenario_drafts import CheckedDraft, DraftChecker
from assistant.scenario_shapes import one_line, paragraphs
from assistant.scenario_texts import ReadScenario
from assistant.scenarios import Consultation, Facilitation, Option, Scenario, Step, Twist
from assistant.settings import default_corpus
from ingest.guide import read_guide
from ingest.register import build_register

GUIDE, _ = read_guide(default_corpus())
CLAUSES = build_register(default_corpus())[1]
CHECKER = DraftChecker(CLAUSES, GUIDE)
LABELS = {c.id: c.label for c in CLAUSES}
Read = Callable[[str], ReadScenario]
BOTH: list[tuple[Read, Callable[[Scenario], str]]] = [
    (read_yaml_scenario, write_yaml_scenario),
    (read_markdown_scenario, lambda s: write_markdown_scenario(s, LABELS)),
]

TRICKY = ["For: NACM 7", "1. First", "# No title", "--- ", "Clauses: none", "a (5 min)", "x {#y}", "yes", "null", "~", "Topics: a"]
YAML_PIECES = ["a: ", "- ", "&x ", "*x", "!!python/object:os.system ", "<<: ", "{", "[", "? ", "\n", "  ", "---\n", "# A\n", "## Options\n"]
TEXT = st.one_of(
    st.text(min_size=1, max_size=40),
    st.text("#*_-+>`~[](){}<>&!|\\:\"'.,=%@?0123456789 abFor\n\t", min_size=1, max_size=40),
    st.sampled_from(
        ["For: NACM 7", "1. First", "# No title", "--- ", "Clauses: none", "a (5 min)", "x {#y}", "yes", "null", "~", "Topics: a"]
    ),
).map(one_line)
WORDS = TEXT.filter(lambda t: bool(t) and t.isprintable())
SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
IDS = st.lists(st.sampled_from(sorted(LABELS)), unique=True, max_size=6).map(tuple)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario of sound form with any words in it."""
    steps = draw(st.lists(st.builds(Step, text=WORDS, minutes=st.integers(1, 999)), min_size=1, max_size=3))
    option = st.builds(Option, id=SLUGS, text=WORDS, speaks_for=IDS, speaks_against=IDS)
    who = st.sampled_from(["supervisor", "commission", "legal", "emergency"])
    return Scenario(
        id=draw(SLUGS),
        title=draw(WORDS),
        story=paragraphs("\n\n".join(draw(st.lists(WORDS, min_size=1, max_size=3)))),
        topics=tuple(draw(st.lists(st.sampled_from([t.id for t in GUIDE.topics]), unique=True, max_size=3))),
        central=draw(IDS),
        related=draw(IDS),
        prompts=tuple(draw(st.lists(WORDS, max_size=3))),
        options=tuple(draw(st.lists(option, max_size=3))),
        consult=tuple(draw(st.lists(st.builds(Consultation, who=who, why=WORDS, clauses=IDS), max_size=2))),
        twist=Twist(text=draw(WORDS), clauses=draw(IDS)),
        facilitator=Facilitation(minutes=draw(st.integers(0, 999)), steps=tuple(steps), notes=tuple(draw(st.lists(WORDS, max_size=2)))),
    )


def read(reader: Read, text: str) -> tuple[ReadScenario, CheckedDraft]:
    """What is read of a text, and what is said of it."""
    found = reader(text)
    return found, CHECKER.check(found.draft, found.lines)


@pytest.mark.parametrize(("reader", "write"), BOTH, ids=["yaml", "markdown"])
def test_every_scenario_of_the_corpus_comes_back_as_it_was(reader: Read, write: Callable[[Scenario], str]) -> None:
    """Without a fault and without a remark."""
    for scenario in GUIDE.scenarios:
        found, checked = read(reader, write(scenario))
        assert (found.faults, checked.faults, checked.remarks) == ((), (), ())
        assert checked.scenario == scenario


@pytest.mark.parametrize(("reader", "write"), BOTH, ids=["yaml", "markdown"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(scenario=scenarios())
def test_what_is_written_is_read_as_it_was(reader: Read, write: Callable[[Scenario], str], scenario: Scenario) -> None:
    """Whatever stands in its texts: marks of either format, words that mean something in it, any script."""
    found, checked = read(reader, write(scenario))
    assert found.faults == ()
    assert checked.readable == scenario


@pytest.mark.parametrize("reader", [read_yaml_scenario, read_markdown_scenario])
@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.text("-:#?&*!|>[]{}'\"%@` \n\tabc12,=<(.)\\", max_size=300),
        st.lists(st.sampled_from(YAML_PIECES)).map("".join),
    )
)
def test_any_text_has_faults_and_nothing_else(reader: Read, text: str) -> None:
    """Nothing is raised, and what is read can be checked."""
    found, checked = read(reader, text)
    assert found.faults or checked.faults


@pytest.mark.parametrize(
    ("text", "line", "detail"),
    [
        ("title: a\ntitle: b\n", 2, "is given twice"),
        ("a: &x [1]\nb: *x\n", 1, "uses an anchor or an alias"),
        ("a: &a [&b [*a, *b]]\n", 1, "uses an anchor or an alias"),
        ("title: a\nstory: !!python/object/apply:os.system [ls]\n", 2, "uses the tag"),
        ("title: a\n  story: b\n", 2, "is not valid YAML"),
        ("- a\n- b\n", 1, "must begin with fields"),
        ("title: a\n---\ntitle: b\n", 2, "holds a second document"),
        ("? [a]\n: b\n", 1, "no plain text"),
        ("a: " + "[" * 40 + "]" * 40, 1, "nested too deeply"),
        ("a: " + "[" * 20_000, 1, "is not valid YAML"),
        ("title: \x07\n", None, "is not valid YAML"),
        ("", 1, "must begin with fields"),
    ],
)
def test_what_is_no_plain_yaml_is_named_with_its_line(text: str, line: int | None, detail: str) -> None:
    """What could do harm is refused before anything is made of it."""
    faults = read_yaml_scenario(text).faults
    assert [detail in f.detail for f in faults] == [True]
    assert faults[0].line == line


@pytest.mark.parametrize("piece", ["*a_ ", "[a](", "![[", "> ", "- ", "`", "&#", "\\", "<", "1. ", "    - x\n", "\n\n# a\n", "a\n", "**_"])
def test_a_long_text_of_marks_is_read_in_time(piece: str) -> None:
    """Of as many characters as are taken at most."""
    text = piece * (64_000 // len(piece))
    begun = perf_counter()
    read_markdown_scenario(text)
    assert perf_counter() - begun < 20


def test_a_scalar_is_the_text_that_it_looks_like() -> None:
    """A yes, a number and a time of day are words of a story."""
    draft = read_yaml_scenario("title: 1984\nstory: yes\nprompts: [12:30, 0x10, ~, 1e3, '']\n").draft
    assert draft == {"title": "1984", "story": "yes", "prompts": ["12:30", "0x10", None, "1e3", ""]}


def test_clauses_and_topics_are_known_by_many_names() -> None:
    """By id, by label, in any case, in a list or in a text that lists them; what is unknown is named."""
    text = "central: nacm 7, CCMC Preamble, continued, ccmc veracity\nrelated: [NACM-8, 'ccmc rule 1; NACM 99']\ntopics: {topic}\n"
    topic = GUIDE.topics[0]
    _, checked = read(read_yaml_scenario, text.format(topic=topic.title.upper()))
    assert checked.draft["central"] == ["NACM-7", "CCMC-PREAMBLE-CONT", "CCMC-VALUE-VERACITY"]
    assert checked.draft["related"] == ["NACM-8", "CCMC-RULE-1", "NACM 99"]
    assert checked.draft["topics"] == [topic.id]
    assert "names the unknown clause NACM 99" in [f.detail for f in checked.faults if f.field == "related"]


FREELY = """\
A case nobody wrote a heading over is no title.

The borrowed umbrella
---------------------

# The *borrowed* umbrella

Topics: gifts

First part of
the story.

And the second.

## Questions for the room
1. Why?
2. What
   else?

## Options
- Give it back.
- For: NACM 7
- Against: nacm 12
### Keep it.
- For: NACM 12
- *Against*:
  - NACM 7
  - NACM 8

## Clauses:
Central: NACM 7
**Related**: NACM 8, NACM 12

## Whom to ask

## Twist
It was never hers.
Clauses: NACM 8

## Facilitator
- Read it. (5 minutes)
- Vote (2 min.)
### Notes
Mind the rain.
"""


def test_markdown_is_read_forgivingly() -> None:
    """Ordered lists and others, headings for options, lists that were not indented, marks of emphasis."""
    found, _ = read(read_markdown_scenario, FREELY)
    draft = found.draft
    assert draft["title"] == "The borrowed umbrella"
    assert draft["prompts"] == ["Why?", "What else?"]
    assert [o["text"] for o in draft["options"]] == ["Give it back.", "Keep it."]
    _, checked = read(read_markdown_scenario, FREELY)
    assert [(o["speaks_for"], o["speaks_against"]) for o in checked.draft["options"]] == [
        (["NACM-7"], ["NACM-12"]),
        (["NACM-12"], ["NACM-7", "NACM-8"]),
    ]
    assert (checked.draft["central"], checked.draft["related"]) == (["NACM-7"], ["NACM-8", "NACM-12"])
    assert checked.draft["facilitator"] == {
        "notes": ["Mind the rain."],
        "steps": [{"text": "Read it.", "minutes": 5}, {"text": "Vote", "minutes": 2}],
        "minutes": 7,
    }
    assert checked.draft["twist"] == {"text": "It was never hers.", "clauses": ["NACM-8"]}
    line = FREELY.splitlines().index("## Whom to ask") + 1
    assert [(f.line, f.detail.split(" is ")[0]) for f in found.faults] == [(line, "the section 'Whom to ask'")]


def test_a_fault_of_markdown_has_the_line_of_its_field() -> None:
    """Of the field itself, or of the section that it belongs to."""
    text = "# A\n\nToo short.\n\n## Prompts\n\n- One?\n\n## Options\n\n1. Do it.\n   - Perhaps: NACM 7\n\n## Facilitator\n\n1. Read it.\n"
    found, checked = read(read_markdown_scenario, text)
    lines = {f.field: f.line for f in (*found.faults, *checked.faults)}
    assert (lines["story"], lines["prompts"], lines["options"], lines["options.0"]) == (3, 5, 9, 11)
    assert lines["facilitator.steps.0.minutes"] == 16
    assert lines["text"] == 12
    assert lines["twist"] is None


def test_the_documented_example_has_nothing_wrong_with_it() -> None:
    """What docs/own-scenarios.md shows can be presented as it stands there."""
    page = (Path(__file__).parents[3] / "docs" / "own-scenarios.md").read_text(encoding="utf-8")
    example = page.partition("```markdown\n")[2].partition("```")[0]
    found, checked = read(read_markdown_scenario, example)
    assert ([str(f) for f in found.faults], [str(f) for f in checked.faults], [str(f) for f in checked.remarks]) == ([], [], [])
