import { buildContracts } from "./forge-artifacts";

/** Compiles once before the suites that deploy, so that they do not compile the same files side by side. */
export default buildContracts;
