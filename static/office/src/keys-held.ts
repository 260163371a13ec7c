/** Who holds the key: giving it, one's own passphrase, and changing the key. Everything secret stays in this page. */
import { need } from './dom';
import { prepareChange } from './key-changing';
import type { Facts } from './key-facts';
import { prepareGiving } from './key-giving';
import { prepareOwn } from './key-own';
import { prepareOthers } from './other-keys';

export function start(root: HTMLElement): void {
  const facts = JSON.parse(root.dataset.facts ?? '{}') as Facts;
  const page = { root, facts, address: root.dataset.key ?? '', compare: need(root, '[data-compare]', HTMLElement) };
  prepareGiving(page);
  prepareOwn(page);
  prepareChange(page);
  prepareOthers(page);
}
