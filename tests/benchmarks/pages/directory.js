// Times of the directory as the tablet reads and searches it, without its screens.
import { readDirectory, search, suggest } from '@tablet/domain/directory';

const HERE = [-0.57, 44.85];
const NOTHING = { words: '', theme: null, public: null, openNow: false, walk: null, from: HERE };
const FOOD = 'equipement-et-alimentation--alimentation';
const ASKED = {
  'all of it': {},
  'one letter': { words: 'a' },
  'two words': { words: 'aide quart' },
  'a word nobody has': { words: 'zzzz' },
  'a theme, open now': { theme: FOOD, openNow: true },
  'open now within 30 min': { openNow: true, walk: 30 },
};
const breathe = () => new Promise((resolve) => setTimeout(resolve));
const median = (times) => times.sort((one, other) => one - other)[Math.floor(times.length / 2)];

function timed(action) {
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    action();
    return performance.now() - began;
  });
  return { first: times[0], median: median(times) };
}

window.measure = async (text, at) => {
  const bytes = new TextEncoder().encode(text);
  const began = performance.now();
  const directory = await readDirectory(bytes, breathe);
  const read = performance.now() - began;
  const rows = Object.entries(ASKED).map(([name, asked]) => ({ name, found: search(directory, { ...NOTHING, ...asked }, at).length, ...timed(() => search(directory, { ...NOTHING, ...asked }, at)) }));
  rows.push({ name: 'suggestions for a need', found: suggest(directory, FOOD, ['seniors'], HERE, at).length, ...timed(() => suggest(directory, FOOD, ['seniors'], HERE, at)) });
  return { offers: directory.offers.length, bytes: bytes.length, read, rows };
};
