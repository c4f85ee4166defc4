// How one request looks: a line in the list, and all of it. Everything received becomes text nodes, never markup.

/** Makes an element with properties and children; texts become text nodes. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function headerOf(request, name) {
  return request.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null;
}

const timeOf = (request) => new Date(request.received_at).toLocaleTimeString([], { hour12: false });

/** One line: what it is, whether it verified, when, which attempt, and what was answered. */
export function requestLine(request) {
  const { verified, code } = request.verification;
  const attempt = headerOf(request, "x-overten-attempt");
  const line = element(
    "button",
    { type: "button" },
    element("span", { className: "what" }, headerOf(request, "x-overten-event") ?? "request"),
    element("span", { className: verified ? "verdict good" : "verdict" }, verified ? "✓ verified" : `✗ ${code}`),
    element("span", { className: "soft" }, `${timeOf(request)}${attempt === null ? "" : ` · attempt ${attempt}`}`),
    element("span", { className: "soft" }, `answered ${request.answered}`),
  );
  line.dataset.id = request.request_id;
  return line;
}

/** All of a request, as the children of the detail's section. */
export function requestDetail(request) {
  const { verified, code, message } = request.verification;
  const headers = request.headers.map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)),
  );
  const size = `${request.body_bytes} bytes${request.body_truncated ? ", cut" : ""}${request.body_encoding === "base64" ? ", not text: as base64" : ""}`;
  return [
    element("h2", {}, headerOf(request, "x-overten-event") ?? "Request"),
    element(
      "p",
      { className: verified ? "banner good" : "banner" },
      element("strong", {}, verified ? "✓ Verified. " : `✗ Not verified: ${code}. `),
      message,
    ),
    element("p", { className: "soft" }, `POST ${request.path} · ${request.received_at} · answered ${request.answered}`),
    withCopy("Body", size, "Copy body", () => request.body),
    element("pre", { tabIndex: 0 }, element("code", {}, request.body)),
    withCopy("Headers", "in the order of the wire", "Copy as curl", () => asCurl(request)),
    element("table", {}, element("tbody", {}, ...headers)),
  ];
}

function withCopy(title, more, label, text) {
  return element(
    "div",
    { className: "bar" },
    element("h2", {}, `${title} `, element("span", { className: "soft" }, more)),
    copyButton(label, text),
  );
}

/** A button that copies and says so. */
export function copyButton(label, text) {
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", () => {
    copy(text()).then(
      () => say(button, "Copied", label),
      () => say(button, "Could not copy", label),
    );
  });
  return button;
}

/** The clipboard is there on https and this machine's own addresses only. */
export async function copy(text) {
  if (navigator.clipboard === undefined) throw new Error("no clipboard here");
  await navigator.clipboard.writeText(text);
}

export function say(button, said, label) {
  button.textContent = said;
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}

const ofTheConnection = new Set(["host", "connection", "content-length", "transfer-encoding"]);
const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The request as a command that sends it to a receiver of one's own: body and signatures as they came. */
export function asCurl(request) {
  const headers = request.headers
    .filter(([name]) => !ofTheConnection.has(name.toLowerCase()))
    .map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)} \\\n`);
  const isText = request.body_encoding === "text";
  const body = isText ? `  --data-binary ${quoted(request.body)}` : "  --data-binary @-";
  const source = isText ? "" : `echo ${request.body} | base64 -d | `;
  return `${source}curl http://127.0.0.1:3000/webhooks \\\n${headers.join("")}${body}\n`;
}
