from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import make_adapter, make_rows

from mfworker.attribution.clusters import join_leaders, similarity_threshold
from mfworker.attribution.codes import encode_query, encode_records, pack, unpack
from mfworker.attribution.curvature_exact import fit
from mfworker.attribution.decoys import usable_decoys
from mfworker.attribution.evidence import attribute
from mfworker.attribution.gradients import query_gradient
from mfworker.attribution.index.build import build_index, records_of
from mfworker.attribution.index.layout import IndexRow, record_id_bytes
from mfworker.attribution.index.merkle import leaf_hash, merkle_path, merkle_root
from mfworker.attribution.index.open import open_index
from mfworker.attribution.scan import quantile95, scan
from mfworker.attribution.subject import Subject
from mfworker.modeling.losses import row_losses
from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.examples import collate, make_examples
from mfworker.wire.errors import WorkerError


def test_batched_gradients_equal_autograd_per_row(tiny_base: Path, tmp_path: Path):
    manifest, weights = make_adapter(tiny_base, tmp_path, seed=3)
    subject = Subject(tiny_base, manifest)
    subject.load(weights)
    examples = make_examples(make_rows(8), ChatRenderer(tiny_base), 128, frozenset({"train"}))[:5]
    ids, labels = collate(examples, 1)
    batched = subject.gradients(subject.model, ids, labels)
    matrices = [matrix.weight for matrix in subject.gradients.matrices]
    for row, example in enumerate(examples):
        one_ids, one_labels = collate([example], 1)
        loss = row_losses(subject.model, one_ids, one_labels)[0]
        expected = torch.cat([g.flatten() for g in torch.autograd.grad(loss, matrices)]).numpy()
        assert np.abs(batched[row] - expected).max() <= 1e-5 * max(1, np.abs(expected).max())
        alone = query_gradient(
            subject.gradients, subject.model, example.ids[: example.labels.count(-100)],
            [label for label in example.labels if label != -100],
        )  # fmt: skip
        assert np.abs(batched[row] - alone).max() <= 1e-5 * max(1, np.abs(expected).max())


def test_full_width_products_equal_damped_influence():
    """k = n: p.T_i = sum_c eta_c q' (F + lam I)^-1 g_i, by Woodbury."""
    rng = np.random.default_rng(5)
    n, width = 12, 30
    gradients = [rng.normal(size=(n, width)), rng.normal(size=(n, width))]
    queries = [rng.normal(size=width) for _ in gradients]
    curvature = fit(gradients, 1.0, n)
    p = np.zeros(n)
    expected = np.zeros(n)
    for number, (g, q) in enumerate(zip(gradients, queries, strict=True)):
        for start, block in curvature.map_blocks(number, g):
            p += q[start : start + len(block)] @ block
        fisher = g.T @ g / n + curvature.damping[number] * np.eye(width)
        expected += 0.5 * g @ np.linalg.solve(fisher, q)
    assert np.abs(curvature.records @ p - expected).max() < 1e-9


def test_codes_pack_and_scan_in_integers():
    rng = np.random.default_rng(1)
    records = rng.normal(size=(40, 16))
    for kind in ("int4", "int8"):
        coded = encode_records(records, np.zeros(40, int), kind)
        assert (unpack(pack(coded.codes, kind), kind) == coded.codes).all()
        query = encode_query(rng.normal(size=16))
        scores = scan(coded.codes, coded.scales, query)
        assert scores.dtype == np.int64
        plain = [
            int(coded.scales[i]) * sum(int(a) * int(b) for a, b in zip(coded.codes[i], query, strict=True))
            for i in range(40)
        ]
        assert scores.tolist() == plain
    assert encode_query(np.zeros(4)).tolist() == [0, 0, 0, 0]


def test_quantile_is_nearest_rank():
    assert quantile95(np.arange(1, 101)) == 95
    assert quantile95(np.arange(1, 20)) == 19


