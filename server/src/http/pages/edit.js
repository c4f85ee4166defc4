// While a request is under way: shows how far it is, and the new table when it is done. Without this the page loads itself again instead.

const everyMs = 1000;
const panel = document.getElementById("progress");
const bar = document.getElementById("bar");
const phase = document.getElementById("phase");
const percent = document.getElementById("percent");

async function look() {
  let pauseMs = everyMs;
  try {
    const response = await fetch(`${location.pathname}/state${location.search}`, { cache: "no-store" });
    if (response.status === 404 || response.status === 410) return location.reload();
    if (!response.ok) throw new Error(`status ${response.status}`);
    const state = await response.json();
    if (!state.open) {
      // Not a reload: one after a refused prompt would send it again.
      location.replace(location.href);
      return;
    }
    const shown = Math.round(state.progress * 100);
    bar.value = shown;
    percent.textContent = `${shown} %`;
    const words = state.status === "queued" ? "Waiting for an agent" : (state.phase ?? "Working");
    if (phase.textContent !== words) phase.textContent = words;
  } catch {
    phase.textContent = "No connection to the server; trying again";
    pauseMs = 3 * everyMs;
  }
  setTimeout(look, pauseMs);
}

if (panel !== null) setTimeout(look, everyMs);

// A second press while the first is on its way would be refused.
const form = document.querySelector("form");
form?.addEventListener("submit", () => {
  const button = form.querySelector("button");
  button.disabled = true;
  button.textContent = "Sending…";
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
