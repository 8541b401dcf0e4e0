import { describe, expect, it } from "vitest";
import { readEventStream } from "./read-event-stream";

const stream = (...parts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

const read = async (...parts: string[]) => {
  const events = [];
  for await (const event of readEventStream(stream(...parts))) events.push(event);
  return events;
};

describe("readEventStream", () => {
  it("reads id, event and data, however the bytes are cut", async () => {
    const text = 'id: 7\nevent: log\ndata: {"a":1}\n\n: ping\n\ndata: two\ndata: lines\n\n';
    const whole = await read(text);
    expect(whole).toEqual([
      { id: "7", event: "log", data: '{"a":1}' },
      { id: "7", event: "message", data: "two\nlines" },
    ]);
    expect(await read(...text)).toEqual(whole);
  });

  it("drops an event that the connection cut off", async () => {
    expect(await read("data: whole\n\ndata: hal")).toEqual([{ id: "", event: "message", data: "whole" }]);
  });
});
