import { createServer } from "node:net";

export type Ports = { app: number; database: number; chain: number; engine: number };

const VARIABLES: Record<keyof Ports, [string, number]> = {
  app: ["MF_APP_PORT", 3000],
  database: ["MF_DATABASE_PORT", 54329],
  chain: ["MF_CHAIN_PORT", 8545],
  engine: ["MF_ENGINE_PORT", 7862],
};

export function portsFromEnv(): Ports {
  const entries = Object.entries(VARIABLES).map(([name, [variable, usual]]) => [
    name,
    Number(process.env[variable] ?? usual),
  ]);
  return Object.fromEntries(entries) as Ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** @throws Error naming the taken port and the variable that changes it */
export async function assertPortsFree(ports: Ports, needed: (keyof Ports)[]): Promise<void> {
  for (const name of needed) {
    if (!(await isFree(ports[name]))) {
      throw new Error(
        `Port ${ports[name]} for the ${name} is taken by another program. Stop it, or choose another: ${VARIABLES[name][0]}=${ports[name] + 1} npm start`,
      );
    }
  }
}

/** Four ports that nobody listens on; for tests. */
export async function freePorts(): Promise<Ports> {
  const take = () =>
    new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    });
  return { app: await take(), database: await take(), chain: await take(), engine: await take() };
}
