import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { PaidCallHeader } from "@/lib/schemas/inference";

/** The voucher that came with a call: base64url of JSON in the header MF-Voucher. @throws AppError unauthenticated | invalid_input */
export function readPaidCall(request: Request): z.infer<typeof PaidCallHeader> {
  const header = request.headers.get("mf-voucher");
  if (!header) {
    throw new AppError(
      "unauthenticated",
      "This call needs a signed voucher in the header MF-Voucher. Ask POST /api/v1/inference/quotes what to sign.",
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
  } catch (cause) {
    throw new AppError("invalid_input", "The header MF-Voucher is not base64url of JSON.", { cause });
  }
  return PaidCallHeader.parse(json);
}
