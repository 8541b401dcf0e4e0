import "server-only";
import { datanetProjectors } from "./datanet-projectors";
import { modelProjectors } from "./model-projectors";
import { paymentProjectors } from "./payment-projectors";
import type { Projector } from "./projector";
import { trainingProjectors } from "./training-projectors";

/** Everything that reads logs, in the order in which it reads one log. */
export const ALL_PROJECTORS: readonly Projector[] = [
  ...datanetProjectors,
  ...modelProjectors,
  ...trainingProjectors,
  ...paymentProjectors,
];
