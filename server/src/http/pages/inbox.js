// The inbox's page: the list and what is chosen in it, live. The address is the state: #12 is request 12.
import { asCurl, copy, element, requestDetail, requestLine, say } from "./inbox-request.js";

const byId = (id) => document.getElementById(id);
// Below whatever path a proxy puts it.
const here = location.pathname;
const name = decodeURIComponent(here.split("/").at(-1) ?? "");
const keptRequests = 200;

/** Newest first, as the server has them. */
let requests = [];
/** While nobody has chosen a request the newest is shown. */
const chosenId = () => location.hash.slice(1);
const shown = () => requests.find((request) => request.request_id === chosenId()) ?? requests[0] ?? null;

function showList() {
  const lines = requests.map((request) => {
    const line = requestLine(request);
    line.setAttribute("aria-current", String(request === shown()));
    return element("li", {}, line);
  });
  const list = byId("requests");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const scrolledBy = list.scrollHeight - list.scrollTop;
  list.replaceChildren(...lines);
  // Lines above push: whoever reads further down stays where they are.
  if (list.scrollTop > 0) list.scrollTop = list.scrollHeight - scrolledBy;
  if (focused !== null) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  byId("count").textContent = requests.length === 0 ? "" : `(${requests.length})`;
  byId("empty").hidden = requests.length > 0;
  document.title = `${requests.length === 0 ? "" : `(${requests.length}) `}Inbox ${name} · Overten`;
}

let shownId = null;
function showDetail() {
  const request = shown();
  const detail = byId("detail");
  detail.hidden = request === null;
  if (request?.request_id === shownId) return;
  shownId = request?.request_id ?? null;
  detail.replaceChildren(...(request === null ? [] : requestDetail(request)));
  showSample();
}

function show() {
  showList();
  showDetail();
}

byId("requests").addEventListener("click", (event) => {
  const line = event.target.closest("button");
  if (line === null) return;
  history.replaceState(null, "", `#${line.dataset.id}`);
  show();
  byId("detail").scrollIntoView({ block: "nearest" });
});
byId("requests").addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.target.closest("li")?.[step]?.querySelector("button")?.focus();
});
addEventListener("hashchange", show);

const answersSay = {
  200: "Deliveries succeed.",
  500: "Overten tries again by its schedule. Switch back to 200 and watch it get through.",
  400: "A 4xx is final: the delivery fails and is not tried again.",
  hang: "Nothing is answered: the attempt fails at its time limit, and Overten tries again by its schedule.",
};
function showAnswer(answer) {
  const radio = document.querySelector(`input[name="answer"][value="${CSS.escape(answer)}"]`);
  if (radio !== null) radio.checked = true;
  byId("switch-says").textContent = answersSay[answer] ?? "";
}
async function setAnswer(answer) {
  const body = JSON.stringify({ answer });
  const done = await fetch(`${here}/answer`, { method: "PUT", headers: { "content-type": "application/json" }, body });
  if (done.ok) showAnswer(answer);
  else byId("switch-says").textContent = "The switch did not reach the server. Try again.";
}
byId("switch").addEventListener("change", (event) => void setAnswer(event.target.value));
byId("clear").addEventListener("click", () => void fetch(`${here}/requests`, { method: "DELETE" }));
byId("copy-address").addEventListener("click", (event) => {
  const { target } = event;
  copy(byId("address").value).then(
    () => say(target, "Copied", "Copy"),
    () => byId("address").select(),
  );
});

async function load() {
  const [inbox, list] = await Promise.all(
    [here, `${here}/requests`].map(async (url) =>
      (await fetch(url, { headers: { accept: "application/json" } })).json(),
    ),
  );
  requests = list.requests;
  showAnswer(inbox.answer);
  show();
}

function live(state) {
  byId("live").dataset.state = state;
  byId("live").textContent = state === "live" ? "Live" : "Reconnecting";
}

const stream = new EventSource(`${here}/stream`);
// Also after every reconnect: what came meanwhile is in the list.
stream.addEventListener("open", () => void load().then(() => live("live")));
stream.addEventListener("error", () => live("reconnecting"));
stream.addEventListener("request", (event) => {
  const request = JSON.parse(event.data);
  if (requests.some((known) => known.request_id === request.request_id)) return;
  requests = [request, ...requests].slice(0, keptRequests);
  show();
});
stream.addEventListener("answer", (event) => showAnswer(JSON.parse(event.data).answer));
stream.addEventListener("cleared", () => {
  requests = [];
  show();
});

// The documentation's code, and the chosen request as a command.
const samples = [];
let sampleIndex = 0;
function showSample() {
  const sample = samples[sampleIndex];
  if (sample === undefined) return;
  const request = shown();
  byId("sample-says").textContent = sample.says;
  byId("sample").textContent = sample.code ?? (request === null ? "No request yet." : asCurl(request));
  [...byId("tabs").children].forEach((tab, index) => {
    tab.setAttribute("aria-selected", String(index === sampleIndex));
    tab.tabIndex = index === sampleIndex ? 0 : -1;
  });
}
async function loadSamples() {
  const loaded = (await (await fetch(new URL("_page/samples.json", location.href))).json()).samples;
  samples.push(...loaded, {
    language: "curl",
    file: "the request above, to send to a receiver of your own",
    code: null,
  });
  byId("tabs").append(
    ...samples.map((sample, index) => {
      const tab = element("button", { type: "button", role: "tab" }, sample.language);
      tab.setAttribute("aria-controls", "sample-panel");
      tab.addEventListener("click", () => {
        sampleIndex = index;
        showSample();
      });
      return tab;
    }),
  );
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    sampleIndex = (sampleIndex + step + samples.length) % samples.length;
    showSample();
    byId("tabs").children[sampleIndex].focus();
  });
  byId("samples").hidden = false;
  showSample();
}

byId("name").textContent = name;
byId("address").value = location.origin + here;
byId("example").textContent =
  `curl ${new URL("../api/v1/excel/generate", location.href)} \\\n` +
  `  -H 'X-API-Key: YOUR_API_KEY' -H 'Content-Type: application/json' \\\n` +
  `  -d '{"prompt": "A sales report with 12 rows", "webhook_url": "${location.origin}${here}"}'`;
void load(); // without waiting for the stream, which a proxy may hold back
void loadSamples();
