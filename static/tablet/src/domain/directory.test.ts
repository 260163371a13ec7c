import { describe, expect, it } from 'vitest';

import { codesIn, fold, FORMAT, readDirectory, search, serviceIn, suggest, walkBetween, type Asked, type Directory } from './directory';
import { parisMoment } from './moments';

const FOOD = 'equipement-et-alimentation--alimentation';
const RIGHTS = 'difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits';
const HERE = [-0.57, 44.85] as const;
const THURSDAY = parisMoment('2026-11-26', '10:00');

const said = {
  format: FORMAT,
  until: '2027-11-30',
  holidays: ['2026-12-25'],
  labels: { [FOOD]: 'Alimentation', [RIGHTS]: 'Accompagnement pour l’accès aux droits', 'equipement-et-alimentation': 'Équipement et alimentation', seniors: 'Séniors', etudiants: 'Étudiants' },
  days: ['', '540-720', '840-1080a'],
  hours: [{ week: [1, 1, 1, 1, 1, 0, 0], holiday: 0 }, { week: [0, 0, 2, 0, 0, 0, 0], holiday: 0 }],
  structures: [
    { id: 's1', name: 'L’Épicerie du Cœur', also: ['La Boutique'], address: '1 rue A, 33000 Bordeaux', at: [-0.571, 44.851], hours: 0, checked: '2026-01-01', services: [{ id: 'o1', name: 'Colis', themes: [FOOD], checked: '2026-01-01' }, { id: 'o2', name: 'Écoute', themes: [RIGHTS], publics: ['seniors'], hours: 1, checked: '2026-01-01' }] },
    { id: 's2', name: 'Restos d’ici', at: [-0.58, 44.86], checked: '2026-01-01', services: [{ id: 'o3', name: 'Repas', themes: [FOOD], publics: ['etudiants'], checked: '2026-01-01' }] },
    { id: 's3', name: 'Secours d’à côté', at: [-0.5701, 44.8501], hours: 0, checked: '2026-01-01', services: [{ id: 'o4', name: 'Aide', themes: [FOOD], publics: ['etudiants'], checked: '2026-01-01' }] },
    { id: 's4', name: 'Sans position', about: 'Distribution le lundi', checked: '2026-01-01' },
  ],
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const read = async () => (await readDirectory(bytes(said), () => Promise.resolve())) as Directory;
const ALL: Asked = { words: '', theme: null, public: null, openNow: false, walk: null, from: HERE };
const ids = (directory: Directory, asked: Partial<Asked>, at = THURSDAY) => search(directory, { ...ALL, ...asked }, at).map(({ offer }) => offer.id);

describe('what is found', () => {
  it.each([
    ['epicerie', ['o1', 'o2']],
    ['ÉPICERIE', ['o1', 'o2']],
    ['coeur', ['o1', 'o2']],
    ['bout', ['o1', 'o2']],
    ['colis coe', ['o1']],
    ['alim', ['o4', 'o1', 'o3']],
    ['distribution', ['s4']],
    ['outique', []],
    ['bordeaux', ['o1', 'o2']],
    ['zzz', []],
  ])('« %s » is searched without accents or capitals, by how words begin', async (words, found) => {
    expect(ids(await read(), { words })).toEqual(found);
  });
  it('by theme and its category, nearest first', async () => {
    const directory = await read();
    expect(ids(directory, { theme: FOOD })).toEqual(['o4', 'o1', 'o3']);
    expect(ids(directory, { theme: 'equipement-et-alimentation' })).toEqual(['o4', 'o1', 'o3']);
  });
  it('by public, where saying nothing is being for everybody', async () => {
    expect(ids(await read(), { public: 'seniors' })).toEqual(['o1', 'o2']);
  });
  it('what is open now', async () => {
    const directory = await read();
    expect(ids(directory, { openNow: true })).toEqual(['o4', 'o1']);
    expect(ids(directory, { openNow: true }, parisMoment('2026-11-26', '12:00'))).toEqual([]);
    expect(ids(directory, { openNow: true }, parisMoment('2026-12-25', '10:00'))).toEqual([]);
  });
  it('within a walk; what has no position is not', async () => {
    expect(ids(await read(), { walk: 5 })).toEqual(['o4', 'o1', 'o2']);
  });
  it('services only, and all that there is', async () => {
    const directory = await read();
    expect(ids(directory, { servicesOnly: true })).not.toContain('s4');
    expect(ids(directory, {}).at(-1)).toBe('s4');
    expect(serviceIn(directory, 'o2')?.structure.name).toBe('L’Épicerie du Cœur');
    expect(codesIn(directory, 'themes').map(({ code, count }) => [code, count])).toEqual([[RIGHTS, 1], [FOOD, 3]]);
  });
});

describe('suggestions', () => {
  it('put what is for somebody else, or shut, after what fits', async () => {
    const directory = await read();
    expect(suggest(directory, FOOD, ['seniors'], HERE, THURSDAY).map(({ offer }) => offer.id)).toEqual(['o1', 'o4', 'o3']);
    expect(suggest(directory, FOOD, ['etudiants'], HERE, THURSDAY).map(({ offer }) => offer.id)).toEqual(['o4', 'o1', 'o3']);
  });
});

describe('reading', () => {
  it('folds as the server does', () => {
    expect(fold('L’Épicerie, Cœur & cie')).toBe('l epicerie coeur cie');
    expect(fold('Ça, où ? ŒUVRE nᵒ 2')).toBe('ca ou oeuvre no 2');
  });
  it('walks a straight line and a third more', () => {
    expect(walkBetween([0, 45], [0, 45.0089932])).toBe(17);
    expect(walkBetween(null, [0, 45])).toBeNull();
  });
  it('knows what is not a directory', async () => {
    expect(await readDirectory(bytes({ format: 'palier-directory/2' }), () => Promise.resolve())).toBeNull();
  });
});
