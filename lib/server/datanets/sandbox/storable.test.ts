import { expect, it } from "vitest";
import { storable } from "./storable";

it("replaces what no database takes, in texts and names, and nothing else", () => {
  const given = JSON.parse('{"a\\u0000":["\\ud800x","😀 ä\\n",1,null,true],"b":{"c":"\\udc00"}}');
  expect(storable(given)).toEqual({ "a\uFFFD": ["\uFFFDx", "😀 ä\n", 1, null, true], b: { c: "\uFFFD" } });
});
