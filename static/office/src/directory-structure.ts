/** The page of one structure: its place on a small map. */
import { showPlace } from './directory-map';
import { all } from './dom';

export async function start(root: HTMLElement): Promise<void> {
  await Promise.all(all(root, '[data-map]', HTMLElement).map(showPlace));
}
