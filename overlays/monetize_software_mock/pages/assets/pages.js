// Comfort only: every page and every form works without this file.
"use strict";
document.documentElement.classList.add("js");

document.addEventListener("click", async ({ target }) => {
  if (target.closest("[data-print]")) print();
  const copy = target.closest("[data-copy]");
  if (!copy) return;
  await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent);
  const said = copy.textContent;
  copy.textContent = "Copied";
  setTimeout(() => (copy.textContent = said), 1500);
});

// Card fields that behave like card fields: 4242 4242 4242 4242, and 12 / 34.
document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  const digits = target.value.replace(/\D/g, "");
  if (target.autocomplete === "cc-number") {
    target.value = digits.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
    target.removeAttribute("aria-invalid");
  }
  if (target.autocomplete === "cc-exp") {
    target.value = digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits;
  }
});

// Whoever opened a window tells what it is about by its name alone, and heeds no other answer: the server never sees it.
function answering(message) {
  const [, asked] = /^pw-oauth-(.+)$/.exec(window.name) ?? [];
  return asked ? { ...message, messageId: asked } : message;
}

// The server writes UTC; whoever looks reads their own time, and is told which one it is.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("said")?.focus();
  const told = document.querySelector("[data-post]"); // what came of a consent, for the window that opened it
  if (told && window.opener) window.opener.postMessage(answering(JSON.parse(told.dataset.post)), "*");
  const zone = document.querySelector("[data-zone]");
  if (!zone) return;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const each of document.querySelectorAll("time[data-local]")) {
    const shape = { day: "numeric", month: "long", year: "numeric" };
    if (each.dataset.local === "minute") Object.assign(shape, { hour: "2-digit", minute: "2-digit" });
    each.textContent = new Intl.DateTimeFormat("en-GB", shape).format(new Date(each.dateTime));
  }
  zone.textContent = `times in ${name.split("/").pop().replaceAll("_", " ")}`;
});

// The console follows the world: the server says when something changed, and the parts marked as live are drawn anew.
// Without the stream, or without this file, a page is as fresh as its last load.
function busy(part) {
  const focused = document.activeElement;
  return part.contains(focused) && focused.matches("input, select, textarea");
}

async function redraw() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!document.querySelector("[data-live]") || fresh.title !== document.title) return location.reload();
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other || busy(part) || other.isEqualNode(part)) continue;
    for (const fold of part.querySelectorAll("details[id]")) {
      const same = other.querySelector(`#${CSS.escape(fold.id)}`);
      if (same) same.open = fold.open;
    }
    const focused = document.activeElement;
    const path = part.contains(focused) ? [...part.querySelectorAll("a, button, summary")].indexOf(focused) : -1;
    part.replaceWith(document.adoptNode(other));
    if (path >= 0) document.getElementById(part.id).querySelectorAll("a, button, summary")[path]?.focus();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.body.hasAttribute("data-follow")) return;
  const light = document.querySelector(".live");
  const stream = new EventSource("/_mock/console/live"); // it reconnects by itself
  let seen = null;
  let drawing = false;
  stream.addEventListener("message", async ({ data }) => {
    light?.classList.remove("waiting");
    const news = seen !== null && data !== seen;
    seen = data;
    if (!news || drawing) return;
    drawing = true;
    try { await redraw(); } finally { drawing = false; }
  });
  stream.addEventListener("error", () => light?.classList.add("waiting"));
  addEventListener("pagehide", () => stream.close());
});
