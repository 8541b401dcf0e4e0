"""One fine-tuning in a process of its own, by the worker or by a plain TRL and PEFT script, for `training.py`.

`python bench/training_sides.py worker|plain JOB.json` prints one JSON line: seconds in training steps, mean
loss and peak memory. Both get the same rows, batch order, settings, threads and number type.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mfworker.modeling.rendering import ChatRenderer
from mfworker.training.examples import Example, make_examples
from mfworker.training.order import batches
from mfworker.training.settings import Settings


def by_worker(job: dict[str, Any]) -> dict[str, Any]:
    from mfworker.training.run import TrainingJob, run_training

    losses: list[float] = []

    def emit(event: dict[str, Any]) -> None:
        if event["event"] == "point" and event["point"]["kind"] == "train":
            losses.append(event["point"]["loss"])

    plan = {"settings": job["settings"], "steps": job["steps"]}
    with tempfile.TemporaryDirectory() as name:
        run = TrainingJob(
            Path(job["base"]), job["rows"], plan, "00" * 32, [], Path(name), numerics=job["numerics"]
        )
        outcome = run_training(run, emit, lambda: "continue")
    return {"seconds": outcome.step_seconds, "loss": sum(losses) / len(losses)}


def by_plain_script(job: dict[str, Any]) -> dict[str, Any]:
    """Stock `SFTTrainer` on stock PEFT; only what the comparison fixes is set away from TRL's defaults."""
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    class Clock(TrainerCallback):
        began = ended = 0.0

        def on_train_begin(self, *_: Any, **__: Any) -> None:
            self.began = time.monotonic()

        def on_step_end(self, *_: Any, **__: Any) -> None:
            self.ended = time.monotonic()

    settings = Settings.from_wire(job["settings"])
    ordered = [example for batch in batches_of(job, settings) for example in batch]
    columns = {
        "input_ids": [example.ids for example in ordered],
        "completion_mask": [[int(label != -100) for label in example.labels] for example in ordered],
    }
    torch.set_num_threads(job["numerics"]["threads"])
    clock = Clock()
    with tempfile.TemporaryDirectory() as name:
        trainer = SFTTrainer(
            model=AutoModelForCausalLM.from_pretrained(job["base"], dtype=torch.float32),
            args=SFTConfig(
                output_dir=name,
                max_steps=job["steps"],
                per_device_train_batch_size=settings.batch_size,
                learning_rate=settings.learning_rate,
                lr_scheduler_type=settings.schedule,
                warmup_steps=settings.warmup_steps(job["steps"]),
                weight_decay=settings.weight_decay,
                max_grad_norm=settings.clip,
                seed=settings.seed,
                optim="adamw_torch",
                train_sampling_strategy="sequential",
                completion_only_loss=True,
                max_length=settings.max_length,
                activation_checkpointing=False,
                bf16=job["numerics"]["dtype"] == "bfloat16",
                use_cpu=not torch.cuda.is_available(),
                dataloader_pin_memory=False,
                save_strategy="no",
                report_to="none",
                disable_tqdm=True,
            ),
            train_dataset=Dataset.from_dict(columns),
            processing_class=AutoTokenizer.from_pretrained(job["base"]),
            peft_config=LoraConfig(
                r=settings.rank,
                lora_alpha=settings.alpha,
                lora_dropout=settings.dropout,
                target_modules="all-linear",
                task_type="CAUSAL_LM",
            ),
            callbacks=[clock],
        )
        result = trainer.train()
    return {"seconds": clock.ended - clock.began, "loss": result.training_loss}


def batches_of(job: dict[str, Any], settings: Settings) -> list[list[Example]]:
    """The run's batches as examples. The plain script's sampler can follow them only where all are full."""
    renderer = ChatRenderer(Path(job["base"]))
    rows = make_examples(job["rows"], renderer, settings.max_length, frozenset({"train"}))
    order = list(batches(settings.seed, [row.commitment for row in rows], settings.batch_size, job["steps"]))
    assert all(len(batch) == settings.batch_size for batch in order), "rows must fill every batch"
    return [[rows[index] for index in batch] for batch in order]


def peak_bytes() -> int:
    """Largest resident memory of this process. Not `ru_maxrss` on Linux: it starts from the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    side, file = sys.argv[1:]
    job = json.loads(Path(file).read_text(encoding="utf-8"))
    result = {"worker": by_worker, "plain": by_plain_script}[side](job)
    # Of the whole process; on a busy machine it says more than the seconds on the wall.
    result["cpuSeconds"] = round(time.process_time(), 1)
    made = batches_of(job, Settings.from_wire(job["settings"]))
    result |= {
        "side": side,
        "rows": sum(map(len, made)),
        "tokens": sum(len(row.ids) for batch in made for row in batch),
        "peakBytes": peak_bytes(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
