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
  announce("Copied.");
  setTimeout(() => (copy.textContent = said), 1500);
});

// Card fields that behave like card fields: 4242 4242 4242 4242, and 12 / 34.
document.addEventListener("input", ({ target }) => {
  if (target.form?.dataset.told) tell(target.form);
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

// What a fault will do, in the words in which the server lists it once it is scripted.
function tell(form) {
  const of = name => form.querySelector(`#${name}`);
  const count = of("count").value.trim();
  const which = count === "" ? "Every call" : count === "1" ? "The next call" : `Each of the next ${count} calls`;
  const operation = of("operation").value === "*" ? "any operation" : of("operation").value;
  const happens = of("do").selectedOptions[0].dataset.said;
  const after = of("after").value.trim();
  document.getElementById(form.dataset.told).textContent =
    `${which} of ${operation} ${happens}, ${of("when").selectedOptions[0].text}${after && `, after ${after}`}.`;
}

// Whoever opened a window tells what it is about by its name alone, and heeds no other answer: the server never sees it.
function answering(message) {
  const [, asked] = /^pw-oauth-(.+)$/.exec(window.name) ?? [];
  return asked ? { ...message, messageId: asked } : message;
}

// What is said to whoever does not see it. A region speaks of what changes in it once it is there.
function announce(text) {
  const news = document.getElementById("news");
  if (!news) return;
  news.textContent = "";
  setTimeout(() => (news.textContent = text), 50);
}

// The server writes UTC; whoever looks reads their own time, and is told which one it is.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("said")?.focus();
  const done = document.getElementById("done");
  if (done) announce(done.textContent.trim());
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
  zone.textContent = `${zone.textContent.startsWith("T") ? "T" : "t"}imes in ${name.split("/").pop().replaceAll("_", " ")}`;
});

// A button that was pressed is pressed again without looking for it: focus comes back to it with the page.
const places = "a, button, summary, input, select, textarea, pre";

function named(element) {
  const { id, tagName } = element;
  const form = element.form?.getAttribute("action") ?? "";
  return id ? `#${id}` : [tagName, element.getAttribute("href") ?? form, element.textContent.trim()].join(" ");
}

function find(root, name) {
  return [...root.querySelectorAll(places)].find(each => named(each) === name);
}

document.addEventListener("submit", ({ submitter }) => {
  if (submitter) sessionStorage.setItem("pressed", JSON.stringify([location.pathname, named(submitter)]));
});

document.addEventListener("DOMContentLoaded", () => {
  const [path, name] = JSON.parse(sessionStorage.getItem("pressed") ?? "[]");
  sessionStorage.removeItem("pressed");
  if (path === location.pathname && !document.getElementById("said")) find(document, name)?.focus({ preventScroll: true });
});

// The console follows the world: the server says when something changed, and the parts marked as live are drawn anew.
// Without the stream, or without this file, a page is as fresh as its last load.
function busy(part) {
  const focused = document.activeElement;
  return part.contains(focused) && focused.matches("input, select, textarea");
}

// Whatever somebody has unfolded or written stays, and so does the focus; it goes to the part when its place is gone.
function keep(part, other) {
  for (const fold of part.querySelectorAll("details[id]")) {
    const same = other.querySelector(`#${CSS.escape(fold.id)}`);
    if (same) same.open = fold.open;
  }
  for (const field of part.querySelectorAll("input[id], select[id], textarea[id]")) {
    const same = other.querySelector(`#${CSS.escape(field.id)}`);
    const first = field.options ? [...field.options].find(each => each.defaultSelected)?.value : field.defaultValue;
    if (same && field.value !== (first ?? field.options?.[0]?.value)) same.value = field.value;
  }
}

function replace(part, other) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const name = focused && named(focused);
  const place = focused && [...part.querySelectorAll(places)].indexOf(focused);
  keep(part, other);
  part.replaceWith(document.adoptNode(other));
  if (!focused) return;
  const again = find(other, name) ?? other.querySelectorAll(places)[place] ?? other;
  if (again === other) other.tabIndex = -1;
  again.focus({ preventScroll: true });
}

// How much came that was not there before: "3 new events, 1 new request."
function news(before, after) {
  const told = Object.keys(after).filter(name => name !== "live").map(name => [name, after[name] - before[name]]);
  const more = told.filter(([, count]) => count > 0).map(([name, count]) => `${count} new ${name}${count > 1 ? "s" : ""}`);
  return more.length ? `${more.join(", ")}.` : "";
}

async function redraw() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!document.querySelector("[data-live]") || fresh.title !== document.title) return location.reload();
  const counts = [document, fresh].map(each => ({ ...each.getElementById("counts")?.dataset }));
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other && !busy(part) && !other.isEqualNode(part)) replace(part, other);
  }
  const said = news(...counts);
  if (said) announce(said);
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.body.hasAttribute("data-follow")) return;
  const light = document.querySelector(".live");
  const stream = new EventSource("/_mock/console/live"); // it reconnects by itself
  let seen = document.body.dataset.follow; // where the world stood when this page was made
  let latest = seen;
  let drawing = false;
  stream.addEventListener("message", async ({ data }) => {
    light?.classList.remove("waiting");
    latest = data;
    if (drawing) return;
    drawing = true;
    try {
      while (seen !== latest) { // something may have come while the last one was drawn
        seen = latest;
        await redraw();
      }
    } finally { drawing = false; }
  });
  stream.addEventListener("error", () => light?.classList.add("waiting"));
  addEventListener("pagehide", () => stream.close());
});
