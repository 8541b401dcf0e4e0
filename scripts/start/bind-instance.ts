import pg from "pg";

/**
 * Ties database and chain together under one instance id. Either without the other would show money that is not
 * there, so the start stops with a sentence and wipes nothing.
 * @throws Error when the database belongs to another chain or instance
 */
export async function bindInstance(input: {
  databaseUrl: string;
  instanceId: string;
  firstBlockHash: string;
  stateDir: string;
}): Promise<void> {
  const client = new pg.Client({ connectionString: input.databaseUrl });
  await client.connect();
  try {
    const mine = { instanceId: input.instanceId, firstBlockHash: input.firstBlockHash };
    await client.query(
      "INSERT INTO instance_fact (key, value) VALUES ('identity', $1) ON CONFLICT (key) DO NOTHING",
      [JSON.stringify(mine)],
    );
    const { rows } = await client.query<{ value: typeof mine }>(
      "SELECT value FROM instance_fact WHERE key = 'identity'",
    );
    const known = rows[0]?.value;
    if (known?.instanceId !== mine.instanceId || known.firstBlockHash !== mine.firstBlockHash) {
      throw new Error(
        `The database in ${input.stateDir} belongs to another chain than the one beside it: one of the two was replaced or restored alone. ` +
          "Put the missing one back, or begin anew with: npm run reset (the old folder is kept).",
      );
    }
  } finally {
    await client.end();
  }
}
