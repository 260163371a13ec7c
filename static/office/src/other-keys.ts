/** The keys of the other organisations, on the page « Clés »: our own number to read out, and how it stands with each of theirs. */
import { organisationNumber } from '../../sealing/compared';
import { all, need, say, show } from './dom';
import { keyCheck, showNumber } from './key-check';
import type { KeysPage } from './key-facts';
import { Refused } from './server';
import { deriveNumber } from './slow-number';
import { unlock } from './unlock';

const WHY = 'Votre nombre se fait avec votre clé, et elle seule prouve ce qui a été comparé.';
const FAILED = 'Les clés n’ont pas pu être vérifiées. Rechargez la page et recommencez.';

export function prepareOthers({ root, address }: KeysPage): void {
  const section = root.querySelector('[data-others]');
  if (!(section instanceof HTMLElement)) return;
  const [open, wrong] = [need(section, '[data-open-others]', HTMLButtonElement), need(section, '[data-others-wrong]', HTMLElement)];
  open.addEventListener('click', () => {
    say(wrong, '');
    open.disabled = true;
    look(section, address)
      .catch((error: unknown) => { say(wrong, error instanceof Refused ? error.message : FAILED); })
      .finally(() => { open.disabled = false; });
  });
}

/** The number is that of the key which opened here, whatever the server announces: that is what makes it worth reading out. */
async function look(section: HTMLElement, address: string): Promise<void> {
  const key = await unlock(address, WHY);
  if (!key) return;
  showNumber(need(section, '[data-own-number]', HTMLElement), await organisationNumber(key.organisation.id, key.recipient, deriveNumber));
  for (const panel of all(section, '[data-key-check]', HTMLElement)) {
    const { organisation: id = '', recipient = '' } = panel.dataset;
    await keyCheck(panel).look({ id, recipient }, key, false);
  }
  show(need(section, '[data-closed-others]', HTMLElement), false);
  const opened = need(section, '[data-opened-others]', HTMLElement);
  show(opened);
  need(opened, 'h3', HTMLElement).focus();
}
