// Copies texts, and keeps the timeline fresh while the clock runs. Everything works without it.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = "Copied";
});

async function refresh() {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href, { headers: { accept: "text/html" } })).text(), "text/html");
  for (const part of ["[data-live]", ".clock"]) {
    const there = document.querySelector(part);
    const here = fresh.querySelector(part);
    if (there && here) there.replaceWith(document.adoptNode(here));
  }
  if (fresh.querySelector("[data-live]")) setTimeout(refresh, 1000);
}

if (document.querySelector("[data-live]")) setTimeout(refresh, 1000);
