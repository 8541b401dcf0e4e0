"""Pretrains mf-tiny from nothing: `python scripts/pretrain_tiny.py --minutes 65`.

Resumable (the same command continues from the last checkpoint), every file is written under
`.part`, synced and renamed. Data: `../shared/data` beside the repository, or MF_EVAL_DATA_DIR.
"""

import argparse
import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pretraining.batches import Batch, make_epoch
from pretraining.export import export_model
from pretraining.sources import Row, read_sources
from pretraining.tokenizer import train_tokenizer

REPOSITORY = Path(__file__).resolve().parents[3]
SEED = 20251103
GENERATED_ROWS = 60_000
CONTEXT = 512
VOCABULARY = 4096
EMA_DECAY = 0.998
HELD_OUT_ROWS = 400


@dataclass
class Progress:
    """What a resumed run needs beside the tensors; `log` is copied into the model card."""

    step: int = 0
    epoch: int = 0
    cursor: int = 0
    tokens: int = 0
    seconds: float = 0.0
    exported_early: bool = False
    log: list[dict[str, float]] = field(default_factory=list)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=65.0, help="training time in all")
    parser.add_argument("--early-minutes", type=float, default=20.0, help="first export")
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--rate", type=float, default=3e-3, help="peak rate of AdamW and Muon")
    parser.add_argument("--optimiser", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--max-steps", type=int, default=0, help="0: until the time is up")
    parser.add_argument("--state", type=Path, default=REPOSITORY / ".modelfactory/pretraining")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "models/mf-tiny")
    return parser.parse_args()


def data_directory() -> Path:
    return Path(os.environ.get("MF_EVAL_DATA_DIR", REPOSITORY / "../shared/data")).resolve()


def build_model() -> LlamaForCausalLM:
    torch.manual_seed(SEED)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=VOCABULARY,
            hidden_size=256,
            intermediate_size=704,
            num_hidden_layers=6,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=CONTEXT,
            tie_word_embeddings=True,
            rms_norm_eps=1e-5,
            bos_token_id=None,
            eos_token_id=0,
            pad_token_id=1,
        )
    )


