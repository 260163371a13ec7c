/** Files that leave and enter by a person's hand. */
import { LARGEST_TEXT } from '../../domain/copies';
import { SENTENCES, Sentence } from '../../domain/sentences';

export interface TextFile {
  name: string;
  text: string;
}

function asFiles(files: readonly TextFile[]): File[] {
  return files.map(({ name, text }) => new File([text], name, { type: 'text/plain' }));
}

export function canShare(files: readonly TextFile[]): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: asFiles(files) });
}

/** A person who closes the share sheet has changed nothing. */
export async function share(files: readonly TextFile[]): Promise<void> {
  try {
    await navigator.share({ files: asFiles(files) });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    throw new Sentence(SENTENCES.notShared, { cause: error });
  }
}

export function save({ name, text }: TextFile): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(address); }, 60_000);
}

/** What was chosen, as one text. A film or a map is refused before it is read. */
export async function readFiles(files: FileList | null): Promise<string> {
  const chosen = [...(files ?? [])];
  if (chosen.reduce((sum, { size }) => sum + size, 0) > LARGEST_TEXT) throw new Sentence(SENTENCES.copyTooLarge);
  return (await Promise.all(chosen.map((file) => file.text()))).join('\n');
}
