import "server-only";
import type { ImportOptions } from "@/lib/schemas/contributions";

/** The file as a whole is not taken. `message` is the sentence for its author; `fix` the repair of one click. */
export class FileRefused extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly fix: ImportOptions | null = null,
  ) {
    super(message);
  }
}
