/** What tablets hand to each other without a network: its texts, as JOURNAL.md, "Copies", fixes them. */
import { unarmored } from '../../../sealing/age';
import { digestOf, textBytes } from './envelope';
import { SENTENCES, Sentence } from './sentences';

const COPY = 'palier-copy/1';
const RECEIPTS = 'palier-receipts/1';
const KEPT = 'palier-copy-kept/1';
const BLOCK = /(palier-copy\/1 ([0-9a-f]{16})|palier-receipts\/1)\s+(-----BEGIN AGE ENCRYPTED FILE-----[^-]*-----END AGE ENCRYPTED FILE-----)/gu;

/** More than a day's worth of the longest copies. */
export const LARGEST_TEXT = 24 * 1024 * 1024;

/** Which organisation, of which server, a copy is for. */
export async function tagOf(organisation: string, transportRecipient: string): Promise<string> {
  return (await digestOf(textBytes(organisation + transportRecipient))).slice(0, 16);
}

export function copyBlock(tag: string, copy: string): string {
  return `${COPY} ${tag}\n${copy}\n`;
}

export function receiptsBlock(receipts: string): string {
  return `${RECEIPTS}\n${receipts.trim()}\n`;
}

/** What confirms that a copy is kept: 8 digits that only who has the whole text can tell. */
export async function digitsOf(copy: string): Promise<string> {
  const digest = await digestOf(textBytes(KEPT + copy.replace(/\s/gu, '')));
  return String(Number.parseInt(digest.slice(0, 8), 16) % 100_000_000).padStart(8, '0');
}

export function keptText(digits: readonly string[]): string {
  return [KEPT, ...digits].join(' ');
}

/** Digits as they were typed, spaced or not, or scanned: groups of eight. Null when something is missing or too much. */
export function readDigits(text: string): string[] | null {
  const digits = text.replace(KEPT, '').replace(/[\s.-]/gu, '');
  return /^(\d{8})+$/u.test(digits) ? (digits.match(/\d{8}/gu) ?? null) : null;
}

/** The copies in a text that was handed over; throws the sentence that says why there is none to carry. */
export async function readCopies(text: string, tag: string): Promise<string[]> {
  const blocks = blocksOf(text);
  const copies = blocks.filter(({ head }) => head !== RECEIPTS);
  if (copies.length === 0) throw new Sentence(blocks.length > 0 ? SENTENCES.receiptsNotCopy : whyNone(text));
  if (copies.some((one) => one.tag !== tag)) throw new Sentence(SENTENCES.copyOfOthers);
  return Promise.all(copies.map(({ armored }) => whole(armored)));
}

export async function readReceipts(text: string): Promise<string[]> {
  const blocks = blocksOf(text);
  const receipts = blocks.filter(({ head }) => head === RECEIPTS);
  if (receipts.length === 0) throw new Sentence(blocks.length > 0 ? SENTENCES.copyNotReceipts : whyNone(text));
  return Promise.all(receipts.map(({ armored }) => whole(armored)));
}

interface Block {
  head: string;
  tag: string | undefined;
  armored: string;
}

function blocksOf(text: string): Block[] {
  if (text.length > LARGEST_TEXT) throw new Sentence(SENTENCES.copyTooLarge);
  return [...text.matchAll(BLOCK)].map(([, head = '', tag, armored = '']) => ({ head, tag, armored: armored.replaceAll('\r\n', '\n') }));
}

function whyNone(text: string): string {
  return text.includes(COPY) || text.includes(RECEIPTS) || text.includes('BEGIN AGE ENCRYPTED FILE') ? SENTENCES.copyCut : SENTENCES.notACopy;
}

async function whole(armored: string): Promise<string> {
  try {
    await unarmored(armored);
    return armored;
  } catch {
    throw new Sentence(SENTENCES.copyCut);
  }
}
