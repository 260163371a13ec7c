/** What a referral says, as a list to read: for the receiver's inbox and for the page of a link. */
import type { ReferralText } from '../../sealing/referral';
import { make } from './dom';

const LINES: [keyof ReferralText, string][] = [['name', 'Nom'], ['telephone', 'Téléphone'], ['address', 'Adresse'], ['theme', 'Besoin'], ['words', 'Quelques mots'], ['sender', 'De la part de']];

export function factsOf(text: ReferralText): HTMLElement[] {
  return LINES.filter(([field]) => text[field] !== '').flatMap(([field, label]) => {
    const value = text[field];
    const dd = make('dd', field === 'telephone' ? '' : value);
    if (field === 'telephone') dd.append(make('a', value, { href: `tel:${value.replace(/[^+\d]/gu, '')}` }));
    return [make('dt', label), dd];
  });
}
