/** What other screens open of the directory, in its own chunk. */
import { lazy } from 'solid-js';

export const ServicePicker = lazy(() => import('./ServicePicker').then((module) => ({ default: module.ServicePicker })));
