import { english, generateMnemonic } from "viem/accounts";
import { expect, test } from "vitest";
import { findPersonalDetails } from "./personal-details";

const found = (text: string) =>
  findPersonalDetails(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

test.each([
  ["Write to jo.doe+x@mail.example.org today", "email: jo.doe+x@mail.example.org"],
  ["Call +44 20 7946 0958 after six", "phone: +44 20 7946 0958"],
  ["pay with 4111 1111 1111 1111, please", "card: 4111 1111 1111 1111"],
  ["to DE89 3704 0044 0532 0130 00 by Monday", "iban: DE89 3704 0044 0532 0130 00"],
  ["the host 8.8.8.8 answers", "ip_address: 8.8.8.8"],
  ["git clone https://me:secret@git.example.org/x", "login_url: https://me:secret@git.example.org"],
  ["AKIAABCDEFGHIJKLMNOP is the key", "api_key: AKIAABCDEFGHIJKLMNOP"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMII", "private_key: -----BEGIN RSA PRIVATE KEY-----"],
])("%s", (text, finding) => {
  expect(found(text)).toEqual([finding]);
});

test("a wallet's phrase is found whole", () => {
  const phrase = generateMnemonic(english);
  expect(found(`My words: ${phrase}. Keep them.`)).toEqual([`seed_phrase: ${phrase}`]);
});

test.each([
  "Version 1.2.3 came out on 2026-11-21 at 10:30.",
  "The number 4111 1111 1111 1112 fails its checksum.",
  "localhost is 127.0.0.1 and the router 192.168.1.1",
  "see section 12 of 340 pages, lines 100 to 200",
  "ls -la /home && chmod 755 file.txt",
  "GB82 WEST ABCD EFGH IJKL MN is no account",
])("nothing in: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test("a megabyte of dots and letters takes no time to speak of", () => {
  const startedAt = performance.now();
  for (const hostile of ["a.", "a@", "1 ", "a-", "x:"]) findPersonalDetails(hostile.repeat(500_000));
  // Quadratic work would take hours here.
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});
