// Asks one question and prints the answer. Usage: node ask.mjs "QUESTION"
const url = process.env.ETHICS_DESK_URL ?? "http://127.0.0.1:8000";
const key = process.env.ETHICS_DESK_KEY;

const response = await fetch(`${url}/v1/ask`, {
  method: "POST",
  headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
  body: JSON.stringify({ question: process.argv[2] }),
  signal: AbortSignal.timeout(90_000),
});
const reply = await response.json();
if (!response.ok) {
  console.error(`${reply.detail} ${reply.hint}`);
  process.exit(1);
}
console.log(reply.markdown);
console.log(reply.citations.map((citation) => citation.clause_id).join(" "));
