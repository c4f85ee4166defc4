// Server-sent events by fetch: unlike EventSource it sends our headers, and tells a refusal from a broken connection.

export interface ServerEvent {
  id: string;
  data: string;
}

/** Takes a stream of text apart into events; comments (heartbeats) come as null, so that who listens hears them too. */
export function createEventParser(onEvent: (event: ServerEvent | null) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    rest += text;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) onEvent(parseBlock(block));
  };
}

function parseBlock(block: string): ServerEvent | null {
  let id = "";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) id = line.slice(4);
    if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return data.length === 0 ? null : { id, data: data.join("\n") };
}

/** Reads a stream to its end. Resolves with the status when it is refused, with 200 when it ended; throws when the connection broke. */
export async function readEvents(
  url: string,
  options: {
    headers: Record<string, string>;
    signal: AbortSignal;
    onOpen: () => void;
    onEvent: (event: ServerEvent | null) => void;
  },
): Promise<number> {
  const { headers, signal, onOpen, onEvent } = options;
  const response = await fetch(url, { headers: { ...headers, accept: "text/event-stream" }, signal });
  if (!response.ok || response.body === null) return response.status;
  onOpen();
  const parse = createEventParser(onEvent);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return response.status;
    parse(value);
  }
}
