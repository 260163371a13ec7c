/** A text as QR code, drawn here so that it reaches no other server; the link beside it can be copied. */
import { qrElement } from '../../qr/draw';
import { need, say, show } from './dom';

export function start(root: HTMLElement): void {
  need(root, '[data-qr]', HTMLElement).replaceChildren(qrElement(root.dataset.text ?? '', root.dataset.label ?? ''));
  const text = root.querySelector<HTMLInputElement>('[data-link]');
  if (!text) return;
  const button = need(root, '[data-copy]', HTMLButtonElement);
  const copied = need(root, '[data-copied]', HTMLElement);
  show(button);
  button.addEventListener('click', () => { copyText(text, copied); });
}

export function copyText(text: HTMLInputElement, copied: HTMLElement): void {
  text.select();
  navigator.clipboard.writeText(text.value).then(
    () => { say(copied, 'Lien copié.'); },
    () => { say(copied, 'Le lien est sélectionné : copiez-le avec Ctrl + C.'); },
  );
}
