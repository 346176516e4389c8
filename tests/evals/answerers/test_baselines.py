"""Retrieval baselines over the real clauses and source texts, with an embedder that needs no weights."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.register_json import read_register
from assistant.errors import InvalidInput
from assistant.settings import default_corpus
from evals.answerers.baselines import CHUNK_SIZE, ChunkStore, baselines, clauses_in, fused, place_of
from evals.cases import Case
from evals.metrics import score
from evals.metrics.context import Context
from evals.replies import Answerer
from tests.fakes import NgramEmbedder

CORPUS = default_corpus()
CODES, CLAUSES = read_register(CORPUS / "register.json")
TEXTS = {c.id: c.text for c in CLAUSES}
EMBEDDER = NgramEmbedder(dimensions=512)
QUESTION = "May I work with a colleague who appears impaired and keep their confidences?"
NAMES = ("langchain-top-4", "langchain-top-5", "bm25", "hybrid-rrf")


class NeverJudge:
    """A judge for replies without paraphrases."""

    name = "never"

    def support(self, claim: str, evidence: object) -> tuple[bool, float, str]:
        """Nothing is to be judged here."""
        raise AssertionError(claim)


@pytest.fixture(scope="module")
def store() -> ChunkStore:
    """The source texts in chunks."""
    return ChunkStore(CODES, CLAUSES, CORPUS, EMBEDDER)


@pytest.fixture(scope="module")
def by_name() -> dict[str, Answerer]:
    """Every baseline by its name."""
    return {a.name: a for a in baselines(CODES, CLAUSES, CORPUS, EMBEDDER)}


def test_all_are_baselines_with_names_of_their_own(by_name: dict[str, Answerer]) -> None:
    """Their order is that of reports."""
    assert tuple(by_name) == NAMES
    assert {a.kind for a in by_name.values()} == {"baseline"}


@pytest.mark.parametrize("name", NAMES)
def test_a_reply_quotes_each_clause_in_its_own_words(by_name: dict[str, Answerer], name: str) -> None:
    """One quote a clause, verbatim, in the order of the citations; nobody to consult."""
    reply = by_name[name].reply([QUESTION])
    assert reply.status == "answered"
    assert reply.cited
    assert [(s.kind, s.text, s.citations) for s in reply.statements] == [("quote", TEXTS[c], (c,)) for c in reply.cited]
    assert all(TEXTS[c] in reply.text for c in reply.cited)
    assert reply.consult == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_ranking_holds_ten_clauses_and_begins_with_the_cited(by_name: dict[str, Answerer], name: str) -> None:
    """The metrics of retrieval look at ten, however few are cited."""
    reply = by_name[name].reply([QUESTION])
    assert len(set(reply.ranked)) == 10
    assert reply.ranked == (*reply.cited, *reply.ranked[len(reply.cited) :])[:10]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_in_a_clauses_words_finds_the_clause(by_name: dict[str, Answerer], name: str) -> None:
    """Two clauses of the NACM code, from two ends of it."""
    for clause_id in ("NACM-8", "NACM-21"):
        assert clause_id in by_name[name].reply([TEXTS[clause_id]]).cited


@pytest.mark.parametrize("name", NAMES)
def test_only_the_last_turn_is_read(by_name: dict[str, Answerer], name: str) -> None:
    """Earlier turns change nothing, and the same question brings the same reply."""
    assert by_name[name].reply(["Tell me about certification and felonies.", QUESTION]) == by_name[name].reply([QUESTION])


@pytest.mark.parametrize("name", NAMES)
def test_the_metrics_can_read_a_reply(by_name: dict[str, Answerer], name: str) -> None:
    """Quotes are exact by construction, and the ranking is scored."""
    labels = {"gold_clauses": [["NACM-21"], ["NACM-20"]], "acceptable_clauses": [], "answerable": "full", "consult": []}
    case = Case.model_validate({"id": "Q-1", "category": "direct", "turns": [QUESTION], **labels})
    scores = {s.metric: s for s in score(case, by_name[name].reply(case.turns), Context(clauses=TEXTS, judge=NeverJudge()))}
    assert not scores["quotes exact"].missed
    assert scores["citation recall"].hits == scores["recall@10"].hits == 2


def test_bm25_finds_nothing_without_a_shared_word(by_name: dict[str, Answerer]) -> None:
    """It says so; dense vectors always have a nearest text."""
    reply = by_name["bm25"].reply(["zebra quagga"])
    assert (reply.status, reply.text, reply.cited, reply.ranked) == ("not_in_codes", "", (), ())
    assert len(by_name["hybrid-rrf"].reply(["zebra quagga"]).cited) == 5


def test_clause_baselines_cite_five_and_chunk_baselines_what_their_chunks_hold(by_name: dict[str, Answerer]) -> None:
    """A fifth chunk adds its clauses after those of four."""
    four, five = (by_name[f"langchain-top-{n}"].reply([QUESTION]).cited for n in (4, 5))
    assert five[: len(four)] == four
    assert len(by_name["bm25"].reply([QUESTION]).cited) == len(by_name["hybrid-rrf"].reply([QUESTION]).cited) == 5


def test_a_run_records_models_and_versions(by_name: dict[str, Answerer]) -> None:
    """Those of each baseline's own parts; other clauses make another record."""
    of_chunks, of_bm25 = by_name["langchain-top-4"].describe(), by_name["bm25"].describe()
    assert of_chunks["embedder"] == EMBEDDER.name
    assert {"langchain-chroma", "langchain-text-splitters", "chromadb"} <= set(of_chunks)
    assert "embedder" not in of_bm25
    (fewer,) = (a for a in baselines(CODES, CLAUSES[:20], CORPUS, EMBEDDER) if a.name == "bm25")
    assert fewer.describe() != of_bm25


