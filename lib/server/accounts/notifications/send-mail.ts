import "server-only";
import { createTransport } from "nodemailer";
import { serverEnv } from "@/lib/env/server-env";
import { ANSWER_MS } from "./tunables";

export const canSendMail = (): boolean => Boolean(serverEnv().SMTP_URL && serverEnv().SMTP_FROM);

/** One plain-text mail. @throws Error in the mail server's words, or when none is configured */
export async function sendMail(mail: { to: string; subject: string; text: string }): Promise<void> {
  const { SMTP_URL, SMTP_FROM } = serverEnv();
  if (!SMTP_URL || !SMTP_FROM) throw new Error("This instance has no mail server.");
  const timeouts = { connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: ANSWER_MS };
  const transport = createTransport({ url: SMTP_URL, ...timeouts });
  try {
    // What a person wrote stands in the text only; an address with a line break would add headers.
    await transport.sendMail({ ...mail, from: SMTP_FROM, disableFileAccess: true, disableUrlAccess: true });
  } finally {
    transport.close();
  }
}
