import { addHead, type ClassifierModel, openTextModel } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';

/** How a model's graph is changed before its weights are tuned. Plain data, kept in deltas. */
export interface Adaptation {
  readonly lora?: { readonly rank: number; readonly alpha: number };
  readonly prefix?: number;
}

/** Rank and alpha of the MeZO paper's LoRA; here all matrices that vectors are multiplied with get a change. */
const lora = { rank: 8, alpha: 16 } as const;
/** Key and value pairs a block of the MeZO paper's prefix tuning. */
const prefixLength = 5;

/** The stage that tunes the head on embeddings that are computed once. */
export const headStage = 'head';

/** What a stage of this name adds to the graph. */
export function adaptationOf(stage: string): Adaptation {
  const names = stage.split('+');
  return {
    ...(names.includes('lora') ? { lora } : undefined),
    ...(names.includes('prefix') ? { prefix: prefixLength } : undefined),
  };
}

/** The adaptation that a delta holds, which may be anybody's file. @throws ZerothError `delta-adaptation` */
export function parseAdaptation(found: Readonly<Record<string, unknown>>): Adaptation {
  const keys = Object.keys(found);
  const { prefix } = found;
  const adapters = found.lora;
  const known = keys.every((key) => key === 'lora' || key === 'prefix');
  if (!known || !(prefix === undefined || isLength(prefix)) || !(adapters === undefined || isLora(adapters)))
    throw new ZerothError(
      'delta-adaptation',
      `the delta changes the model in a way that is not known here: ${keys.join(', ')}`,
    );
  return {
    ...(adapters === undefined ? undefined : { lora: { rank: adapters.rank, alpha: adapters.alpha } }),
    ...(prefix === undefined ? undefined : { prefix }),
  };
}

function isLora(value: unknown): value is { rank: number; alpha: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rank' in value &&
    'alpha' in value &&
    isLength(value.rank) &&
    typeof value.alpha === 'number' &&
    Number.isFinite(value.alpha)
  );
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** The parameters that a stage of this name tunes, as patterns. Adapters are tuned with the head. */
export function patternsOf(stage: string): readonly string[] {
  const names = stage.split('+');
  return names.length === 1 && (stage === 'lora' || stage === 'prefix') ? [stage, 'head'] : names;
}

/** Options of {@link openClassifier}. */
export interface ClassifierOptions {
  readonly model: string;
  readonly classes: number;
  readonly maxTokens: number;
  readonly adaptation?: Adaptation;
  readonly threads?: number | undefined;
  readonly cache?: string | undefined;
}

/** Opens a text model with an empty classification head. */
export async function openClassifier(options: ClassifierOptions): Promise<ClassifierModel> {
  const { model, classes, maxTokens, adaptation = {}, threads, cache } = options;
  const text = await openTextModel(model, {
    maxTokens,
    ...adaptation,
    ...(threads === undefined ? undefined : { threads }),
    ...(cache === undefined ? undefined : { cache }),
  });
  return addHead(text, classes);
}
