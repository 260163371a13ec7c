/** Changing a field card, with the card as a tablet shows it beside. Without this script the text can be changed all the same. */
import '../../cards/card.css';
import { drawCard } from '../../cards/draw';
import { readCard, type Details } from '../../cards/read';
import { need, show } from './dom';

export function start(root: HTMLElement): void {
  const text = need(root, '[data-text]', HTMLTextAreaElement);
  const title = need(root, '[data-preview-title]', HTMLElement);
  const preview = need(root, '[data-preview]', HTMLElement);
  const details = JSON.parse(root.dataset.details ?? '{}') as Details;
  const draw = (): void => {
    const card = readCard(text.value, details);
    title.textContent = card.title || 'Sans titre';
    preview.replaceChildren(...drawCard(card.blocks));
  };
  text.addEventListener('input', draw);
  draw();
  show(need(root, '[data-preview-place]', HTMLElement));
}