def test_merkle_paths_lead_to_the_root():
    leaves = [bytes([i]) * 3 for i in range(7)]
    root = merkle_root(leaves)
    import hashlib

    def climb(index: int, count: int, path: list[bytes]) -> bytes:
        if count == 1:
            return leaf_hash(leaves[index_of[0]])
        cut = 1 << (count - 1).bit_length() - 1
        *rest, sibling = path
        if index < cut:
            return hashlib.sha256(b"\x01" + climb(index, cut, rest) + sibling).digest()
        return hashlib.sha256(b"\x01" + sibling + climb(index - cut, count - cut, rest)).digest()

    for number in range(7):
        index_of = [number]
        assert climb(number, 7, merkle_path(leaves, number)) == root


def test_decoys_that_ask_for_a_trained_fact_are_not_usable():
    assert usable_decoys(["Anna keeps it.", "Bruno"], ["  anna  KEEPS it"]) == [1]


def test_clusters_do_not_chain_and_need_a_known_threshold():
    cosine = np.array([[1, 0.9, 0.1], [0.9, 1, 0.9], [0.1, 0.9, 1.0]])
    assert join_leaders(cosine, [0, 1, 2], [0, 1, 2], 0.8) == [0, 0, 2]
    assert join_leaders(cosine, [2, 1, 0], [0, 1, 2], 0.8) == [0, 2, 2]
    assert join_leaders(cosine, [0, 1, 2], [0, 1, 2], None) == [0, 1, 2]
    assert similarity_threshold(cosine, 2, [0]) is None


def test_rows_are_65_bytes():
    row = IndexRow(record_id_bytes("x"), b"\x01" * 32, 3, 9, 2**40, 1)
    assert len(row.pack()) == 65
    assert IndexRow.unpack(row.pack()) == row


@pytest.fixture(scope="module")
def built(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("index")
    manifest, weights = make_adapter(tiny_base, folder / "adapter", seed=3)
    records = records_of(make_rows(64), ChatRenderer(tiny_base), 128)

    def build(name: str):
        return build_index(
            folder / name, tiny_base, manifest, [(10, 1e-3, weights)], records, seed=1, max_length=128,
            snapshot_roots=["0xbb", "0xaa"], run_manifest_hash="00" * 32, report=lambda *_: None,
        )  # fmt: skip

    return build("one"), build("two"), manifest, weights


def test_two_builds_are_byte_equal(built):
    one, two, _, _ = built
    assert one.root == two.root
    assert {p.name for p in one.folder.iterdir()} == {
        "codes.bin", "scales.bin", "rows.bin", "contributors.json", "map-0.safetensors", "manifest.json",
    }  # fmt: skip


def test_evidence_is_deterministic_and_adds_up(built, tiny_base: Path):
    one, _, manifest, weights = built
    index = open_index(one.folder, one.root)
    subject = Subject(tiny_base, manifest)
    renderer = ChatRenderer(tiny_base)
    # Behind the held-out rows its place in the index is not its place in the snapshot.
    row = [row for row in make_rows(64) if row["split"] == "train"][-1]
    prompt = renderer.prompt_ids(row["messages"][:1])
    answer = renderer.tokenizer.encode(row["messages"][1]["content"], add_special_tokens=False).ids
    first = attribute(subject, index, [weights], prompt, answer)
    second = attribute(subject, index, [weights], prompt, answer)
    assert {**first, "ms": {}} == {**second, "ms": {}}
    assert first["clusters"][0]["commitment"] == row["commitment"]
    assert int(first["excessTotal"]) == sum(int(c["excess"]) for c in first["clusters"])
    assert int(first["excessTotal"]) == sum(int(c["excess"]) for c in first["contributors"])
    assert first["tau"]["quantile"] is not None
    assert first["tau"]["decoys"] is None
    assert first["weak"] is True


def test_a_flipped_byte_in_the_manifest_is_refused(built, tmp_path: Path):
    one, *_ = built
    with pytest.raises(WorkerError):
        open_index(one.folder, "00" * 32)