def test_chunks_stand_where_they_say(store: ChunkStore) -> None:
    """The splitter searches for the offset; a wrong one would cite the wrong clauses."""
    raw = {c.id: (CORPUS / "sources" / c.file).read_bytes().decode() for c in CODES}
    for chunk in store.chunks:
        code, start = place_of(chunk)
        assert len(chunk.page_content) <= CHUNK_SIZE
        assert raw[code].startswith(chunk.page_content, start)


def test_every_clause_can_be_cited(store: ChunkStore) -> None:
    """Some chunk is about it, so that the cut alone loses none."""
    assert {i for chunk in store.chunks for i in clauses_in(chunk, CLAUSES)} == set(TEXTS)


def test_a_chunk_is_about_what_it_holds_most_of(store: ChunkStore) -> None:
    """Whole clauses in the order of the text, a long clause whose part fills the chunk, none that it only touches."""
    principles = next(c for c in store.chunks if "place the public interest above" in c.page_content)
    assert clauses_in(principles, CLAUSES) == ("CCMC-PRINCIPLE-1", "CCMC-PRINCIPLE-2", "CCMC-PRINCIPLE-3", "CCMC-PRINCIPLE-4")
    procedures = [c for c in store.chunks if clauses_in(c, CLAUSES) == ("CCMC-PROCEDURES",)]
    assert len(procedures) > 1
    (clause,) = (c for c in CLAUSES if c.id == "CCMC-PRINCIPLE-1")
    touching = principles.model_copy(update={"metadata": {"code": "CCMC", "start_index": clause.end - 20}})
    assert clause.id not in clauses_in(touching, CLAUSES)


def test_two_stores_keep_apart(store: ChunkStore) -> None:
    """In-memory stores of one process share what they hold, were it not for the names."""
    nacm = tuple(c for c in CLAUSES if c.code == "NACM")
    other = ChunkStore([c for c in CODES if c.id == "NACM"], nacm, CORPUS, NgramEmbedder(dimensions=32))
    before = store.search(QUESTION, 4)
    assert all(c.startswith("NACM") for c in other.search("Rule 2: convicted of a felony", 30).cited)
    assert store.search(QUESTION, 4) == before


def test_fusion_adds_reciprocal_ranks() -> None:
    """Second in both beats first in one; a tie stays in the order first met."""
    assert fused((["a", "b", "c"], ["d", "b"])) == ["b", "a", "d", "c"]
    assert fused((["a"], [])) == ["a"]


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_a_reply(by_name: dict[str, Answerer], question: str) -> None:
    """Whatever is typed, also nothing."""
    for answerer in by_name.values():
        assert set(answerer.reply([question]).cited) <= set(TEXTS)


def test_a_missing_or_changed_source_is_named(tmp_path: Path) -> None:
    """Offsets mean nothing in another text."""
    with pytest.raises(InvalidInput, match=r"ccmc-code-slides\.txt cannot be read: No such file"):
        baselines(CODES, CLAUSES, tmp_path, EMBEDDER)
    changed = Path(shutil.copytree(CORPUS / "sources", tmp_path / "sources")) / CODES[0].file
    changed.write_bytes(b"\n" + changed.read_bytes())
    with pytest.raises(InvalidInput, match=r"ccmc-code-slides\.txt is not the one") as caught:
        baselines(CODES, CLAUSES, tmp_path, EMBEDDER)
    assert caught.value.hint


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain is not needed by anything else here."""
    monkeypatch.setitem(sys.modules, "langchain_chroma", None)
    with pytest.raises(InvalidInput, match="langchain_chroma") as caught:
        baselines(CODES, CLAUSES, CORPUS, EMBEDDER)
    assert "langchain-chroma" in caught.value.hint
