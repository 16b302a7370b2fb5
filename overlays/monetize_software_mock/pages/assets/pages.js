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

// The server writes UTC; whoever looks reads their own time, and is told which one it is.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("said")?.focus();
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
