import "server-only";

/** `slug@sha12`: a name never gets other weights. */
export function servedName(model: { slug: string; adapterHash: string }): string {
  return `${model.slug}@${model.adapterHash.slice(0, 12)}`;
}
