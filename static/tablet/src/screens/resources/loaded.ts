/** The directory and the phrases, read once and kept in memory while the tablet is unlocked. */
import { readDirectory, type Directory } from '../../domain/directory';
import { readPhrases, type Language } from '../../domain/phrases';
import type { Tablet } from '../../domain/tablet';

interface Read<Value> {
  hash: string;
  value: Promise<Value>;
}

let directory: Read<Directory | null> | null = null;
let phrases: Read<Language[]> | null = null;
let watched: Tablet | null = null;

const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Null when this tablet has not fetched it yet, or cannot read it. */
export async function directoryOf(tablet: Tablet): Promise<Directory | null> {
  watch(tablet);
  const file = await tablet.file('directory');
  if (!file) return null;
  if (directory?.hash !== file.hash) directory = { hash: file.hash, value: readDirectory(file.bytes, breathe) };
  return directory.value;
}

export async function languagesOf(tablet: Tablet): Promise<Language[]> {
  watch(tablet);
  const file = await tablet.file('phrases');
  if (!file) return [];
  if (phrases?.hash !== file.hash) phrases = { hash: file.hash, value: Promise.resolve(readPhrases(file.bytes)) };
  return phrases.value;
}

function watch(tablet: Tablet): void {
  if (watched === tablet) return;
  watched = tablet;
  tablet.subscribe(() => {
    if (tablet.state === 'unlocked') return;
    directory = null;
    phrases = null;
  });
}
