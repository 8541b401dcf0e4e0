const USAGE = [
  "npm run verify -- record <proof.json> --rpc <url> --registry <address> [--datanet <key>]",
  "npm run verify -- quality <file.quality.jsonl>",
];

/** Ends the command because it could not be run. */
export function refuse(sentence: string): never {
  console.error([sentence, ...USAGE].join("\n"));
  process.exit(2);
}
