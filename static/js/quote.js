/* Quoting: beside each sentence, a button that copies it with who said it, in which role, when and
   where it stands. Without this file there is a link to the sentence instead. */
(() => {
  "use strict";
  const page = document.querySelector("[data-quotes]");
  if (!page) return;
  const told = document.createElement("p");
  told.className = "quote-told";
  told.setAttribute("role", "status");
  document.body.append(told);
  let hiding;

  const words = (element) => (element?.textContent || "").replace(/\s+/g, " ").trim();

  /* The sentence, the speaker with the role of that day, the meeting with its day, the address. */
  function quotation(sentences, anchor) {
    const speech = document.getElementById(anchor)?.closest(".speech");
    const who = speech && [words(speech.querySelector("h3")), words(speech.querySelector(".speech-role > span"))];
    const { title, date } = page.dataset;
    const link = new URL(location.href);
    link.search = "";
    link.hash = anchor;
    return [
      `“${sentences.join("\n")}”`,
      who ? `— ${who.filter(Boolean).join(", ")}` : "",
      [title, date].filter(Boolean).join(", "),
      link.href,
    ].filter(Boolean).join("\n");
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // An address without https has no clipboard of its own: the older way still works there.
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "visually-hidden";
      document.body.append(field);
      field.select();
      const isCopied = document.execCommand("copy");
      field.remove();
      return isCopied;
    }
  }

  async function quote(sentences, anchor, button) {
    const isCopied = await copy(quotation(sentences, anchor));
    button.focus();
    history.replaceState(history.state, "", `#${anchor}`);
    told.textContent = isCopied ? page.dataset.done : page.dataset.failed;
    clearTimeout(hiding);
    hiding = setTimeout(() => told.replaceChildren(), 4000);
  }

  for (const link of page.querySelectorAll("a.anchor")) {
    const anchor = link.hash.slice(1);
    const sentence = link.previousElementSibling;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "anchor";
    button.textContent = "”";
    button.title = page.dataset.label;
    button.setAttribute("aria-label", page.dataset.label);
    button.addEventListener("click", () => quote([words(sentence)], anchor, button));
    link.replaceWith(button);
  }
  for (const link of page.querySelectorAll("a[data-quote]")) {
    link.addEventListener("click", (event) => {
      const speech = link.closest(".speech");
      const said = [...speech.querySelectorAll(":scope > ul > li > span, details p > span")];
      const points = speech.querySelector(":scope > ul") ? said.filter((part) => part.closest("ul")) : said;
      if (!points.length) return;
      event.preventDefault();
      quote(points.map(words), speech.id, link);
    });
  }
})();
