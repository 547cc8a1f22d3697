// The text of a rule book with line numbers: lines with a problem are marked, and a problem leads
// to its line. Without this script the page has a button that checks, and the lines below it.
"use strict";

(() => {
  const area = document.querySelector("textarea[data-lines]");
  const checked = document.getElementById("checked");
  if (!area || !checked) return;

  const frame = document.createElement("div");
  const numbers = document.createElement("div");
  frame.className = "gs-editor";
  numbers.className = "gs-editor-lines";
  numbers.setAttribute("aria-hidden", "true");
  area.replaceWith(frame);
  frame.append(numbers, area);
  for (const shown of document.querySelectorAll("[data-checked-text]")) shown.hidden = true;

  const mark = () => {
    const wrong = new Set([...checked.querySelectorAll("a[data-line]")].map((a) => a.dataset.line));
    const count = area.value.split("\n").length;
    while (numbers.children.length > count) numbers.lastChild.remove();
    while (numbers.children.length < count) {
      const line = document.createElement("div");
      line.textContent = String(numbers.children.length + 1);
      numbers.append(line);
    }
    for (const line of numbers.children) line.classList.toggle("is-stop", wrong.has(line.textContent));
  };

  const follow = () => {
    numbers.scrollTop = area.scrollTop;
  };

  const show = (line) => {
    const height = numbers.firstChild ? numbers.firstChild.getBoundingClientRect().height : 0;
    area.scrollTop = Math.max(0, (line - 3) * height);
    follow();
  };

  const goTo = (line, column) => {
    const before = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf("\n", before);
    area.focus();
    area.setSelectionRange(before + column - 1, end < 0 ? area.value.length : end);
    show(line);
  };

  checked.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line), Number(link.dataset.column));
  });
  area.addEventListener("input", mark);
  area.addEventListener("scroll", follow);
  document.addEventListener("htmx:afterSwap", mark);
  mark();
  show(Number(area.dataset.lines));
})();
