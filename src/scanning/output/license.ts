import { createHash } from 'node:crypto';
import parseExpression from 'spdx-expression-parse';

/** A longer text is no expression, and its parser recurses. */
const MAX_EXPRESSION = 1_024;

/** Whether a text is a valid SPDX license expression (SPDX 2.3, annex D). */
export function isExpression(text: string): boolean {
  if (text.length > MAX_EXPRESSION) return false;
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

/** Licenses as CycloneDX wants them: one expression, or a list of names. */
export function licenseChoice(licenses: readonly string[]) {
  const stated = licenses.filter((text) => text !== '');
  const [only] = stated;
  if (only !== undefined && stated.length === 1 && isExpression(only)) return [{ expression: only }];
  return stated.map((name) => ({ license: { name } }));
}

/** Licenses as SPDX wants them: one expression, in which what is no SPDX license stands as a reference to its text. */
export function licenseExpression(licenses: readonly string[]): { expression: string; extracted: readonly { licenseId: string; extractedText: string }[] } {
  const extracted: { licenseId: string; extractedText: string }[] = [];
  const parts = licenses.filter((text) => text !== '').map((text) => {
    if (isExpression(text)) return text;
    const licenseId = `LicenseRef-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    extracted.push({ licenseId, extractedText: text });
    return licenseId;
  });
  if (parts.length === 0) return { expression: 'NOASSERTION', extracted };
  return { expression: parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => (part.includes(' ') ? `(${part})` : part)).join(' AND '), extracted };
}
