import type { Justification } from '../contract.ts';

/** OpenVEX's justifications and CycloneDX's nearest (CycloneDX 1.6, impact analysis justification). */
export const CYCLONEDX: Record<Justification, string> = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  vulnerable_code_cannot_be_controlled_by_adversary: 'requires_environment',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
};

/** The other way: of those that CycloneDX has more of, what is nearest. */
const OF_CYCLONEDX: Readonly<Record<string, Justification>> = {
  code_not_present: 'vulnerable_code_not_present',
  code_not_reachable: 'vulnerable_code_not_in_execute_path',
  requires_configuration: 'vulnerable_code_cannot_be_controlled_by_adversary',
  requires_dependency: 'vulnerable_code_cannot_be_controlled_by_adversary',
  requires_environment: 'vulnerable_code_cannot_be_controlled_by_adversary',
  protected_by_compiler: 'inline_mitigations_already_exist',
  protected_at_runtime: 'inline_mitigations_already_exist',
  protected_at_perimeter: 'inline_mitigations_already_exist',
  protected_by_mitigating_control: 'inline_mitigations_already_exist',
};

/** The justification in the reason of a statement, and what else it says. */
export function readReason(reason: string): { justification: Justification | null; reason: string } {
  const parts = reason.split(': ').filter((part) => part !== 'false positive');
  const at = parts.findIndex((part) => isJustification(part) || Object.hasOwn(OF_CYCLONEDX, part));
  if (at < 0) return { justification: null, reason };
  const word = parts[at] ?? '';
  return { justification: isJustification(word) ? word : (OF_CYCLONEDX[word] ?? null), reason: parts.filter((_part, index) => index !== at).join(': ') };
}

const isJustification = (text: string): text is Justification => Object.hasOwn(CYCLONEDX, text);
