import { describe, expect, it } from "vitest";
import { importAddress } from "@/lib/domain/datanets/import-address";
import { isPublicAddress } from "./is-public-address";
import { type Opened, openGuarded } from "./open-guarded";

describe("isPublicAddress", () => {
  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "localhost",
    "",
  ])("refuses %s", (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])("takes %s", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe("importAddress", () => {
  it.each([
    ["http://example.org/a.csv", /Only https/],
    ["ftp://example.org/a.csv", /Only https/],
    ["file:///etc/passwd", /Only https/],
    ["https://example.org:8443/a.csv", /usual port/],
    ["https://me:secret@example.org/a.csv", /name and password/],
    ["rows.csv", /no address/],
    ["owner/../secret/file.csv", /no address/],
  ])("refuses %s", (text, sentence) => expect(() => importAddress(text)).toThrowError(sentence));

  it("takes https and files of the Hub", () => {
    expect(importAddress("https://example.org/a.csv").href).toBe("https://example.org/a.csv");
    expect(importAddress("owner/name/data/train.parquet").href).toBe(
      "https://huggingface.co/datasets/owner/name/resolve/main/data/train.parquet",
    );
  });
});

/** Names and answers of an internet of our own. */
function network(names: Record<string, string[]>, answers: Record<string, Partial<Opened>>) {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (host: string) => names[host] ?? [],
    connect: async (url: URL, address: string): Promise<Opened> => {
      asked.push(`${url.href} at ${address}`);
      return {
        status: 200,
        location: null,
        bytes: null,
        body: null as never,
        close: () => undefined,
        ...answers[url.href],
      };
    },
  };
}

describe("openGuarded", () => {
  const PUBLIC = "93.184.216.34";

  it("connects to the address that was checked", async () => {
    const net = network({ "example.org": [PUBLIC] }, {});
    await openGuarded(new URL("https://example.org/a.csv"), net);
    expect(net.asked).toEqual([`https://example.org/a.csv at ${PUBLIC}`]);
  });

  it.each([
    ["a name of this machine", "https://inside.test/a", { "inside.test": ["127.0.0.1"] }],
    [
      "a name with one private address among public ones",
      "https://mixed.test/a",
      { "mixed.test": [PUBLIC, "10.0.0.1"] },
    ],
    ["an address itself", "https://169.254.169.254/latest/meta-data", {}],
    ["an address in other digits", "https://0x7f.1/a", {}],
    ["an IPv6 address", "https://[::1]/a", {}],
    ["a name without an address", "https://nowhere.test/a", {}],
  ])("does not connect to %s", async (_what, url, names) => {
    const net = network(names, {});
    await expect(openGuarded(new URL(url), net)).rejects.toThrow(/not a public address|no address/);
    expect(net.asked).toEqual([]);
  });

  it("checks where it is sent on to, and goes three times at most", async () => {
    const sent = (location: string) => ({ status: 302, location });
    const names = { "a.test": [PUBLIC], "b.test": ["10.0.0.1"] };
    const inward = network(names, { "https://a.test/": sent("https://b.test/") });
    await expect(openGuarded(new URL("https://a.test/"), inward)).rejects.toThrow(/not a public address/);
    const plain = network(names, { "https://a.test/": sent("http://a.test/") });
    await expect(openGuarded(new URL("https://a.test/"), plain)).rejects.toThrow(/Only https/);
    const round = network(names, { "https://a.test/": sent("/") });
    await expect(openGuarded(new URL("https://a.test/"), round)).rejects.toThrow(
      /sends on more than 3 times/,
    );
    expect(round.asked).toHaveLength(4);
  });
});
