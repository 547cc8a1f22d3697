// What pages do beyond plain HTML: follow the device's colours or the chosen ones, put the
// cursor where an error is, and say what changed to people who listen to the page.
// Everything works without this script; it is loaded before the page so that colours never flash.
"use strict";

(() => {
  const KEY = "goodstanding-colours";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return window.localStorage.getItem(KEY) || "";
    } catch {
      return ""; // Storage is turned off: the device decides.
    }
  };

  const remember = (colours) => {
    try {
      window.localStorage.setItem(KEY, colours);
    } catch {
      // Storage is turned off: the choice lasts for this page.
    }
  };

  const paint = (colours) => {
    document.documentElement.dataset.bsTheme = colours || (dark.matches ? "dark" : "light");
  };

  paint(chosen());
  dark.addEventListener("change", () => paint(chosen()));

  const say = (sentence) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = "";
    // A region that is emptied first speaks even when the sentence is the same as before.
    window.requestAnimationFrame(() => {
      live.textContent = sentence;
    });
  };

  const focusOn = (place) => {
    const wanted = place.querySelector("[data-focus]");
    if (!wanted) return;
    wanted.focus();
    const prefix = wanted.dataset.titlePrefix;
    if (prefix && !document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
  };

  const offerColours = () => {
    for (const offer of document.querySelectorAll("[data-theme-choice]")) {
      const select = offer.querySelector("select");
      select.value = chosen();
      select.addEventListener("change", () => {
        remember(select.value);
        paint(select.value);
      });
      offer.hidden = false;
    }
  };

  const closeMenus = (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.gs-menu[open], details.gs-account[open]")) {
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    }
  };

  const fault = () => {
    const live = document.getElementById("live");
    if (live) say(live.dataset.fault);
  };

  document.addEventListener("DOMContentLoaded", () => {
    offerColours();
    focusOn(document);
  });
  document.addEventListener("keydown", closeMenus);
  document.addEventListener("htmx:afterSettle", (event) => focusOn(event.detail.elt));
  document.addEventListener("gs:announce", (event) => say(event.detail.value));
  document.addEventListener("htmx:responseError", fault);
  document.addEventListener("htmx:sendError", fault);
})();
