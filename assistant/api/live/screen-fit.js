// Fits a slide into its box: as large as it goes, never below the floor, and on several pages where it must be.

const FLOOR = 1.46;
const LONGEST = 220;

/** A hundredth of the width of the largest 16:9 screen within this one, in pixels. */
export const unit = () => Math.min(window.innerWidth / 100, (window.innerHeight * 16) / 900);

function fits(box, inner, size) {
  inner.style.fontSize = `${size * unit()}px`;
  return inner.scrollHeight <= box.clientHeight && inner.scrollWidth <= box.clientWidth + 1;
}

/** The largest size at which what is in `inner` fits, in units; 0 where it does not fit at the floor. */
function largest(box, inner, most) {
  if (fits(box, inner, most)) return most;
  if (!fits(box, inner, FLOOR)) return 0;
  let [low, high] = [FLOOR, most];
  while (high - low > 0.02) {
    const middle = (low + high) / 2;
    if (fits(box, inner, middle)) low = middle;
    else high = middle;
  }
  return low;
}

function sentences(words) {
  const found = words.match(/[^.!?]+[.!?]+["”’)]*\s*|[^.!?]+$/g) ?? [words];
  return found.flatMap((one) => (one.length > LONGEST ? one.match(new RegExp(`.{1,${LONGEST}}(\\s+|$)|\\S{1,${LONGEST}}`, "gs")) : [one]));
}

const pieces = (block) => ("cut" in block.dataset ? sentences(block.textContent).map((words) => ({ block, words })) : [{ block, words: null }]);
const weight = (piece) => (piece.words ?? piece.block.textContent).length + 20;

/** The pieces as elements: sentences of one paragraph that follow each other are one paragraph again. */
function assembled(found) {
  const made = [];
  let last = null;
  for (const { block, words } of found) {
    if (words === null) made.push(block.cloneNode(true));
    else if (last === block) made.at(-1).textContent += words;
    else {
      made.push(block.cloneNode(false));
      made.at(-1).textContent = words;
    }
    last = block;
  }
  return made;
}

/** The pieces in `count` runs of about the same length. */
function parted(found, count) {
  const share = found.reduce((sum, piece) => sum + weight(piece), 0) / count;
  const runs = [[]];
  let sum = 0;
  for (const piece of found) {
    if (sum >= share * runs.length && runs.length < count) runs.push([]);
    runs.at(-1).push(piece);
    sum += weight(piece);
  }
  return runs;
}

function attempt(box, inner, pages, most) {
  let size = most;
  for (const page of pages) {
    inner.replaceChildren(...page);
    size = largest(box, inner, size);
    if (!size) return null;
  }
  return { pages, size };
}

/** The pages of a slide, each a list of elements, and the size of all of them in units. */
export function paged(box, inner, { whole, blocks, size }) {
  const single = (whole && attempt(box, inner, [whole], size)) || attempt(box, inner, [blocks], size);
  if (single) return single;
  const found = blocks.flatMap(pieces);
  for (let count = 2; count <= found.length; count += 1) {
    const made = attempt(box, inner, parted(found, count).map(assembled), size);
    if (made) return made;
  }
  return { pages: found.map((piece) => assembled([piece])), size: FLOOR };
}