def build_optimisers(model: LlamaForCausalLM, rate: float, kind: str) -> list[torch.optim.Optimizer]:
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    if kind == "adamw":
        both = [{"params": matrices, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}]
        return [torch.optim.AdamW(both, lr=rate, betas=(0.9, 0.95))]
    return [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def loss_of(model: LlamaForCausalLM, batch: Batch, bf16: bool) -> torch.Tensor:
    ids, labels = batch
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
        keep = labels[:, 1:] != -100
        logits = F.linear(hidden[keep], model.lm_head.weight)
    return F.cross_entropy(logits.float(), labels[:, 1:][keep])


def probe(model: LlamaForCausalLM, batch: Batch) -> tuple[int, bool, str]:
    """Time one real step for each of threads x number type; the wrong choice is 35 times slower."""
    small = (batch[0][:8, :64], batch[1][:8, :64])
    figures: dict[tuple[int, bool], float] = {}
    for threads in range(1, (os.cpu_count() or 1) + 1):
        for bf16 in (False, True):
            torch.set_num_threads(threads)
            loss_of(model, (small[0][:1, :16], small[1][:1, :16]), bf16).backward()
            start = time.perf_counter()
            loss_of(model, small, bf16).backward()
            figures[threads, bf16] = time.perf_counter() - start
    model.zero_grad(set_to_none=True)
    threads, bf16 = min(figures, key=lambda key: figures[key])
    report = " ".join(f"{t}x{'bf16' if b else 'fp32'}={s * 1000:.0f}ms" for (t, b), s in figures.items())
    return threads, bf16, report


def rate_share(seconds: float, step: int, total_seconds: float) -> float:
    """Warm-up over 100 steps, then flat, then linear to zero over the last 45 % of the time."""
    left = max(0.0, 1.0 - seconds / total_seconds)
    return min(1.0, (step + 1) / 100, left / 0.45)


def encode(tokenizer: PreTrainedTokenizerFast, rows: list[Row]) -> list[list[int]]:
    texts = [f"<|user|>{r.question}<|assistant|>{r.answer}<|end|>" for r in rows]
    return [ids[:CONTEXT] for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]


def save_state(path: Path, payload: dict[str, object]) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        torch.save(payload, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@torch.no_grad()
def held_out_loss(model: LlamaForCausalLM, batches: list[Batch], bf16: bool) -> float:
    total, count = 0.0, 0
    for batch in batches:
        tokens = int((batch[1][:, 1:] != -100).sum())
        total += float(loss_of(model, batch, bf16)) * tokens
        count += tokens
    return total / count


def main() -> None:
    args = parse_arguments()
    args.state.mkdir(parents=True, exist_ok=True)
    checkpoint = args.state / "checkpoint.pt"
    rows, counts = read_sources(data_directory(), GENERATED_ROWS, SEED)
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    held_out = [rows[i] for i in sorted(order[:HELD_OUT_ROWS])]
    rows = [rows[i] for i in sorted(order[HELD_OUT_ROWS:])]

    tokenizer_dir = args.state / "tokenizer"
    if not tokenizer_dir.exists():
        texts = (f"{row.question}\n{row.answer}" for row in rows)
        part = tokenizer_dir.with_suffix(".part")
        train_tokenizer(texts, VOCABULARY, CONTEXT).save_pretrained(part)
        part.rename(tokenizer_dir)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tokenizer_dir)
    documents = encode(tokenizer, rows)
    held_batches = make_epoch(encode(tokenizer, held_out), args.batch_tokens, 10**6, 1, 0)

    model = build_model()
    ema = build_model()
    optimisers = build_optimisers(model, args.rate, args.optimiser)
    progress = Progress()
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        ema.load_state_dict(saved["ema"])
        for optimiser, state in zip(optimisers, saved["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        progress = Progress(**saved["progress"])
    epoch = make_epoch(documents, args.batch_tokens, CONTEXT, 1, SEED + progress.epoch)
    threads, bf16, report = probe(model, epoch[0])
    torch.set_num_threads(threads)
    print(f"rows {counts} tokens/epoch {sum(map(len, documents))} parameters {model.num_parameters()}")
    print(f"probe {report} -> {threads} thread(s), {'bf16' if bf16 else 'fp32'}", flush=True)

    total_seconds = args.minutes * 60
    last_save = last_log = time.perf_counter()
    running: list[float] = []

    def persist() -> None:
        save_state(
            checkpoint,
            {
                "model": model.state_dict(),
                "ema": ema.state_dict(),
                "optimisers": [o.state_dict() for o in optimisers],
                "progress": asdict(progress),
            },
        )

    def publish(weights: LlamaForCausalLM, note: str) -> None:
        loss = held_out_loss(weights, held_batches, bf16)
        print(f"export after {progress.seconds / 60:.1f} min, held-out loss {loss:.3f}", flush=True)
        epochs = progress.tokens / sum(map(len, documents))
        card = {
            "note": note,
            "epochs": epochs,
            "heldOutLoss": round(loss, 4),
            "probe": report,
            **asdict(progress),
        }
        export_model(weights, tokenizer, rows, counts, card, args.out)

    while progress.seconds < total_seconds and not (args.max_steps and progress.step >= args.max_steps):
        started = time.perf_counter()
        if progress.cursor >= len(epoch):
            progress.epoch, progress.cursor = progress.epoch + 1, 0
            epoch = make_epoch(documents, args.batch_tokens, CONTEXT, 1, SEED + progress.epoch)
        batch = epoch[progress.cursor]
        share = rate_share(progress.seconds, progress.step, total_seconds)
        for optimiser in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = args.rate * share
        loss = loss_of(model, batch, bf16)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        with torch.no_grad():
            decay = min(EMA_DECAY, (progress.step + 1) / (progress.step + 10))
            for mean, now in zip(ema.parameters(), model.parameters(), strict=True):
                mean.lerp_(now, 1 - decay)
        running.append(float(loss.detach()))
        progress.cursor += 1
        progress.step += 1
        progress.tokens += int((batch[1] != -100).sum())
        progress.seconds += time.perf_counter() - started

        now = time.perf_counter()
        if now - last_log > 30:
            mean_loss = sum(running) / len(running)
            print(
                f"step {progress.step} epoch {progress.epoch} {progress.seconds / 60:.1f} min "
                f"loss {mean_loss:.3f} {progress.tokens / progress.seconds:.0f} tokens/s "
                f"{threads}x{'bf16' if bf16 else 'fp32'}",
                flush=True,
            )
            progress.log.append(
                {
                    "minutes": round(progress.seconds / 60, 1),
                    "step": progress.step,
                    "loss": round(mean_loss, 3),
                    "tokens": progress.tokens,
                }
            )
            running, last_log = [], now
        if now - last_save > 120:
            persist()
            # Other processes come and go on a shared machine, and with them the best choice.
            threads, bf16, _ = probe(model, epoch[0])
            torch.set_num_threads(threads)
            last_save = now
        if not progress.exported_early and progress.seconds > args.early_minutes * 60:
            progress.exported_early = True
            publish(ema, "early export: running average of the weights, training not finished")
            persist()
    persist()
    publish(ema if progress.step < 300 else model, "final export")
    print(json.dumps({"steps": progress.step, "tokens": progress.tokens, "seconds": round(progress.seconds)}))


if __name__ == "__main__":
    main()
