import { Link } from '@tanstack/react-router';
import type { See } from '../../../../../src/program/contract.ts';
import { readLink } from '../../../app/link.ts';

/** Where something is done about a fact: a page of this application, or nowhere. */
export function SeeLink({ see: { verb, path }, className }: { see: See; className?: string | undefined }) {
  const link = readLink(path);
  return link === null ? null : <Link to={link.to} search={link.search} className={className}>{verb} →</Link>;
}
