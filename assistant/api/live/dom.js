// Building and changing a page in place: texts are only ever set as text, and what has the focus keeps it.

const filled = new WeakMap();

/** An element; `text` is its text, `on` its listeners, everything else an attribute (true for one without a value, false for none). */
export function el(tag, { text, on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener);
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter(Boolean));
  return made;
}

/** The element with an id. */
export function at(id) {
  return document.getElementById(id);
}

/** Change a text only where it differs, so that nothing is read out twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Set or take away an attribute. */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value === true ? "" : value)) node.setAttribute(name, value === true ? "" : value);
}

/** Show or hide. */
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/** A button that can be told apart by what it acts on: `about` is the id of the text it belongs to. */
export function button(text, click, { about, ...attributes } = {}) {
  return el("button", { type: "button", text, "aria-describedby": about ?? false, on: { click }, ...attributes });
}

/** Let a button do nothing for a while without taking the focus away from it, as `disabled` would. */
export function able(node, able) {
  setAttribute(node, "aria-disabled", able ? false : "true");
}

/** Whether a button is to be left alone now. */
export function isIdle(node) {
  return node.getAttribute("aria-disabled") === "true";
}

/** Make the children of a list those of `items`: made once for each key, updated afterwards, in order. */
export function keep(list, items, keyOf, make, update = () => {}) {
  const focused = document.activeElement;
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const name = String(keyOf(item));
    const found = before.get(name) ?? make(item);
    found.dataset.key = name;
    before.delete(name);
    update(found, item);
    return found;
  });
  for (const gone of before.values()) gone.remove();
  wanted.forEach((child, place) => {
    if (list.children[place] !== child) list.insertBefore(child, list.children[place] ?? null);
  });
  // A browser takes the focus from what is moved.
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

/** Fill a node anew, but only when what it shows has changed. */
export function refill(node, shown, make) {
  const state = JSON.stringify(shown);
  if (filled.get(node) === state) return;
  filled.set(node, state);
  node.replaceChildren(...make().filter(Boolean));
}
