import { expect, it } from "vitest";
import { findLicence, listLicences } from "./licences";

it("allows no more at a later stage than at the one before", () => {
  for (const licence of listLicences()) {
    if (licence.paidInference) expect(licence.publish, licence.spdxId).toBe(true);
    if (licence.publish) expect(licence.train, licence.spdxId).toBe(true);
  }
});

it("takes non-commercial data for no priced model, and no-derivatives data for no published one", () => {
  expect(findLicence("CC-BY-NC-4.0")).toMatchObject({ train: true, publish: true, paidInference: false });
  expect(findLicence("CC-BY-ND-4.0")).toMatchObject({ train: true, publish: false });
  expect(findLicence("CC-BY-4.0")).toMatchObject({ train: true, publish: true, paidInference: true });
});

it("knows nothing about a licence that is not in the table, so that nothing is allowed by it", () => {
  expect(findLicence("WTFPL")).toBeNull();
  expect(findLicence("")).toBeNull();
});
