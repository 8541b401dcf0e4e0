import type { BaseModel } from "@/lib/schemas/models";
import type { TrainingSettings } from "@/lib/schemas/training";

/** Verdict and memory of a base for a method; where nobody can train in 4 bits, that is too large for everybody. */
export function fitFor(
  base: BaseModel,
  method: TrainingSettings["method"],
): { fit: BaseModel["fit"]; needBytes: number } {
  if (method === "lora") return { fit: base.fit, needBytes: base.needBytes };
  return base.qlora ?? { fit: "too_large", needBytes: base.needBytes };
}
