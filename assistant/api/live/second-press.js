// A vote whose outcome was shown is over for good. Where most of the room has not voted yet, a key only says so first, and does it when it is pressed again.

const BOUNCE = 600; // a worn button sends two presses for one
const PATIENCE = 10_000;

/** Gives a function of the room and its counts: the words to say instead of ending the vote at hand, or "" where it may be ended. */
export function secondPress() {
  let asked = { vote: "", at: 0 };
  return ({ vote }, counts) => {
    if (!vote?.open || !counts || 2 * counts.votes >= counts.people) return "";
    const now = performance.now();
    const name = `${vote.scenario} ${vote.round}`;
    const waited = asked.vote === name ? now - asked.at : Infinity;
    if (waited >= BOUNCE && waited < PATIENCE) return "";
    if (waited >= PATIENCE) asked = { vote: name, at: now };
    return `${counts.votes} of ${counts.people} have voted. Press again to end this vote for good.`;
  };
}
