import { describe, expect, it } from 'vitest';

import { csvOf } from './people-export';
import { inOrder, personOf, search, type Person } from './people-list';

const sealed = { entry: 'e', kind: 'answers', case: null, entrance: 'n', day: '2026-11-23', sealed: '' } as const;
const entrances = { n: 'Entrée 1, 3 allée des Essais' };
const doors = { d: '3e étage, gauche' };
const person = (name: string, telephone = '', door: string | null = 'd'): Person =>
  personOf(sealed, { entry: 'e', door, identity: [['person_name', name], ['person_telephone', telephone], ['comment', 'le soir']] }, doors, entrances);

describe('people', () => {
  const people = [person('Zoé Œuvrard', '06 39 98 00 01'), person('Éléonore d’Essai', '+33 6 39 98 00 02'), person('', '', null)];

  it.each([
    ['eleonore', 1],
    ['oeuvrard ZOE', 1],
    ['d\'essai', 1],
    ['0639980002', 1],
    ['06 39 98 00 01', 1],
    ['+33639980001', 1],
    ['gauche', 2],
    ['allee des essais', 3],
    ['soir eleonore', 1],
    ['personne', 0],
    ['', 3],
  ])('« %s » finds %i', (query, count) => {
    expect(search(people, query)).toHaveLength(count);
  });

  it('are listed by name, those without one last', () => {
    expect(inOrder(people).map(({ who }) => who)).toEqual(['Éléonore d’Essai', 'Zoé Œuvrard', '']);
  });

  it('leave as text that no spreadsheet computes', () => {
    const csv = csvOf([person('=HYPERLINK("http://x";"y")', '+33 6'), person('-1+1'), person('@a'), person('a;b\r\n=c')]);
    const cells = csv.split('\r\n').slice(1).flatMap((line) => line.split(';'));
    expect(cells.filter((cell) => /^"?[=+\-@]/u.test(cell) && cell !== '=c"')).toEqual([]);
    expect(csv).toContain('"\'=HYPERLINK(""http://x"";""y"")"');
    expect(csv.startsWith('\uFEFFNom;')).toBe(true);
  });
});
