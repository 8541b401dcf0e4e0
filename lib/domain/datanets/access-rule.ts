import type { AccessPurpose } from "@/lib/schemas/datanet-access";

const ORDER: readonly AccessPurpose[] = ["read", "evaluate", "train"];

/** What the registry knows each purpose by. */
export function purposeNumber(purpose: AccessPurpose): number {
  return ORDER.indexOf(purpose) + 1;
}

/** @throws Error for a number that the registry does not use */
export function purposeOf(number: number): AccessPurpose {
  const purpose = ORDER[number - 1];
  if (!purpose) throw new Error(`There is no access purpose ${number}.`);
  return purpose;
}

/** Whether what somebody may do covers what is asked for; a purpose includes those before it. */
export function covers(may: AccessPurpose | null, asked: AccessPurpose): boolean {
  return may !== null && ORDER.indexOf(may) >= ORDER.indexOf(asked);
}

/** The widest of several grants, null for none. */
export function widest(purposes: readonly AccessPurpose[]): AccessPurpose | null {
  return purposes.reduce<AccessPurpose | null>(
    (best, purpose) => (covers(best, purpose) ? best : purpose),
    null,
  );
}
