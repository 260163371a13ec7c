/** The recovery sheets: the only copies of a private key outside of browsers, and they are made of paper. */
import { fingerprint, type KeyPair } from '../../sealing/age';
import { PART_PREFIX, splitKey } from '../../sealing/shares';
import { qrElement } from '../../qr/draw';
import { all, need, show } from './dom';
import { forgetOnLeaving } from './leaving';
import { staysOpen } from './locking';

export async function showSheet(root: HTMLElement, { privateKey, recipient }: KeyPair): Promise<void> {
  const sheet = need(root, '[data-sheet]', HTMLElement);
  const mark = groups(await fingerprint(recipient), 4).slice(0, 39);
  for (const place of all(sheet, '[data-fingerprint]', HTMLElement)) place.textContent = mark;
  const whole = need(sheet, '[data-whole]', HTMLElement);
  need(whole, '[data-recipient]', HTMLElement).textContent = recipient;
  need(whole, '[data-private]', HTMLElement).textContent = groups(privateKey.replace(/^AGE-SECRET-KEY-1/u, ''), 4);
  need(whole, '[data-qr]', HTMLElement).replaceChildren(qrElement(privateKey, 'QR code de la clé privée'));
  const parts = all(sheet, '[data-part]', HTMLElement);
  const texts = await splitKey(privateKey);
  parts.forEach((part, at) => {
    need(part, '[data-private]', HTMLElement).textContent = groups((texts[at] ?? '').slice(PART_PREFIX.length), 4);
    need(part, '[data-qr]', HTMLElement).replaceChildren(qrElement(texts[at] ?? '', 'QR code de cette part'));
  });
  for (const choice of all(sheet, 'input[name=sheets]', HTMLInputElement)) {
    choice.addEventListener('change', () => {
      show(whole, choice.value === 'one');
      for (const part of parts) show(part, choice.value === 'three');
    });
  }
  for (const intro of all(document, '[data-intro]', HTMLElement)) show(intro, false);
  forgetOnLeaving();
  staysOpen();
  show(sheet);
  need(sheet, 'h2', HTMLElement).focus();
  guardLeaving(sheet);
}

/** Leaving before the sheet is printed is asked twice: nobody can make this sheet again. */
function guardLeaving(sheet: HTMLElement): void {
  const done = need(sheet, '[data-done]', HTMLButtonElement);
  const confirmed = need(sheet, '[data-confirmed]', HTMLInputElement);
  const stay = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
  window.addEventListener('beforeunload', stay);
  confirmed.addEventListener('change', () => { done.disabled = !confirmed.checked; });
  done.addEventListener('click', () => {
    window.removeEventListener('beforeunload', stay);
    window.location.assign(done.dataset.onward ?? '/');
  });
}

export function groups(text: string, size: number): string {
  return text.match(new RegExp(`.{1,${size}}`, 'gu'))?.join(' ') ?? '';
}
