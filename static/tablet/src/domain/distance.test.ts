import { expect, test } from 'vitest';

import { metresBetween, nearestFirst } from './distance';

test('a known distance: the two ends of a kilometre of meridian, and of a parallel', () => {
  expect(metresBetween({ lon: 0, lat: 44 }, { lon: 0, lat: 44.008993 })).toBeCloseTo(1000, 0);
  expect(metresBetween({ lon: 0, lat: 60 }, { lon: 0.017986, lat: 60 })).toBeCloseTo(1000, 0);
  expect(metresBetween({ lon: 2.1, lat: 48 }, { lon: 2.1, lat: 48 })).toBe(0);
});

test('the nearest first; as far as each other: as they stood', () => {
  const places = [{ id: 'far', lon: 0.02, lat: 0 }, { id: 'a', lon: 0.01, lat: 0 }, { id: 'b', lon: 0.01, lat: 0 }];
  expect(nearestFirst(places, { lon: 0, lat: 0 }).map(({ place }) => place.id)).toEqual(['a', 'b', 'far']);
});
