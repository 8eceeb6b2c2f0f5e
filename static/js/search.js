/* Names while one types, in the browser's own list of suggestions. Without this file the box is a
   plain form that finds the same. */
(() => {
  "use strict";
  const box = document.querySelector("input[data-suggestions]");
  if (!box) return;
  const list = document.createElement("datalist");
  list.id = "saran";
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting;
  let request;

  async function suggest() {
    const text = box.value.trim();
    request?.abort();
    if (text.length < 3) return list.replaceChildren();
    request = new AbortController();
    try {
      const address = `${box.dataset.suggestions}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: request.signal });
      if (!answer.ok) return;
      const { names } = await answer.json();
      list.replaceChildren(
        ...names.map((name) => Object.assign(document.createElement("option"), { value: name })),
      );
    } catch {
      // No network, or the next letter came first: nothing to suggest.
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 200);
  });
})();
