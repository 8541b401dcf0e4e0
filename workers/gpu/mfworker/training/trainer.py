"""TRL's SFTTrainer with our batch order, answer-only loss through a flat head, and a resumable schedule."""

import math
from collections.abc import Callable
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch.utils.data import DataLoader
from transformers import PreTrainedModel, PreTrainedTokenizerFast, PrinterCallback, TrainerCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from mfworker.modeling.lm_head import FlatHead
from mfworker.modeling.shapes import ALL_LINEAR
from mfworker.training.batch import BatchMaker, Inputs, batch_losses
from mfworker.training.examples import IGNORED, Example
from mfworker.training.memory import MicroBatch
from mfworker.training.settings import Settings
from mfworker.wire.errors import WorkerError


def attach_lora(model: PreTrainedModel, settings: Settings) -> PeftModel:
    """Wrap every linear layer of the decoder with PEFT's LoRA (fp32 matrices, seeded)."""
    model.lm_head = FlatHead(model.lm_head)
    torch.manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        use_rslora=settings.rslora,
        use_dora=settings.dora,
        target_modules=list(ALL_LINEAR),
        bias="none",
        task_type="CAUSAL_LM",
    )
    peft_model = get_peft_model(model, config, autocast_adapter_dtype=True)
    assert isinstance(peft_model, PeftModel)
    return peft_model


def recompute_activations(model: PeftModel) -> None:
    """Keep layer inputs only and run each layer twice: less memory, a third more work, the same gradients."""
    base = model.get_base_model()
    assert isinstance(base, PreTrainedModel)
    base.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})


def make_optimiser(model: torch.nn.Module, settings: Settings) -> torch.optim.AdamW:
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(trainable, lr=settings.learning_rate, weight_decay=settings.weight_decay)


def rate_factor(settings: Settings, step: int, steps: int) -> float:
    """Share of the peak rate at 0-based `step`: linear warm-up, then the plan's schedule."""
    warmup = settings.warmup_steps(steps)
    if step < warmup:
        return (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    if settings.schedule == "constant":
        return 1.0
    if settings.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * done))
    return max(0.0, 1.0 - done)


class OrderedTrainer(SFTTrainer):
    """Trains exactly the given batches in their order; `last_loss` and `last_grad_norm` are the newest step's."""

    def __init__(
        self,
        model: PeftModel,
        tokenizer: PreTrainedTokenizerFast,
        examples: list[Example],
        batches: list[list[int]],
        optimiser: torch.optim.Optimizer,
        settings: Settings,
        *,
        first_step: int,
        steps: int,
        bf16: bool,
        make: BatchMaker,
        folder: str,
        callback: TrainerCallback,
        micro: MicroBatch,
    ) -> None:
        self.step_batches = batches
        self.micro = micro
        self.batch_tokens = 1
        self.examples = examples
        self.make = make
        self.first_step = first_step
        self.last_loss = math.nan
        self.last_grad_norm: float | None = None
        schedule: Callable[[int], float] = lambda step: rate_factor(settings, first_step + step, steps)  # noqa: E731
        config = SFTConfig(
            output_dir=folder,
            max_steps=max(1, len(batches)),
            per_device_train_batch_size=settings.batch_size,
            gradient_accumulation_steps=1,
            max_grad_norm=settings.clip,
            logging_steps=1,
            logging_nan_inf_filter=False,
            save_strategy="no",
            eval_strategy="no",
            report_to="none",
            disable_tqdm=True,
            bf16=bf16,
            use_cpu=not torch.cuda.is_available(),
            activation_checkpointing=False,
            remove_unused_columns=False,
            dataset_kwargs={"skip_prepare_dataset": True},
            max_length=None,
            seed=settings.seed,
            data_seed=settings.seed,
            dataloader_pin_memory=False,
        )
        super().__init__(
            model=model,
            args=config,
            train_dataset=_as_dataset(examples),
            processing_class=tokenizer,
            optimizers=(optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, schedule)),
            callbacks=[callback],
        )
        self.remove_callback(PrinterCallback)

    def get_train_dataloader(self) -> DataLoader:
        # A step makes its own tensors, in as many parts as memory wants; the loader only counts steps.
        def gather(rows: list[Example]) -> Inputs:
            return {"labels": torch.tensor([len(rows)])}

        return DataLoader(self.examples, batch_sampler=self.step_batches, collate_fn=gather)  # type: ignore[arg-type]

    def _get_grad_norm(self, model: torch.nn.Module, grad_norm: torch.Tensor | float | None = None) -> Any:
        """Keeps the norm before clipping, which the callbacks would see only after their turn."""
        value = super()._get_grad_norm(model, grad_norm)
        self.last_grad_norm = None if value is None else float(value)
        return value

    def training_step(
        self, model: torch.nn.Module, inputs: Inputs, num_items_in_batch: torch.Tensor | int | None = None
    ) -> torch.Tensor:
        """Forward and backward over one batch in as many parts as memory wants."""
        done = self.state.global_step
        rows = [self.examples[index] for index in self.step_batches[done]]
        self.batch_tokens = sum(label != IGNORED for row in rows for label in row.labels[1:])
        random = torch.get_rng_state()

        def compute(count: int) -> torch.Tensor:
            torch.set_rng_state(random)
            loss = torch.zeros((), device=self.args.device)
            for start in range(0, len(rows), count):
                chunk = self.make(rows[start : start + count], self.first_step + done + 1)
                loss += super(OrderedTrainer, self).training_step(model, chunk)
            return loss

        loss = self.micro.run(compute, lambda: model.zero_grad(set_to_none=True))
        self.last_loss = float(loss)
        return loss

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: Inputs,
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> torch.Tensor:
        loss = batch_losses(model, inputs).sum() / self.batch_tokens
        value = float(loss.detach())
        if not math.isfinite(value):
            raise WorkerError(
                "numeric_failure",
                f"The loss became {value} at step {self.state.global_step + 1}. Restart at half the rate.",
                "nan",
            )
        return loss


def _as_dataset(examples: list[Example]):
    from datasets import Dataset

    return Dataset.from_dict({"input_ids": [e.ids for e in examples], "labels": [e.labels for e in examples]})
