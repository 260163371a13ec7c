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
      const list = holding(block.ordered ? 'ol' : 'ul', block.items.map((item) => holding('li', itemParts(item))));
      if (list instanceof HTMLOListElement && block.start !== 1) list.start = block.start;
      return list;
    }
  }
}

/** The words of an item stand in it directly; what follows them (a list below it) is drawn as anywhere. */
function itemParts([first, ...rest]: readonly Block[]): Node[] {
  if (!first) return [];
  return [...(first.kind === 'paragraph' ? inline(first.pieces) : [drawn(first)]), ...rest.map(drawn)];
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
