/** A card as elements: made one by one, their text set as text. The same on the tablet and in the office's preview. */
import type { Block, Piece } from './read';

export function drawCard(blocks: readonly Block[]): HTMLElement[] {
  return blocks.map(drawn);
}

function drawn(block: Block): HTMLElement {
  switch (block.kind) {
    case 'heading':
      return holding(block.level === 2 ? 'h2' : 'h3', inline(block.pieces));
    case 'paragraph':
      return holding('p', inline(block.pieces));
    case 'said':
      return holding('blockquote', block.blocks.map(drawn));
    case 'list': {
      const list = holding(block.ordered ? 'ol' : 'ul', block.items.map(drawnItem));
      if (list instanceof HTMLOListElement && block.start !== 1) list.start = block.start;
      return list;
    }
  }
}

/** The words of an item stand in it directly; what follows them (a list below it) is drawn as anywhere. A number to call that begins an item is a button. */
function drawnItem([first, ...rest]: readonly Block[]): HTMLElement {
  if (first?.kind !== 'paragraph') return holding('li', (first ? [first, ...rest] : rest).map(drawn));
  const [call, ...words] = first.pieces;
  const parts = call?.kind === 'link' ? [...inline([call]), holding('span', inline(words))] : inline(first.pieces);
  const item = holding('li', [...parts, ...rest.map(drawn)]);
  if (call?.kind === 'link') item.className = 'call';
  return item;
}

function inline(pieces: readonly Piece[]): Node[] {
  return pieces.map((piece) => {
    switch (piece.kind) {
      case 'text':
        return document.createTextNode(piece.text);
      case 'break':
        return document.createElement('br');
      case 'link': {
        const link = holding('a', inline(piece.pieces));
        link.setAttribute('href', piece.href);
        return link;
      }
      case 'strong':
      case 'emphasis':
        return holding(piece.kind === 'strong' ? 'strong' : 'em', inline(piece.pieces));
    }
  });
}

function holding(tag: string, nodes: readonly Node[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...nodes);
  return element;
}
