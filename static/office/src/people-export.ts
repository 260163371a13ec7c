/** The list as a file, made in this browser and given to nobody else. */
import { make } from './dom';
import type { Person } from './people-list';

const HEAD = ['Nom', 'Téléphone', 'Porte', 'Entrée', 'Jour', 'Autre'];

function cells({ who, telephone, door, entrance, day, other }: Person): string[] {
  return [who, telephone, door, entrance, day, other];
}

/** With semicolons and a mark of the encoding, as French spreadsheets open it. */
export function csvOf(people: readonly Person[]): string {
  const lines = [HEAD, ...people.map(cells)].map((line) => line.map(csvCell).join(';'));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** What somebody typed at a door must stay text: a spreadsheet would compute what begins like a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[";\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export async function xlsxOf(people: readonly Person[]): Promise<Blob> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  const rows = [HEAD.map((value) => ({ value, type: String, fontWeight: 'bold' as const })), ...people.map((person) => cells(person).map((value) => ({ value, type: String })))];
  return writeXlsxFile(rows, { sheet: 'Personnes', columns: [28, 18, 22, 40, 12, 60].map((width) => ({ width })) }).toBlob();
}

export function offer(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = make('a', '', { href: address, download: name });
  link.click();
  setTimeout(() => { URL.revokeObjectURL(address); }, 1000);
}
