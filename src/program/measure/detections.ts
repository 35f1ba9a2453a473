import type { Measured, MeasureNeeds } from './needs.ts';

/** Whether events of interest are found: tried, not believed. */
export async function measureDetections({ detectionLag, rehearsals }: Pick<MeasureNeeds, 'detectionLag' | 'rehearsals'>): Promise<Measured> {
  const lag = await detectionLag();
  const { at, raised } = await rehearsals();
  return {
    'detections.account_spike': { value: raised.account, at },
    'detections.estate_spike': { value: raised.estate, at },
    'detections.passing': { value: Object.values(raised).filter(Boolean).length, at },
    'detections.lag_batches': lag,
  };
}
