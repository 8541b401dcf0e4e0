"""Names and dimensions of the linear layers of the supported families, from config.json alone."""

import json
from dataclasses import dataclass
from pathlib import Path

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP = ("gate_proj", "up_proj", "down_proj")
ALL_LINEAR = (*ATTENTION, *MLP)


@dataclass(frozen=True)
class BaseShape:
    """Widths of one base; linear layers are named `model.layers.<i>.<block>.<projection>`."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int

    @classmethod
    def of_folder(cls, folder: Path) -> "BaseShape":
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        heads = config["num_attention_heads"]
        return cls(
            layers=config["num_hidden_layers"],
            hidden=config["hidden_size"],
            heads=heads,
            kv_heads=config.get("num_key_value_heads") or heads,
            head_dim=config.get("head_dim") or config["hidden_size"] // heads,
            intermediate=config["intermediate_size"],
            vocabulary=config["vocab_size"],
        )

    def linear_dims(self, projection: str) -> tuple[int, int]:
        """Return `(in, out)` of one projection."""
        wide, narrow = self.heads * self.head_dim, self.kv_heads * self.head_dim
        return {
            "q_proj": (self.hidden, wide),
            "k_proj": (self.hidden, narrow),
            "v_proj": (self.hidden, narrow),
            "o_proj": (wide, self.hidden),
            "gate_proj": (self.hidden, self.intermediate),
            "up_proj": (self.hidden, self.intermediate),
            "down_proj": (self.intermediate, self.hidden),
        }[projection]

    def linears(self, targets: tuple[str, ...] | list[str]) -> dict[str, tuple[int, int]]:
        """Return `module name -> (in, out)` of every targeted layer, in sorted order of names."""
        names: dict[str, tuple[int, int]] = {}
        for layer in range(self.layers):
            for projection in targets:
                block = "self_attn" if projection in ATTENTION else "mlp"
                names[f"model.layers.{layer}.{block}.{projection}"] = self.linear_dims(projection)
        return dict(sorted(names.items()))

    def adapter_parameters(self, rank: int, targets: tuple[str, ...] | list[str] = ALL_LINEAR) -> int:
        return sum(rank * (a + b) for a, b in self.linears(targets).values())
