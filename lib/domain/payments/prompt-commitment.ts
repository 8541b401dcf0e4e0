import canonicalize from "canonicalize";
import { concat, type Hex, keccak256, sha256, toBytes } from "viem";

export interface ChatText {
  role: string;
  content: string;
}

/** The messages with every text in Unicode NFC; what is committed is what is sent. */
export function normaliseMessages<T extends ChatText>(messages: readonly T[]): T[] {
  return messages.map((message) => ({ ...message, content: message.content.normalize("NFC") }));
}

/**
 * `keccak256(salt ‖ sha256(JCS(messages)))` over role and content of each message, NFC-normalised. Without the
 * 32-byte salt nobody can confirm a guessed prompt.
 */
export function promptCommitment(salt: Hex, messages: readonly ChatText[]): Hex {
  return saltedCommitment(
    salt,
    canonicalize(normaliseMessages(messages).map(({ role, content }) => ({ role, content }))) ?? "",
  );
}

/** `keccak256(salt ‖ sha256(text))`: the form in which an answer's text is committed in its receipt. */
export function saltedCommitment(salt: Hex, text: string): Hex {
  return keccak256(concat([salt, sha256(toBytes(text))]));
}
