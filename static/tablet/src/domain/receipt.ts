/** What a resident takes along from an exchange, in their language: what was agreed, the code, and how to take everything back. */
import { isolated, say, type Language } from './phrases';
import type { ReceiptCard } from './tablet';

export interface Receipt {
  language: Language;
  title: string;
  given: string;
  keptTitle: string;
  agreed: string[];
  codeTitle: string;
  /** In groups; empty when nothing is kept. */
  code: string;
  notes: string[];
}

export interface ReceiptAsked {
  organisation: string;
  /** How residents reach the organisation; empty when nobody has said. */
  contact: string;
  /** Where the code is typed, without `https://`. */
  address: string;
  /** Services to which the resident let us pass the request on. */
  services: readonly string[];
}

const SCOPES = ['count_only', 'contact', 'share', 'nothing'];

export function makeReceipt({ code, day, agreed }: ReceiptCard, language: Language, asked: ReceiptAsked): Receipt {
  const consent = agreed?.consent ?? '';
  const passedOn = asked.services.length > 0 ? [say(language, 'receipt.services', { services: asked.services.join(' · ') })] : [];
  const reach = asked.contact === '' ? [] : [say(language, 'receipt.reach', { contact: asked.contact })];
  return {
    language,
    title: say(language, 'receipt.title'),
    given: say(language, 'receipt.given', { organisation: asked.organisation, date: day.split('-').reverse().join('/') }),
    keptTitle: say(language, 'receipt.kept'),
    agreed: [...(SCOPES.includes(consent) ? [say(language, `receipt.${consent}`)] : []), ...passedOn],
    codeTitle: say(language, 'receipt.code'),
    code: code ?? '',
    notes: code === null ? reach : [say(language, 'receipt.withdraw', { address: asked.address }), say(language, 'receipt.keep'), ...reach],
  };
}

/** The same as plain text, for a code that contains it: what is photographed asks nothing of any server. */
export function receiptText(receipt: Receipt): string {
  const { title, given, agreed, codeTitle, code, notes } = receipt;
  return [`${title}\n${given}`, agreed.join('\n'), code === '' ? '' : `${codeTitle}: ${isolated(code, receipt.language)}`, notes.join('\n')].filter((part) => part !== '').join('\n\n');
}
