/**
 * A field card, read from its Markdown: a title, a lead, then headings, paragraphs, lists and words to say. Anything else that Markdown
 * knows (HTML, images, tables, code) stays the text it was written as: nothing of a card is ever markup for the browser.
 */
import { Lexer, type Token, type Tokens } from 'marked';

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis'; pieces: Piece[] }
  | { kind: 'link'; href: string; pieces: Piece[] }
  | { kind: 'break' };

export type Block =
  | { kind: 'heading'; level: 2 | 3; pieces: Piece[] }
  | { kind: 'paragraph'; pieces: Piece[] }
  | { kind: 'said'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] };

export interface CardText {
  title: string;
  /** The first paragraph, for lists of cards. */
  lead: string;
  blocks: Block[];
}

/** What `{centre}`, `{telephone}`… stand for. */
export interface Details {
  name: string;
  telephone?: string | undefined;
  address?: string | undefined;
  email?: string | undefined;
  dpo?: string | undefined;
}

export function readCard(markdown: string, details: Details): CardText {
  const blocks = new Lexer({ gfm: true }).lex(markdown).flatMap((token) => blocksOf(token, details));
  const title = blocks[0]?.kind === 'heading' ? blocks.shift() : undefined;
  const lead = blocks[0]?.kind === 'paragraph' ? blocks[0] : undefined;
  return { title: title?.kind === 'heading' ? plain(title.pieces) : '', lead: lead ? plain(lead.pieces) : '', blocks };
}

export function plain(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'break' ? ' ' : plain(piece.pieces))).join('');
}

function blocksOf(token: Token, details: Details): Block[] {
  const pieces = (): Piece[] => inside(token).flatMap((one) => piecesOf(one, details));
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'checkbox':
      return [];
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth > 2 ? 3 : 2, pieces: pieces() }];
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', pieces: inside(token).length > 0 ? pieces() : text(token.raw, details) }];
    case 'blockquote':
      return [{ kind: 'said', blocks: inside(token).flatMap((one) => blocksOf(one, details)) }];
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item) => item.tokens.flatMap((one) => blocksOf(one, details)));
      return [{ kind: 'list', ordered: list.ordered, start: list.start === '' ? 1 : list.start, items }];
    }
    default:
      return token.raw.trim() === '' ? [] : [{ kind: 'paragraph', pieces: text(token.raw.trim(), details) }];
  }
}

function inside(token: Token): Token[] {
  return 'tokens' in token ? (token.tokens ?? []) : [];
}

function piecesOf(token: Token, details: Details): Piece[] {
  const pieces = (): Piece[] => inside(token).flatMap((one) => piecesOf(one, details));
  switch (token.type) {
    case 'strong':
      return [{ kind: 'strong', pieces: pieces() }];
    case 'em':
      return [{ kind: 'emphasis', pieces: pieces() }];
    case 'br':
      return [{ kind: 'break' }];
    case 'escape':
      return text((token as Tokens.Escape).text, details);
    case 'link':
      return linked(token as Tokens.Link, pieces());
    default:
      return text(token.raw, details);
  }
}

/** Only a call or a letter can be tapped. The address of a page is told, not linked: there is no network on a landing. */
function linked({ href, raw }: Tokens.Link, pieces: Piece[]): Piece[] {
  if (/^tel:\+?[\d ().-]+$/u.test(href) || /^mailto:[^\s?&<>"]+@[^\s?&<>"]+$/u.test(href)) return [{ kind: 'link', href, pieces }];
  if (!/^https:\/\//u.test(href)) return [{ kind: 'text', text: raw }];
  const address = href.replace(/^https:\/\/|\/$/gu, '');
  return plain(pieces).includes(address) ? pieces : [...pieces, { kind: 'text', text: ` (${address})` }];
}

const PLACEHOLDER = /\{(centre|telephone|adresse|courriel|dpo)\}/u;

function text(written: string, details: Details): Piece[] {
  return written
    .replaceAll('\n', ' ')
    .split(new RegExp(PLACEHOLDER, 'u'))
    .flatMap((part, index) => (index % 2 === 1 ? filled(part, details) : typeset(part)));
}

/** A detail that the centre has not given yet is said so: a hole in a sentence would be worse. */
function filled(placeholder: string, { name, telephone, address, email, dpo }: Details): Piece[] {
  const say = (value: string): Piece[] => [{ kind: 'text', text: value }];
  switch (placeholder) {
    case 'centre':
      return say(name);
    case 'telephone':
      return telephone ? [{ kind: 'link', href: `tel:${telephone.replace(/[^\d+]/gu, '')}`, pieces: say(telephone) }] : say('(numéro à demander à la coordination)');
    case 'adresse':
      return say(address ?? '(adresse à demander à la coordination)');
    case 'courriel':
      return email ? [{ kind: 'link', href: `mailto:${email}`, pieces: say(email) }] : say('(courriel à demander à la coordination)');
    default:
      return say(dpo ?? 'la coordination du centre');
  }
}

const SPACES: readonly (readonly [RegExp, string])[] = [
  [/(?<=\w)'(?=\w)/gu, '’'],
  [/(?<=^|[\p{L}\p{N}»)…]) (?=[;!?])/gu, '\u202f'],
  [/(?<=^|[\p{L}\p{N}»)…]) (?=:)/gu, '\u00a0'],
  [/(?<=\d) (?=h\b)/gu, '\u00a0'],
  [/(?<=«) /gu, '\u00a0'],
  [/ (?=»)/gu, '\u00a0'],
];

/** French apostrophes and no-break spaces: nobody types them. */
function typeset(written: string): Piece[] {
  if (written === '') return [];
  return [{ kind: 'text', text: SPACES.reduce((sentence, [pattern, with_]) => sentence.replace(pattern, with_), written) }];
}
