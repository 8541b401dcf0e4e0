/**
 * What a file `scripts/bench/<name>.mjs` exports by default. The started program writes lines for people to
 * stdout and, last, one JSON line with `goals` and `raw` (any value: every figure behind the goals).
 */
export type Bench = {
  /** One line for the list of benchmarks. */
  about: string;
  /** Install the worker's Python environment first. */
  needsPython?: boolean;
  run: (tools: { root: string; node: string; python: string; args: string[] }) => {
    command: string[];
    cwd: string;
    env?: Record<string, string>;
  };
};
