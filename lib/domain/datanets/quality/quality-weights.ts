/** What counts for how much in `quality-1`; apart, because pages show it without measuring anything. */
export const QUALITY_WEIGHTS = {
  format: 30,
  uniqueness: 25,
  privacy: 15,
  language: 10,
  richness: 10,
  toxicity: 5,
  topic: 5,
} as const;
export type QualityPart = keyof typeof QUALITY_WEIGHTS;
export const QUALITY_PARTS = Object.keys(QUALITY_WEIGHTS) as QualityPart[];
