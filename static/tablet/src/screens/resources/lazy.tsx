/** What the directory and the promises open of each other, in chunks of their own. */
import { lazy } from 'solid-js';

export const ReferralSheet = lazy(() => import('../followups/ReferralSheet').then((module) => ({ default: module.ReferralSheet })));
export const ServicePicker = lazy(() => import('./ServicePicker').then((module) => ({ default: module.ServicePicker })));
