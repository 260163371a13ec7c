/** The screens beside the way from round to door, each in its own chunk: the first tap on a door waits for none of them. */
import { lazy, type Component } from 'solid-js';

import type { Page } from './place';

export interface PageProps {
  round?: string | undefined;
  entrance?: string | undefined;
  item?: string | undefined;
}

/** `lazy(() => import(…))` of each. A page that this version does not have shows the round. */
export const PAGE_SCREENS: Partial<Record<Page, Component<PageProps>>> = {
  map: lazy(() => import('./map/MapScreen').then((module) => ({ default: module.MapScreen }))),
  promises: lazy(() => import('./followups/PromisesScreen').then((module) => ({ default: module.PromisesScreen }))),
  resources: lazy(() => import('./resources/ResourcesPage').then((module) => ({ default: module.ResourcesPage }))),
  copies: lazy(() => import('./copies/CopiesScreen').then((module) => ({ default: module.CopiesPage }))),
  receipt: lazy(() => import('./receipt/ReceiptPage').then((module) => ({ default: module.ReceiptPage }))),
  card: lazy(() => import('./cards/CardsScreen').then((module) => ({ default: module.CardPage }))),
};
