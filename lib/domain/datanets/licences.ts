import { type Hex, keccak256, toBytes } from "viem";
import type { Licence } from "@/lib/schemas/datanets";

/**
 * `licence-1`: what each licence class allows here. A policy, not legal advice. `credit` licences ask to
 * name the source, which receipts and model cards do.
 */
const LICENCES: Licence[] = [
  {
    spdxId: "CC-BY-4.0",
    name: "Creative Commons Attribution 4.0",
    train: true,
    publish: true,
    paidInference: true,
  },
  {
    spdxId: "CC0-1.0",
    name: "Creative Commons Zero 1.0 (public domain)",
    train: true,
    publish: true,
    paidInference: true,
  },
  {
    spdxId: "CC-BY-SA-4.0",
    name: "Creative Commons Attribution-ShareAlike 4.0",
    train: true,
    publish: true,
    paidInference: true,
  },
  { spdxId: "MIT", name: "MIT License", train: true, publish: true, paidInference: true },
  { spdxId: "Apache-2.0", name: "Apache License 2.0", train: true, publish: true, paidInference: true },
  {
    spdxId: "ODC-By-1.0",
    name: "Open Data Commons Attribution 1.0",
    train: true,
    publish: true,
    paidInference: true,
  },
  {
    spdxId: "CC-BY-NC-4.0",
    name: "Creative Commons Attribution-NonCommercial 4.0",
    train: true,
    publish: true,
    paidInference: false,
  },
  {
    spdxId: "CC-BY-ND-4.0",
    name: "Creative Commons Attribution-NoDerivatives 4.0",
    train: true,
    publish: false,
    paidInference: false,
  },
];

export function listLicences(): readonly Licence[] {
  return LICENCES;
}

/** Null for a licence that the table does not know: such rows may not be published. */
export function findLicence(spdxId: string): Licence | null {
  return LICENCES.find((licence) => licence.spdxId === spdxId) ?? null;
}

/** The registry stores the hash of the licence's SPDX id, and one flag per use that it forbids. */
export function licenceHash(spdxId: string): Hex {
  return keccak256(toBytes(spdxId));
}

/** Bits of `createDatanet`: 1 forbids training, 2 forbids commerce. */
export function licenceFlags(licence: Licence | null): number {
  if (!licence) return 3;
  return (licence.train ? 0 : 1) | (licence.paidInference ? 0 : 2);
}
