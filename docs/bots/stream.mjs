// Prints an answer as it is made. Usage: node stream.mjs "QUESTION"
const url = process.env.ETHICS_DESK_URL ?? "http://127.0.0.1:8000";
const key = process.env.ETHICS_DESK_KEY;

// The browser's EventSource cannot send a question, so the stream is read from fetch.
async function* ask(question, signal) {
  const response = await fetch(`${url}/v1/ask/stream`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ question }),
    signal,
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  let text = "";
  for await (const chunk of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const event = /^event: (.*)\ndata: (.*)$/.exec(block);
      if (event) yield { type: event[1], data: JSON.parse(event[2]) }; // the others are heartbeats
    }
  }
}

// Not every browser can loop over a stream itself.
async function* chunks(stream) {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

const stopped = new AbortController(); // stopped.abort() ends the work on the desk too
for await (const { type, data } of ask(process.argv[2], stopped.signal)) {
  if (type === "citation") console.log(`[${data.label}] ${data.quote}`);
  if (type === "statement") console.log(data.text);
  if (type === "done") console.log(`status: ${data.status}`);
  if (type === "problem") console.error(`${data.detail} ${data.hint}`);
}
