import jsQR from 'jsqr';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';

import { FORMAT, readDirectory, search, type Directory } from './directory';
import { handoutText, makeHandout, QR_BYTES, type Handout } from './handout';
import { parisMoment } from './moments';
import { needsReview, readPhrases, say, type Language } from './phrases';

const CODES = ['fr', 'en', 'ar', 'tr', 'pt', 'ro', 'bg', 'uk'];
const phrases = Object.values(import.meta.glob<object>('../../../../forms/phrases/*.json', { eager: true, import: 'default' })).map((said) => ({ reviewed: null, ...said }));
const languages = readPhrases(new TextEncoder().encode(JSON.stringify({ languages: phrases })));
const FOOD = 'equipement-et-alimentation--alimentation';
const AT = parisMoment('2026-11-26', '10:00');

const structure = (number: number, more: object) => ({ id: `s${number}`, name: `Structure de l’essai numéro ${number}`, address: `${number} rue de l’Essai, 33000 Bordeaux`, phone: '05 56 00 00 0' + String(number), at: [-0.57 + number / 1000, 44.85], checked: '2026-01-01', ...more });
const said = {
  format: FORMAT,
  until: '2027-11-30',
  holidays: ['2026-12-25'],
  labels: {},
  days: ['', '540-750 810-1050', '840-1020a'],
  hours: [{ week: [1, 1, 1, 1, 0, 0, 0], holiday: 0 }, { week: [0, 0, 0, 0, 0, 0, 0], holiday: 0, dates: { '2026-12-03': 2, '2026-12-17': 2, '2027-01-07': 2, '2027-01-21': 2, '2027-02-04': 2, '2027-02-18': 2 } }],
  structures: [
    structure(1, { hours: 0, services: [{ id: 'o1', name: 'Épicerie solidaire', themes: [FOOD], fee: 'gratuit', reach: ['se-presenter'], checked: '2026-01-01' }] }),
    structure(2, { hours: 1, services: [{ id: 'o2', name: 'Permanence', by: ['professionnels'], checked: '2026-01-01' }] }),
    structure(3, { services: [{ id: 'o3', name: 'Sans horaires', checked: '2026-01-01' }] }),
    ...[4, 5, 6, 7, 8, 9].map((number) => structure(number, { hours: 0, services: [{ id: `o${number}`, name: `Service au nom assez long pour prendre de la place ${number}`, themes: [FOOD], checked: '2026-01-01' }] })),
  ],
};

async function handout(code: string, count: number, bring: Parameters<typeof makeHandout>[3]['bring'] = ['identity']): Promise<Handout> {
  const directory = (await readDirectory(new TextEncoder().encode(JSON.stringify(said)), () => Promise.resolve())) as Directory;
  const found = search(directory, { words: '', theme: null, public: null, openNow: false, walk: null, from: [-0.57, 44.85] }, AT).slice(0, count);
  const language = languages.find((one) => one.language === code) as Language;
  return makeHandout(directory, found, language, { organisation: 'Centre social de l’Essai', date: '26/11/2026', at: AT, bring });
}

/** What a telephone reads: the modules as a picture, then any reader. */
function scan(text: string): string | undefined {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const scale = 4;
  const pixels = new Uint8ClampedArray(size * scale * size * scale * 4).fill(255);
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let dy = 0; dy < scale; dy += 1) for (let dx = 0; dx < scale; dx += 1) pixels.fill(0, ((y * scale + dy) * size * scale + x * scale + dx) * 4, ((y * scale + dy) * size * scale + x * scale + dx) * 4 + 3);
    });
  });
  return jsQR(pixels, size * scale, size * scale)?.data;
}

describe('the handout', () => {
  it('is in French, by rule', async () => {
    const { title, given, places, bring } = await handout('fr', 3);
    expect([title, given, bring]).toEqual(['Adresses utiles', 'Remis par Centre social de l’Essai le 26/11/2026', ['une pièce d’identité']]);
    expect(places[0]).toMatchObject({
      need: 'Aide alimentaire', name: 'Épicerie solidaire', structure: 'Structure de l’essai numéro 1', phone: '05\u00a056\u00a000\u00a000\u00a001', walk: 'à pied\u00a0: environ 1 min', now: 'ouvert en ce moment', fee: 'gratuit', how: ['Venez sur place.'],
      hours: [{ label: 'lundi – jeudi', text: '09:00–12:30, 13:30–17:30' }, { label: 'vendredi – dimanche', text: 'fermé' }],
      hoursNotes: ['Fermé les jours fériés.'],
    });
    expect(places[1]).toMatchObject({ hoursTitle: 'Prochaines ouvertures', how: ['Un professionnel fait la demande avec vous.'] });
    expect(places[1]?.hours[0]).toEqual({ label: 'jeudi 03/12', text: '14:00–17:00 (sur rendez-vous)' });
    expect(places[2]).toMatchObject({ hours: [], hoursNotes: ['Horaires non connus\u00a0: appelez avant d’y aller.'] });
  });

  it('is read from right to left in Arabic, with hours that cannot be turned round', async () => {
    const { language, places } = await handout('ar', 1);
    expect(language.direction).toBe('rtl');
    expect(places[0]?.hours[0]).toEqual({ label: 'الاثنين – الخميس', text: 'من \u206809:00\u2069 إلى \u206812:30\u2069، من \u206813:30\u2069 إلى \u206817:30\u2069' });
    expect(places[0]?.name).toBe('Épicerie solidaire');
  });

  it.each(CODES)('says everything in %s, and a code holds it', async (code) => {
    const made = await handout(code, 2);
    const { text } = handoutText(made);
    expect(text).not.toMatch(/[{}]|undefined/u);
    expect(text.split('\n')[0]).toBe(made.title);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(QR_BYTES);
    expect(scan(text)).toBe(text);
    expect(needsReview(made.language)).toBe(code !== 'fr');
  });

  it('leaves out notes, then hours, then places, and says so', async () => {
    const kept = async (count: number, code = 'fr') => handoutText(await handout(code, count, []));
    expect((await kept(1)).shortened).toBe('nothing');
    const all = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => kept(count)));
    const order = ['nothing', 'notes', 'hours', 'places'];
    const steps = all.map(({ shortened }) => order.indexOf(shortened));
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(new Set(steps).size).toBeGreaterThan(2);
    expect(all.at(-1)?.shortened).toBe('places');
    for (const { text } of all) expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(QR_BYTES);
  });

  it('says a phrase with what is put into it, and nothing for a key it does not know', () => {
    const french = languages.find((one) => one.language === 'fr') as Language;
    expect(say(french, 'handout.walk', { minutes: 7 })).toBe('à pied\u00a0: environ 7 min');
    expect(say(french, 'handout.of_later')).toBe('');
  });
});
