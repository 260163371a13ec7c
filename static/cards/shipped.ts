/** The cards that come with Palier, in the app itself: a tablet has them before its first exchange. */
export interface WrittenCard {
  slug: string;
  text: string;
}

const files = import.meta.glob<string>('../../forms/cards/*.md', { query: '?raw', import: 'default', eager: true });

/** In the order of the numbers that their files begin with. */
export const SHIPPED_CARDS: readonly WrittenCard[] = Object.keys(files)
  .sort()
  .map((path) => ({ slug: /\/\d+-([a-z-]+)\.md$/u.exec(path)?.[1] ?? path, text: files[path] ?? '' }));
