from mfworker.training.chain import next_head
from mfworker.training.order import SplitMix64, batches, epoch_order, steps_for
from mfworker.training.settings import Settings, nearest, spread

COMMITMENTS = ["0x" + f"{i:064x}" for i in range(10)]


def test_splitmix64_golden_vector():
    generator = SplitMix64(1234567)
    assert [generator.next() for _ in range(3)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423,
    ]  # fmt: skip


def test_epoch_order_is_a_permutation_that_depends_on_seed_epoch_and_rows():
    first = epoch_order(42, COMMITMENTS, 0)
    assert sorted(first) == list(range(10))
    assert first == epoch_order(42, COMMITMENTS, 0)
    others = [
        epoch_order(43, COMMITMENTS, 0),
        epoch_order(42, COMMITMENTS, 1),
        epoch_order(42, COMMITMENTS[::-1], 0),
    ]
    assert all(other != first for other in others)


def test_batches_cover_every_row_once_an_epoch():
    made = list(batches(1, COMMITMENTS, 4, steps_for(10, 4, 2)))
    assert [len(batch) for batch in made] == [4, 4, 2, 4, 4, 2]
    assert sorted(index for batch in made[:3] for index in batch) == list(range(10))


def test_chain_binds_step_rows_and_loss():
    head = next_head("00" * 32, 1, ["a", "b"], 0.5)
    assert len(head) == 64
    changed = [
        next_head("11" * 32, 1, ["a", "b"], 0.5), next_head("00" * 32, 2, ["a", "b"], 0.5),
        next_head("00" * 32, 1, ["b", "a"], 0.5), next_head("00" * 32, 1, ["a", "b"], 0.25),
        next_head("00" * 32, 1, ["a", "b"], 0.5, "22" * 32),
    ]  # fmt: skip
    assert head not in changed


def test_spread_and_nearest_keep_the_last_step():
    assert spread(3, 10) == [3, 7, 10]
    assert spread(10, 3) == [1, 2, 3]
    assert nearest([3, 5, 7, 10], 3, 10) == [3, 7, 10]
    assert nearest([5, 10], 3, 10) == [5, 10]
    assert nearest([10], 1, 10) == [10]


def test_settings_read_the_wire_form():
    settings = Settings.from_wire({"learningRate": 0.001, "attributionCheckpoints": 3, "keepBest": True})
    assert (settings.learning_rate, settings.attribution_checkpoints, settings.keep_best) == (0.001, 3, True)
    assert settings.warmup_steps(200) == 10
    assert settings.warmup_steps(20) == 5
