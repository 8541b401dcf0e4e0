/** Starts an import child that has long to do, prints its id, and kills itself as a crash would. For a test. */
import { ImportBench, type ImportCall } from "./import-file";

const [, , folder = ""] = process.argv;
const bench = await ImportBench.open(`${folder}/dying`);
const call: ImportCall = {
  files: [
    {
      name: "rows.jsonl",
      bytes: Array.from({ length: 20_000 }, (_, i) => `{"question":"${i}","answer":"b"}\n`).join(""),
    },
  ],
  roles: { question: "prompt", answer: "completion" },
  pauseMs: 60_000,
  onStart: (pid) => {
    console.log(pid);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 1_000);
  },
};
await bench.child(bench.prepare(call), "convert", call);
