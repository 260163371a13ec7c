/** The invitation of a tablet: link and QR code are made here, after unlocking, because they carry the key's fingerprint. */
import { enrolmentLink } from '../../sealing/enrolment';
import { need, show } from './dom';
import { copyText } from './link';
import { qrElement } from '../../qr/draw';
import { unlock } from './unlock';

export function start(root: HTMLElement): void {
  const ready = need(root, '[data-ready]', HTMLElement);
  const wait = need(root, '[data-wait]', HTMLElement);
  const begin = async (): Promise<void> => {
    const key = await unlock(root.dataset.key ?? '', 'L’invitation porte l’empreinte de la clé de votre organisation : la tablette saura à qui confier les noms.');
    if (!key) return;
    const link = await enrolmentLink(root.dataset.publicUrl ?? '', root.dataset.token ?? '', key.recipient);
    need(ready, '[data-qr]', HTMLElement).replaceChildren(qrElement(link, 'QR code de l’invitation'));
    const text = need(ready, '[data-link]', HTMLInputElement);
    text.value = link;
    const copied = need(ready, '[data-copied]', HTMLElement);
    need(ready, '[data-copy]', HTMLButtonElement).addEventListener('click', () => { copyText(text, copied); });
    show(wait, false);
    show(ready);
    need(ready, 'h2', HTMLElement).focus();
  };
  need(wait, 'button', HTMLButtonElement).addEventListener('click', () => void begin());
  void begin();
}
