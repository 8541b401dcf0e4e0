export type StreamEvent = { id: string; event: string; data: string };

/** Parses a text/event-stream body as the HTML standard says; comments and retry lines are skipped. */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = "";
  let current: StreamEvent = { id: "", event: "message", data: "" };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (current.data !== "") yield { ...current, data: current.data.slice(0, -1) };
          current = { id: current.id, event: "message", data: "" };
          continue;
        }
        const colon = line.indexOf(":");
        const field = colon === -1 ? line : line.slice(0, colon);
        const text = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "data") current.data += `${text}\n`;
        else if (field === "event") current.event = text;
        else if (field === "id") current.id = text;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
